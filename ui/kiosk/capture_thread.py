"""Looks at the camera while the capture screen is shown, and at no other time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from PySide6.QtCore import QObject, Signal

from devices.face.engine import FaceEngine
from devices.face.judge import FaceVerdict
from devices.face.models import FaceModelInvalid, FaceModels
from devices.face.reader import FaceReader
from devices.face.thumbnail import thumbnail
from devices.ports import Camera, Frame
from kiosk import capture
from sync.wire import FaceEnrolment
from ui.components.camera import PictureMailbox
from wording import Text

_log = structlog.get_logger(__name__)

FRAME_S: Final = 1 / 20
"""Pictures shown in a second; more is not seen at arm's length and costs drawing time."""
READ_S: Final = 1 / 8
"""Between two looks for a face: 22 ms of work each leaves the other core to the screen."""
SIGHT_LOST_S: Final = 1.5
"""Without a new picture for so long the camera counts as away."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the capture screen shows now."""

    verdict: FaceVerdict
    taken: int
    remark: Text | None
    camera_away: bool
    """No picture is coming."""


@dataclass(frozen=True, slots=True)
class Captured:
    """The capture is done. ``thumbnail`` is a JPEG of 160 x 200 pixels."""

    enrolment: FaceEnrolment
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class CaptureEnded:
    """The capture was given up: no good picture, or (None) face checking does not work at all."""

    verdict: FaceVerdict | None


class CaptureThread(QObject):
    """A thread that captures while it is asked to. Emits frozen values only."""

    told = Signal(int, object)
    """The number of the capture, and a Sight, Captured or CaptureEnded."""

    def __init__(
        self, camera: Camera, models: Path, mailbox: PictureMailbox, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._camera = camera
        self._models = models
        self._mailbox = mailbox
        self._wanted = threading.Condition()
        self._number = 0
        self._on = False
        self._closing = False
        self._reader: FaceReader | None = None
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

    def begin(self) -> int:
        """Start a new capture from nothing; returns its number."""
        with self._wanted:
            self._number += 1
            self._on = True
            self._wanted.notify()
            return self._number

    def end(self) -> None:
        """Stop looking. Harmless when it does not look."""
        with self._wanted:
            self._on = False

    def close(self) -> None:
        """End the thread."""
        with self._wanted:
            self._on = False
            self._closing = True
            self._wanted.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._on or self._closing)
                if self._closing:
                    return
                number = self._number
            self._capture(number)
            self._mailbox.clear()
            with self._wanted:
                if self._number == number:
                    self._on = False

    def _goes_on(self, number: int) -> bool:
        with self._wanted:
            return self._on and self._number == number

    def _capture(self, number: int) -> None:
        try:
            reader = self._ready_reader()
        except FaceModelInvalid as error:
            _log.error("face models are not usable", cause=str(error))
            self.told.emit(number, CaptureEnded(None))
            return
        state: capture.State = capture.Looking(since=time.monotonic())
        last: Frame | None = None
        read_at = seen_at = time.monotonic()
        while self._goes_on(number):
            started = time.monotonic()
            frame = self._camera.latest()
            if frame is not None and (last is None or frame.at > last.at):
                last, seen_at = frame, started
                self._mailbox.put(frame.picture)
            if started - read_at >= READ_S:
                read_at = started
                fresh = frame if started - seen_at < SIGHT_LOST_S else None
                state = self._look(reader, state, fresh)
                self._tell(number, reader, state, camera_away=fresh is None)
                if not isinstance(state, capture.Looking):
                    return
            time.sleep(max(0.0, FRAME_S - (time.monotonic() - started)))

    def _look(self, reader: FaceReader, state: capture.State, frame: Frame | None) -> capture.State:
        at = time.monotonic()
        if frame is None:
            return capture.look(state, None, at)[0]
        reading = reader.read(frame.picture)
        state, wanted = capture.look(state, reading.judgement, at)
        if not wanted or reading.face is None or reading.template is None:
            return state
        portrait = thumbnail(frame.picture, reading.face)
        shot = capture.Shot(reading.template, portrait, reading.judgement.quality)
        return capture.take(state, shot, at)

    def _tell(
        self, number: int, reader: FaceReader, state: capture.State, *, camera_away: bool
    ) -> None:
        match state:
            case capture.Looking():
                sight = Sight(state.verdict, len(state.shots), state.remark, camera_away)
                self.told.emit(number, sight)
            case capture.Complete(shots):
                best = max(shots, key=lambda shot: shot.quality)
                done = Captured(capture.enrolment(state, reader.model_id), best.thumbnail)
                self.told.emit(number, done)
            case capture.GaveUp(verdict):
                self.told.emit(number, CaptureEnded(verdict))

    def _ready_reader(self) -> FaceReader:
        if self._reader is None:
            self._reader = FaceReader(FaceEngine(FaceModels.load(self._models)))
        return self._reader
