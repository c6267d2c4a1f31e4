"""Face templates: what the recogniser makes of a face, how it travels, how two are compared."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from devices.face.models import MODEL_ID

DIMENSIONS: Final = 128
_WIRE_BYTES: Final = DIMENSIONS * 2
_NORM_SLACK: Final = 0.01
"""Rounding to float16 changes the length of a unit vector by less than a thousandth."""

Vector = npt.NDArray[np.float32]


class TemplateMalformed(ValueError):
    """Not a template. The message never holds its content."""


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A unit vector of shape (128,), float32, read-only. Biometric: never printed or logged."""

    vector: Vector = field(repr=False)

    @classmethod
    def of(cls, vector: npt.NDArray[np.floating]) -> Template:
        """Normalise ``vector``. Raises TemplateMalformed unless it has 128 finite numbers."""
        if vector.shape != (DIMENSIONS,) or not np.isfinite(vector).all():
            raise TemplateMalformed(f"a template has {DIMENSIONS} finite numbers")
        norm = float(np.linalg.norm(vector.astype(np.float64)))
        if norm == 0.0:
            raise TemplateMalformed("a template is not all zero")
        unit: Vector = (vector / norm).astype(np.float32)
        unit.setflags(write=False)
        return cls(unit)


def encode(template: Template) -> str:
    """As it travels: 128 float16, little-endian, in base64 (344 characters)."""
    return base64.b64encode(template.vector.astype("<f2").tobytes()).decode("ascii")


def decode(text: str, model: str) -> Template:
    """The template of :func:`encode`, made by the recogniser with sha256 ``model``.

    Raises TemplateMalformed for anything else, and for the template of another recogniser: its
    numbers mean something else.
    """
    if model != MODEL_ID:
        raise TemplateMalformed("the template was made by another model; enrol the person again")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise TemplateMalformed("a template travels in base64") from exc
    if len(content) != _WIRE_BYTES:
        raise TemplateMalformed(f"a template has {_WIRE_BYTES} bytes, this has {len(content)}")
    vector = np.frombuffer(content, dtype="<f2").astype(np.float32)
    if not abs(float(np.linalg.norm(vector)) - 1.0) <= _NORM_SLACK:  # also refuses NaN
        raise TemplateMalformed("a template is a unit vector")
    return Template.of(vector)


def mean_of(enrolled: Sequence[Template]) -> Template:
    """What a person's templates come to. Raises ValueError when there is none."""
    if not enrolled:
        raise ValueError("nobody can be compared with no template at all")
    return Template.of(np.mean([template.vector for template in enrolled], axis=0))


def match(enrolled: Sequence[Template], probe: Template) -> float:
    """Likeness of ``probe`` to one person, -1 to 1: the cosine with the mean of their templates.

    The mean of three is worth having: at one false accept in a thousand it finds 99.0 % of the
    right people, one template 96.6 % (LFW, all pairs). Raises ValueError when none is enrolled.
    """
    return float(mean_of(enrolled).vector @ probe.vector)
