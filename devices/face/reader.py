"""One picture in, one answer out: who could be recognised in it, or what should change."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from devices.face.detection import DetectedFace
from devices.face.engine import FaceEngine
from devices.face.judge import ENROLMENT, Judgement, QualityThresholds, judge
from devices.face.liveness import (
    NOT_CHECKED,
    LivenessCheck,
    LivenessResult,
    Look,
    NoLivenessCheck,
)
from devices.face.looks import RecentLooks
from devices.face.measure import observe
from devices.face.template import Template
from devices.ports import Picture


@dataclass(frozen=True, slots=True)
class FaceReading:
    """What one picture gave."""

    judgement: Judgement
    face: DetectedFace | None
    """The nearest face, also when it isn't good enough; its box is drawn on screens."""
    template: Template | None
    """Of a face that is good enough, else None."""
    liveness: LivenessResult = NOT_CHECKED
    """Of this face over the last looks; the caller decides what to make of it."""


class FaceReader:
    """Finds, judges and, when good, embeds.

    Not thread-safe, as the engine isn't: each thread has its own.
    """

    def __init__(
        self,
        engine: FaceEngine,
        limits: QualityThresholds = ENROLMENT,
        liveness: LivenessCheck | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without ``liveness`` nothing is checked, and each reading says so."""
        self._engine: Final = engine
        self._limits: Final = limits
        self._liveness: Final = liveness or NoLivenessCheck()
        self._looks: Final = RecentLooks(self._liveness.window_s)
        self._clock: Final = clock

    @property
    def model_id(self) -> str:
        """sha256 of the recogniser that makes the templates."""
        return self._engine.model_id

    def read(self, picture: Picture) -> FaceReading:
        """Look at one picture. Raises PictureMalformed."""
        faces = self._engine.detect(picture)
        if not faces:
            self._looks.forget()
            return FaceReading(judge(observe(picture, faces, None), self._limits), None, None)
        nearest = faces[0]
        crop = self._engine.align(picture, nearest)
        judgement = judge(observe(picture, faces, crop), self._limits)
        template = self._engine.embed_crop(crop) if judgement.good else None
        looks = self._looks.add(Look(nearest, crop, self._clock()))
        return FaceReading(judgement, nearest, template, self._liveness.judge(looks))
