"""Keeps the best face of the last moments ready, so that a tap only has to compare two vectors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import structlog

from devices.face.engine import PictureMalformed
from devices.face.reader import FaceReader
from devices.face.thumbnail import thumbnail
from devices.ports import Camera, Frame
from gate_agent.loop_thread import LoopThread
from gate_agent.passage.live_face import FRESH_S, LiveFace
from sync.wire import LivenessFinding

LOOK_EVERY_S: Final = 0.1
"""Ten looks a second at about 35 ms of two cores: a person who slows down to tap is seen several
times, and four lanes still fit a small machine."""
WITH_A_FACE_AT_HAND_S: Final = 0.25
"""As often is enough while a fresh face is known already and no attempt waits for another: somebody
who stands at a lane costs two fifths of what they did."""
FRAME_POLL_S: Final = 0.02
"""How often to ask whether the camera has a newer picture; half a frame at 25 a second."""

_log = structlog.get_logger(__name__)


class FaceTrack:
    """One lane's camera, watched by a thread of its own. Other methods come from any thread."""

    def __init__(
        self,
        lane: str,
        camera: Camera,
        reader: FaceReader,
        seen: Callable[[LiveFace], None],
        fresh_s: float = FRESH_S,
    ) -> None:
        """``reader`` is the track's own; ``seen`` is called from its thread with each new face."""
        self._camera: Final = camera
        self._reader: Final = reader
        self._seen: Final = seen
        self._fresh_s: Final = fresh_s
        self._lock: Final = threading.Lock()
        self._recent: list[LiveFace] = []
        self._awaited: Final = threading.Event()
        self._thread: Final = LoopThread(f"face-{lane}", self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it; one look is all it may still do."""
        self._thread.stop()

    def hurry(self, attempt_waits: bool) -> None:
        """Look as often as can be while an attempt waits for a better face."""
        if attempt_waits:
            self._awaited.set()
        else:
            self._awaited.clear()

    @property
    def available(self) -> bool:
        """The camera delivers."""
        return self._camera.latest() is not None

    def best(self) -> LiveFace | None:
        """The best face that is still fresh, and what the newest look found of its liveness."""
        since = time.monotonic() - self._fresh_s
        with self._lock:
            fresh = [face for face in self._recent if face.at >= since]
        if not fresh:
            return None
        best = max(fresh, key=lambda face: face.quality)
        newest = fresh[-1].liveness
        return best if best.liveness is newest else replace(best, liveness=newest)

    def forget(self) -> None:
        """The person has been decided upon: the next one must be seen anew."""
        with self._lock:
            self._recent.clear()

    def _run(self, stop: threading.Event) -> None:
        last: tuple[int, float] | None = None
        while not stop.is_set():
            began = time.monotonic()
            frame = self._camera.latest()
            if frame is None or (frame.number, frame.at) == last:
                stop.wait(FRAME_POLL_S)
                continue
            last = (frame.number, frame.at)
            self._look(frame)
            stop.wait(max(0.0, LOOK_EVERY_S - (time.monotonic() - began)))
            if self.best() is not None:
                self._awaited.wait(WITH_A_FACE_AT_HAND_S - LOOK_EVERY_S)

    def _look(self, frame: Frame) -> None:
        try:
            reading = self._reader.read(frame.picture)
        except PictureMalformed as error:
            _log.warning("a picture was unusable", thread=self._thread.name, detail=str(error))
            return
        if reading.template is None or reading.face is None:
            return
        face = LiveFace(
            reading.template,
            reading.judgement.quality,
            frame.at,
            thumbnail(frame.picture, reading.face),
            LivenessFinding(reading.liveness.verdict),
        )
        since = time.monotonic() - self._fresh_s
        with self._lock:
            self._recent = [*(old for old in self._recent if old.at >= since), face]
        self._seen(face)
