"""A face in numbers that the quality gate understands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from devices.face.detection import DetectedFace
from devices.face.judge import FaceObservation, Observations
from devices.face.recogniser import Crop
from devices.ports import Picture

_CORE: Final = (slice(16, 108), slice(14, 98))
"""Brow to chin of an aligned face: hair and background would speak of themselves."""
_NO_CONTRAST: Final = 1.0
"""Grey levels; keeps the sharpness of a blank area finite."""


def observe(picture: Picture, faces: Sequence[DetectedFace], nearest: Crop | None) -> Observations:
    """Measure ``faces`` (largest first) of ``picture``; ``nearest`` is the first one, aligned."""
    if not faces or nearest is None:
        return Observations(None, 0.0)
    second_size = faces[1].width / faces[0].width if len(faces) > 1 else 0.0
    return Observations(_observe_one(picture, faces[0], nearest), second_size)


def _observe_one(picture: Picture, face: DetectedFace, crop: Crop) -> FaceObservation:
    height, width = picture.shape[:2]
    eye_distance = max(1.0, math.dist(face.right_eye, face.left_eye))
    along = (
        (face.left_eye[0] - face.right_eye[0]) / eye_distance,
        (face.left_eye[1] - face.right_eye[1]) / eye_distance,
    )
    down = (-along[1], along[0])
    between_eyes = _middle(face.right_eye, face.left_eye)
    nose = _from_to(between_eyes, face.nose)
    mouth = _from_to(between_eyes, _middle(face.mouth_right, face.mouth_left))
    luma = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)[_CORE].astype(np.float32)
    variance = float(luma.var())
    return FaceObservation(
        eye_distance_px=eye_distance,
        height=face.height / height,
        offset_x=face.centre[0] / width - 0.5,
        offset_y=face.centre[1] / height - 0.5,
        cut_off=(
            face.left < 0
            or face.top < 0
            or face.left + face.width > width
            or face.top + face.height > height
        ),
        yaw=_dot(nose, along) / eye_distance,
        pitch=_dot(nose, down) / max(1.0, _dot(mouth, down)),
        roll_deg=math.degrees(math.atan2(along[1], along[0])),
        sharpness=float(cv2.Laplacian(luma, cv2.CV_32F).var()) / max(_NO_CONTRAST, variance),
        brightness=float(luma.mean()),
    )


def _middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)


def _from_to(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    return (end[0] - start[0], end[1] - start[1])


def _dot(one: tuple[float, float], other: tuple[float, float]) -> float:
    return one[0] * other[0] + one[1] * other[1]
