"""YuNet, in two steps: a small copy of the picture hints where faces may be, then only that part of
the picture is searched in full.

All of a picture of 640x480 would take half as long again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from devices.face.detection import DetectedFace, from_row
from devices.ports import Picture

DETECT_SIDE_PX: Final = 640
"""Larger pictures are shrunk to this: time grows with the area, and a face that is too small in 640
pixels is too small to be recognised. Smaller does harm: of a head's tilt of 20 degrees the network
sees 13 when the face is 200 pixels high, 7 at 140, 2 at 100."""
HINT_SIDE_PX: Final = 320
"""A picture of this size shows where to search, at a quarter of the time."""
HINT_SCORE: Final = 0.1
"""So low that hardly a face of 70 pixels in 640 is passed over, in bad light either."""
SURROUNDINGS: Final = 1.5
"""What is searched around a hint, in sizes of the face: with less, landmarks suffer."""
LEAST_PART_PX: Final = 256
"""No smaller part is searched: without what is around them, patterns are taken for faces."""
SCORE_THRESHOLD: Final = 0.7
"""Frontal faces score 0.9 and more; half-hidden ones are left to the quality gate."""
OVERLAP_THRESHOLD: Final = 0.3
CANDIDATES: Final = 200
GRID_PX: Final = 32
"""The network's coarsest."""
SMALLEST_SIDE_PX: Final = GRID_PX
"""Of a picture."""

Rows = npt.NDArray[np.float32]
"""Shape (n, 15), each as :data:`devices.face.detection.DetectorRow`."""


class Detector:
    """The network, loaded once for each step: a change of its input's size costs time.

    Not thread-safe.
    """

    def __init__(self, model: bytes) -> None:
        """``model`` is an ONNX file. Raises cv2.error when OpenCV can't use it."""
        self._hints: Final = _Network(model, HINT_SCORE)
        self._faces: Final = _Network(model, SCORE_THRESHOLD)

    def detect(self, picture: Picture) -> tuple[DetectedFace, ...]:
        """All faces, the largest first."""
        seen, scale = _shrunk(picture, DETECT_SIDE_PX)
        small, smaller = _shrunk(seen, HINT_SIDE_PX)
        hints = [from_row(row, smaller) for row in self._hints.rows(small)]
        if not hints:
            return ()
        height, width = seen.shape[:2]
        left, right = _span([(hint.left, hint.width) for hint in hints], width)
        top, bottom = _span([(hint.top, hint.height) for hint in hints], height)
        rows = self._faces.rows(seen[top:bottom, left:right])
        faces = [from_row(row, scale, (left / scale, top / scale)) for row in rows]
        return tuple(sorted(faces, key=lambda face: face.width * face.height, reverse=True))


class _Network:
    """YuNet with a threshold of its own."""

    def __init__(self, model: bytes, score: float) -> None:
        self._size = (HINT_SIDE_PX, HINT_SIDE_PX)
        self._network: Final = cv2.FaceDetectorYN.create(
            "onnx",
            np.frombuffer(model, dtype=np.uint8),
            np.empty(0, dtype=np.uint8),
            self._size,
            score,
            OVERLAP_THRESHOLD,
            CANDIDATES,
        )

    def rows(self, picture: Picture) -> Rows:
        """One row a face, in any order."""
        size = (picture.shape[1], picture.shape[0])
        if size != self._size:
            self._network.setInputSize(size)
            self._size = size
        # None when there is no face, which OpenCV's own annotation leaves out.
        rows = cast("Rows | None", self._network.detect(picture)[1])
        return np.empty((0, 15), dtype=np.float32) if rows is None else rows


def _span(hints: Sequence[tuple[float, float]], length: int) -> tuple[int, int]:
    """Begin and end of what holds all ``hints`` with their surroundings, along one axis.

    Each hint is its begin and its length. The span begins and ends on the network's grid, or with
    the picture, which is ``length`` long: then landmarks are those that all of the picture gives.
    """
    margin = (SURROUNDINGS - 1.0) / 2
    begin = min(start - margin * size for start, size in hints)
    end = max(start + (1.0 + margin) * size for start, size in hints)
    lacking = max(0.0, LEAST_PART_PX - (end - begin))
    first = GRID_PX * math.floor((begin - lacking / 2) / GRID_PX)
    last = GRID_PX * math.ceil((end + lacking / 2) / GRID_PX)
    return max(0, first), min(last, length)


def _shrunk(picture: Picture, side_px: int) -> tuple[Picture, float]:
    """``picture`` with no side longer than ``side_px``, and by how much it was shrunk."""
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1.0:
        return picture, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), scale
