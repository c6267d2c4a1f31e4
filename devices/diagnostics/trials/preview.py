"""A camera's live picture for a technician, with what the face check makes of it.

Nobody is recognised here: faces are found and judged, no template is made, nothing is kept.
"""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Final

import cv2

from devices.diagnostics.trials.look import FaceBox, FaceLook, Preview
from devices.face.detection import DetectedFace
from devices.face.engine import FaceEngine
from devices.face.judge import ENROLMENT, Judgement, QualityThresholds, judge
from devices.face.measure import observe
from devices.face.models import FaceModelInvalid, FaceModels
from devices.ports import DeviceHealth, Frame, Picture
from devices.rig import Rig
from wording import Text

WIDEST_PX: Final = 640
"""Enough to judge a picture by eye; a larger one is shrunk."""
JPEG_QUALITY: Final = 80
RATE_OVER_S: Final = 2.0
"""The frame rate is measured over so long: steady to the eye, and quick to show a stall."""

_NO_PICTURE: Final = Text("还没有画面", "No picture yet")
_NO_MODELS: Final = Text(
    "没有人脸模型：配置里没有 [face] models", "No face check: the file names no [face] models"
)


class CameraPreviews:
    """Looks through the cameras of one rig. Safe from any thread; one look at a time."""

    def __init__(
        self, rig: Rig, models: Path | None, limits: QualityThresholds = ENROLMENT
    ) -> None:
        """``models`` is the folder of the face models, loaded at the first look."""
        self._rig: Final = rig
        self._models: Final = models
        self._limits: Final = limits
        self._lock: Final = threading.Lock()
        self._engine: FaceEngine | None = None
        self._no_faces: Text | None = None if models else _NO_MODELS
        self._rates: Final[dict[str, FrameRate]] = {}

    def look(self, name: str) -> Preview:
        """The newest picture of camera ``name``, judged; about 20 ms. Raises NoSuchDevice."""
        frame = self._rig.camera(name).latest()
        health = next(one for one in self._rig.health() if one.name == name)
        with self._lock:
            return self._preview(health, frame)

    def _preview(self, health: DeviceHealth, frame: Frame | None) -> Preview:
        rate = self._rates.setdefault(health.name, FrameRate())
        jpeg, width, height, face = b"", 0, 0, None
        note: Text | None = _why_blank(health)
        if frame is not None:
            rate.note(frame)
            height, width = frame.picture.shape[:2]
            face = self._judged(frame.picture)
            jpeg, note = encoded(frame.picture), None if face else self._no_faces
        counters = health.counters
        return Preview(
            device=health.name,
            jpeg=jpeg,
            width=width,
            height=height,
            fps=rate.fps if frame is not None else 0.0,
            frames=counters.get("frames", 0),
            dropped=counters.get("dropped", 0),
            malformed=counters.get("malformed", 0),
            reconnects=counters.get("reconnects", 0),
            face=face,
            note=note,
        )

    def _judged(self, picture: Picture) -> FaceLook | None:
        engine = self._ready_engine()
        if engine is None:
            return None
        faces = engine.detect(picture)
        crop = engine.align(picture, faces[0]) if faces else None
        return _look(judge(observe(picture, faces, crop), self._limits), faces, picture)

    def _ready_engine(self) -> FaceEngine | None:
        if self._engine is None and self._models is not None and self._no_faces is None:
            try:
                self._engine = FaceEngine(FaceModels.load(self._models))
            except FaceModelInvalid as error:
                self._no_faces = error.fault.value.remedy
        return self._engine


class FrameRate:
    """Frames a second of one camera over the last RATE_OVER_S seconds."""

    def __init__(self) -> None:
        self._seen: Final[deque[tuple[int, float]]] = deque()

    def note(self, frame: Frame) -> None:
        """A frame that was looked at; others between two of them are counted by their numbers."""
        if self._seen and frame.number < self._seen[-1][0]:
            self._seen.clear()  # connected afresh
        self._seen.append((frame.number, frame.at))
        while frame.at - self._seen[0][1] > RATE_OVER_S:
            self._seen.popleft()

    @property
    def fps(self) -> float:
        """0 while fewer than two frames are known."""
        if not self._seen:
            return 0.0
        (first, since), (last, until) = self._seen[0], self._seen[-1]
        return (last - first) / (until - since) if until > since else 0.0


def encoded(picture: Picture) -> bytes:
    """``picture`` as a JPEG at most WIDEST_PX wide."""
    height, width = picture.shape[:2]
    if width > WIDEST_PX:
        size = (WIDEST_PX, max(1, round(height * WIDEST_PX / width)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype("uint8")
    _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return jpeg.tobytes()


def _look(judgement: Judgement, faces: tuple[DetectedFace, ...], picture: Picture) -> FaceLook:
    height, width = picture.shape[:2]
    box = None
    if faces:
        face = faces[0]
        box = FaceBox(
            left=face.left / width,
            top=face.top / height,
            width=face.width / width,
            height=face.height / height,
        )
    return FaceLook(
        verdict=judgement.verdict,
        sentence=judgement.sentence,
        quality=judgement.quality,
        box=box,
    )


def _why_blank(health: DeviceHealth) -> Text:
    return _NO_PICTURE if health.fault is None else health.fault.value.remedy
