"""One picture in, one answer out: who could be recognised in it, or what should change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from devices.face.detection import DetectedFace
from devices.face.engine import FaceEngine
from devices.face.judge import ENROLMENT, Judgement, QualityThresholds, judge
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


class FaceReader:
    """Finds, judges and, when good, embeds. About 22 ms at 640x480 on two cores.

    Not thread-safe, as the engine isn't: each thread has its own.
    """

    def __init__(self, engine: FaceEngine, limits: QualityThresholds = ENROLMENT) -> None:
        self._engine: Final = engine
        self._limits: Final = limits

    @property
    def model_id(self) -> str:
        """sha256 of the recogniser that makes the templates."""
        return self._engine.model_id

    def read(self, picture: Picture) -> FaceReading:
        """Look at one picture. Raises PictureMalformed."""
        faces = self._engine.detect(picture)
        if not faces:
            return FaceReading(judge(observe(picture, faces, None), self._limits), None, None)
        nearest = faces[0]
        crop = self._engine.align(picture, nearest)
        judgement = judge(observe(picture, faces, crop), self._limits)
        template = self._engine.embed_crop(crop) if judgement.good else None
        return FaceReading(judgement, nearest, template)
