"""Where a face is in a picture, as the detector reports it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
"""x to the right and y downwards, in pixels of the picture."""

DetectorRow = npt.NDArray[np.float32]
"""One row of YuNet's answer: box (4), five landmarks (10), score; shape (15,)."""


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """One face. Left and right are the person's own; lengths and places are in pixels."""

    left: float
    top: float
    width: float
    height: float
    right_eye: Point
    left_eye: Point
    nose: Point
    mouth_right: Point
    mouth_left: Point
    score: float
    """The detector's confidence, 0 to 1."""

    @property
    def centre(self) -> Point:
        return (self.left + self.width / 2, self.top + self.height / 2)

    @property
    def landmarks(self) -> tuple[Point, Point, Point, Point, Point]:
        """Right eye, left eye, nose, right and left end of the mouth."""
        return (self.right_eye, self.left_eye, self.nose, self.mouth_right, self.mouth_left)


def from_row(row: DetectorRow, scale: float, origin: Point = (0.0, 0.0)) -> DetectedFace:
    """The face of one answer row, found in a part of a picture.

    The part begins at ``origin`` and was enlarged by ``scale`` (less than 1: shrunk).
    """
    left, top = origin
    value = [float(number) / scale for number in row[:14]]
    points = [(left + x, top + y) for x, y in zip(value[4::2], value[5::2], strict=True)]
    return DetectedFace(
        left=left + value[0],
        top=top + value[1],
        width=value[2],
        height=value[3],
        right_eye=points[0],
        left_eye=points[1],
        nose=points[2],
        mouth_right=points[3],
        mouth_left=points[4],
        score=float(row[14]),
    )
