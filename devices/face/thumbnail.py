"""The small portrait that a guard compares with the person in front of them."""

from __future__ import annotations

from typing import Final

import cv2

from devices.face.detection import DetectedFace
from devices.ports import Picture

WIDTH_PX: Final = 160
HEIGHT_PX: Final = 200
LIMIT_BYTES: Final = 32 * 1024
FACE_PART: Final = 0.55
"""How much of the thumbnail's height the face takes: hair and shoulders help to recognise."""
QUALITIES: Final = (90, 80, 70, 60, 45, 30)
"""JPEG qualities, tried until the file is small enough; noise at 30 stays below 20 KiB."""


def thumbnail(picture: Picture, face: DetectedFace) -> bytes:
    """A JPEG of 160x200 pixels and at most 32 KiB around ``face``.

    Where it reaches beyond the picture, the picture's edge is continued.
    """
    height = max(face.height, 1.0) / FACE_PART
    width = height * WIDTH_PX / HEIGHT_PX
    cut = cv2.getRectSubPix(picture, (max(1, round(width)), max(1, round(height))), face.centre)
    small = cv2.resize(cut, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    for quality in QUALITIES:
        _, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if encoded.nbytes <= LIMIT_BYTES:
            return encoded.tobytes()
    raise AssertionError("a thumbnail of 32,000 pixels fits 32 KiB at the lowest quality")
