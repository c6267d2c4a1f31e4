"""Face templates as records and telephones bring them."""

from __future__ import annotations

import base64
from typing import Final

import numpy as np

from devices.face.models import MODEL_ID
from devices.face.template import DIMENSIONS, TemplateMalformed, decode, encode

CODEC: Final = "face-template"
LONGEST_INPUT: Final = 512
_UNIT: Final = np.full(DIMENSIONS, DIMENSIONS**-0.5, dtype="<f2").tobytes()
SEEDS: Final = (base64.b64encode(_UNIT), base64.b64encode(b"\x00\x7e" + _UNIT[2:]))


def one_input(data: bytes) -> None:
    """As text, and as the numbers in it: what is taken is a unit vector and travels on."""
    for text in (data.decode("latin-1"), base64.b64encode(data).decode()):
        try:
            template = decode(text, MODEL_ID)
        except TemplateMalformed:
            continue
        assert abs(float(np.linalg.norm(template.vector)) - 1.0) < 1e-3
        decode(encode(template), MODEL_ID)
