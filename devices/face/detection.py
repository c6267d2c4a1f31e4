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


def from_row(row: DetectorRow, scale: float) -> DetectedFace:
    """The face of one answer row, found in a picture that was shrunk by ``scale`` (1 or less)."""
    value = [float(number) / scale for number in row[:14]]
    return DetectedFace(
        left=value[0],
        top=value[1],
        width=value[2],
        height=value[3],
        right_eye=(value[4], value[5]),
        left_eye=(value[6], value[7]),
        nose=(value[8], value[9]),
        mouth_right=(value[10], value[11]),
        mouth_left=(value[12], value[13]),
        score=float(row[14]),
    )


def to_row(face: DetectedFace) -> DetectorRow:
    """The answer row that describes ``face``, for the recogniser's alignment."""
    landmarks = (face.right_eye, face.left_eye, face.nose, face.mouth_right, face.mouth_left)
    numbers = [face.left, face.top, face.width, face.height]
    numbers += [coordinate for point in landmarks for coordinate in point]
    return np.array([*numbers, face.score], dtype=np.float32)
