"""Pictures of network cameras, up to the decoder's door."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from devices.camera.jpeg import size_of
from devices.camera.source import PictureRefused, check_size

CODEC: Final = "camera-jpeg"
SEEDS: Final = (cv2.imencode(".jpg", np.zeros((16, 16, 3), dtype=np.uint8))[1].tobytes(),)


def one_input(data: bytes) -> None:
    """Any header is sized or refused; what passes is of a camera's size."""
    try:
        width, height = size_of(data)
        check_size(width, height)
    except PictureRefused:
        return
    assert 0 < width * height < 10_000_000
