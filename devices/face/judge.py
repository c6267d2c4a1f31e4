"""The quality gate: is this face good enough to recognise, and if not, what should the person do?

Pure. The thresholds were set on portraits and on blurred, darkened and turned copies of them; what
is refused here scores measurably lower against the same person's other pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from wording import Text


class FaceVerdict(StrEnum):
    """What is the matter, in the order in which it is looked for."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    OFF_CENTRE = "off_centre"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TURNED = "turned"
    BLURRED = "blurred"
    GOOD = "good"


INSTRUCTIONS: Final[Mapping[FaceVerdict, Text]] = MappingProxyType(
    {
        FaceVerdict.NO_FACE: Text("请面向摄像头", "Look into the camera"),
        FaceVerdict.SEVERAL_FACES: Text("请一个人站在镜头前", "One person at a time, please"),
        FaceVerdict.TOO_FAR: Text("请靠近一点", "Come a little closer"),
        FaceVerdict.TOO_CLOSE: Text("请退后一点", "Step back a little"),
        FaceVerdict.OFF_CENTRE: Text("请站到画面中间", "Move to the middle"),
        FaceVerdict.TURNED: Text("请正对摄像头", "Face the camera straight on"),
        FaceVerdict.TOO_DARK: Text("脸上太暗，请转向灯光", "Too dark; turn towards the light"),
        FaceVerdict.TOO_BRIGHT: Text("光线太强，请避开强光", "Too bright; step out of the glare"),
        FaceVerdict.BLURRED: Text("请站稳不动", "Hold still"),
        FaceVerdict.GOOD: Text("很好，请保持", "Good, stay like this"),
    }
)
"""One short instruction for the person, whatever the verdict."""


@dataclass(frozen=True, slots=True)
class FaceObservation:
    """One face in numbers. Left and right as in the picture, unless said otherwise."""

    eye_distance_px: float
    height: float
    """Of the face, as a part of the picture's height."""
    offset_x: float
    """Of the face's middle from the picture's, as a part of its width: -0.5 left to 0.5 right."""
    offset_y: float
    """The same downwards."""
    cut_off: bool
    """Part of the face is outside the picture."""
    yaw: float
    """Nose beside the middle of the eyes, in eye distances: 0 frontal, about 0.5 in profile."""
    pitch: float
    """Nose between the eyes' line (0) and the mouth's (1): about 0.57 straight ahead."""
    roll_deg: float
    """Tilt of the eyes' line in degrees; the detector sees about half to two thirds of one."""
    sharpness: float
    """Variance of the Laplacian over the variance of luma, so that dim light is no blur: 0.15 and
    more in a good portrait, 0.04 when it is smeared over three pixels."""
    brightness: float
    """Mean luma of the face, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Observations:
    """What one picture shows."""

    nearest: FaceObservation | None
    """The largest face."""
    second_size: float
    """Width of the second-largest face as a part of the largest's; 0 when there is none."""


@dataclass(frozen=True, slots=True)
class QualityThresholds:
    """What a face must fulfil; units as in FaceObservation. The defaults are for enrolment."""

    bystander_size: float = 0.5
    """A second face this large is no passer-by in the background."""
    eye_distance_px: float = 45.0
    """The recogniser sees 35 pixels between the eyes; below that there is nothing to see."""
    height: float = 0.70
    offset_x: float = 0.20
    offset_y: float = 0.22
    yaw: float = 0.20
    pitch_least: float = 0.42
    pitch_most: float = 0.70
    roll_deg: float = 15.0
    darkest: float = 40.0
    brightest: float = 215.0
    sharpness: float = 0.08


ENROLMENT: Final = QualityThresholds()
"""Somebody who stands before a kiosk and follows instructions: templates serve for years."""
PASSAGE: Final = QualityThresholds(
    bystander_size=0.8,
    eye_distance_px=28.0,
    height=0.85,
    offset_x=0.40,
    offset_y=0.40,
    yaw=0.30,
    pitch_least=0.35,
    pitch_most=0.78,
    roll_deg=25.0,
    darkest=25.0,
    brightest=225.0,
    sharpness=0.04,
)
"""Somebody who walks up to a gate, with others behind them."""

_IDEAL_EYE_DISTANCE_PX: Final = 70.0
"""Twice what the recogniser sees: more adds nothing."""
_IDEAL_SHARPNESS: Final = 0.20
_IDEAL_PITCH: Final = 0.57
_IDEAL_LIGHT: Final = (70.0, 180.0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The gate's answer to one picture."""

    verdict: FaceVerdict
    quality: float
    """0 to 1, the worst of all aspects; compares good pictures with each other."""

    @property
    def sentence(self) -> Text:
        """What the person should do."""
        return INSTRUCTIONS[self.verdict]

    @property
    def good(self) -> bool:
        return self.verdict is FaceVerdict.GOOD


def judge(seen: Observations, limits: QualityThresholds = ENROLMENT) -> Judgement:
    """Judge one picture against ``limits``; the first thing that is wrong is the verdict."""
    face = seen.nearest
    if face is None:
        return Judgement(FaceVerdict.NO_FACE, 0.0)
    return Judgement(_verdict(face, seen.second_size, limits), _quality(face))


def _verdict(face: FaceObservation, second_size: float, limits: QualityThresholds) -> FaceVerdict:
    pitch_wrong = not limits.pitch_least <= face.pitch <= limits.pitch_most
    checks = (
        (FaceVerdict.SEVERAL_FACES, second_size >= limits.bystander_size),
        (FaceVerdict.TOO_FAR, face.eye_distance_px < limits.eye_distance_px),
        (FaceVerdict.TOO_CLOSE, face.height > limits.height),
        (
            FaceVerdict.OFF_CENTRE,
            face.cut_off
            or abs(face.offset_x) > limits.offset_x
            or abs(face.offset_y) > limits.offset_y,
        ),
        # Before the pose: eyes and nose are guessed badly in a face that is all dark or white.
        (FaceVerdict.TOO_DARK, face.brightness < limits.darkest),
        (FaceVerdict.TOO_BRIGHT, face.brightness > limits.brightest),
        (
            FaceVerdict.TURNED,
            abs(face.yaw) > limits.yaw or pitch_wrong or abs(face.roll_deg) > limits.roll_deg,
        ),
        (FaceVerdict.BLURRED, face.sharpness < limits.sharpness),
    )
    return next((verdict for verdict, wrong in checks if wrong), FaceVerdict.GOOD)


def _quality(face: FaceObservation) -> float:
    dim, glaring = _IDEAL_LIGHT
    aspects = (
        face.eye_distance_px / _IDEAL_EYE_DISTANCE_PX,
        face.sharpness / _IDEAL_SHARPNESS,
        1.0 - abs(face.yaw) / 0.5,
        1.0 - abs(face.pitch - _IDEAL_PITCH) / 0.4,
        1.0 - abs(face.roll_deg) / 45.0,
        face.brightness / dim,
        (255.0 - face.brightness) / (255.0 - glaring),
    )
    return max(0.0, min(1.0, *aspects))
