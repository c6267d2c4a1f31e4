"""Is a living face before the camera, or a picture of one? A port, and what stands in by default.

The terms are those of ISO/IEC 30107-3: a presentation attack holds something before the camera;
APCER is the part of attacks that pass, BPCER the part of living people who do not. No check here is
proven; docs/devices/face.md says what was measured, and on what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from devices.face.detection import DetectedFace
from devices.face.recogniser import Crop
from wording import Text


class Liveness(StrEnum):
    """What a check found."""

    NOT_CHECKED = "not_checked"
    PASSED = "passed"
    FAILED = "failed"
    UNSURE = "unsure"
    """Not enough was seen; more looks may tell."""


LIVENESS_SENTENCES: Final[Mapping[Liveness, Text]] = MappingProxyType(
    {
        Liveness.NOT_CHECKED: Text("未做活体检测", "Whether the face lives is not checked"),
        Liveness.PASSED: Text("面部随动作变化", "The face changes as a living one does"),
        Liveness.FAILED: Text(
            "面部像照片一样不变，请工作人员核对",
            "The face stays as it is in a photograph; let a member of staff look",
        ),
        Liveness.UNSURE: Text("请慢慢左右转头", "Turn your head slowly from side to side"),
    }
)
"""One short sentence for whoever stands there, whatever was found."""


@dataclass(frozen=True, slots=True)
class Look:
    """One picture's face, as a check sees it."""

    face: DetectedFace
    crop: Crop = field(repr=False)
    """The face aligned, for checks that look at skin, print or screen."""
    at: float
    """When it was read, in seconds of one clock."""


@dataclass(frozen=True, slots=True)
class LivenessResult:
    """What a check says of the looks of one face."""

    verdict: Liveness
    score: float
    """The check's own measure: the higher, the livelier; 0 when nothing was measured."""

    @property
    def sentence(self) -> Text:
        return LIVENESS_SENTENCES[self.verdict]


NOT_CHECKED: Final = LivenessResult(Liveness.NOT_CHECKED, 0.0)


class LivenessCheck(Protocol):
    """Judges the looks of one face, oldest first; keeps nothing itself."""

    @property
    def window_s(self) -> float:
        """How far back looks are of use; 0 when none is."""
        ...

    def judge(self, looks: Sequence[Look]) -> LivenessResult: ...


class NoLivenessCheck:
    """The default: says honestly that nothing was checked."""

    window_s: Final = 0.0

    def judge(self, looks: Sequence[Look]) -> LivenessResult:
        return NOT_CHECKED
