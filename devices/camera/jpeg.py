"""JPEG pictures from a stranger: looked at before they are decoded.

The decoder believes what a header says and takes memory for it; so the header is read first
(ITU-T T.81, annex B).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from devices.camera.source import PictureRefused, check_size, picture_of
from devices.ports import Picture

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_PADDING: Final = b"\x00\xff\r\n"
"""What cameras put behind a picture to fill a block."""
_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF markers; the three others of this range define tables."""
_SCAN: Final = 0xDA
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD8)})


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height as the frame header says (section B.2.2). Raises PictureRefused."""
    at = len(_START)
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise PictureRefused("a JPEG segment does not begin with a marker")
        marker = jpeg[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in _WITHOUT_LENGTH:
            at += 2
            continue
        if marker in _FRAME_HEADERS and at + 9 <= len(jpeg):
            height, width = jpeg[at + 5 : at + 7], jpeg[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if marker == _SCAN:
            break
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    raise PictureRefused("a JPEG without a frame header")


def decode(jpeg: bytes) -> Picture:
    """The picture of one whole JPEG file. Raises PictureRefused."""
    if not jpeg.startswith(_START):
        raise PictureRefused("a part is no JPEG")
    if not jpeg.rstrip(_PADDING).endswith(_END):
        raise PictureRefused("a JPEG is cut off")
    check_size(*size_of(jpeg))
    # Cameras that are mounted upside down turn their pictures themselves.
    how = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), how)
    except cv2.error as exc:
        raise PictureRefused("a JPEG can't be decoded") from exc
    if decoded is None:
        raise PictureRefused("a JPEG can't be decoded")
    return picture_of(np.asarray(decoded, dtype=np.uint8))
