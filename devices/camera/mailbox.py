"""The one-slot mailbox between a camera and those who look at its pictures."""

from __future__ import annotations

import threading
import time
from threading import Event
from typing import Final

from devices.camera.watch import PictureStatistics, PictureWatch, Sample, sample, statistics
from devices.errors import Cancelled, Fault, Silent
from devices.ports import Frame, Picture

FRESH_FOR_S: Final = 1.0
"""An older frame is not what stands before the camera now: somebody else may."""
_LOOK_AGAIN_S: Final = 0.1
"""How soon somebody who waits notices that they were cancelled."""


class LatestFrame:
    """Holds the newest frame and watches what the frames say about their camera.

    One thread puts frames in, any number take them.
    """

    def __init__(self) -> None:
        self._arrived: Final = threading.Condition()
        """Guards all the others, and tells of each new frame."""
        self._newest: Frame | None = None
        self._number = 0
        self._looked_at = True
        self._sample: Sample | None = None
        self._statistics: PictureStatistics | None = None
        self._watch = PictureWatch()

    def begin(self, frozen_after_s: float) -> None:
        """Forget the previous connection; numbers begin at 1 again."""
        with self._arrived:
            self._newest, self._number, self._looked_at = None, 0, True
            self._sample, self._statistics = None, None
            self._watch = PictureWatch(frozen_after_s)

    def end(self) -> None:
        """There is no camera any more: nobody gets its last picture."""
        with self._arrived:
            self._newest = None

    def put(self, picture: Picture) -> bool:
        """Replace the newest frame; False when nobody had looked at the one before."""
        now, at = sample(picture), time.monotonic()
        with self._arrived:
            seen = self._looked_at
            self._statistics = statistics(now, self._sample)
            self._sample = now
            self._watch = self._watch.after(self._statistics, at)
            self._number += 1
            self._newest = Frame(picture, self._number, at)
            self._looked_at = False
            self._arrived.notify_all()
        return seen

    def latest(self) -> Frame | None:
        """The newest frame, or None when it is old or frozen."""
        with self._arrived:
            frame = self._newest
            if frame is None or self._watch.fault is Fault.CAMERA_FROZEN:
                return None
            if time.monotonic() - frame.at > FRESH_FOR_S:
                return None
            self._looked_at = True
            return frame

    def after(self, number: int, cancel: Event, limit_s: float) -> Frame:
        """Wait for a frame after ``number``. Raises Silent past ``limit_s``, or Cancelled."""
        deadline = time.monotonic() + limit_s
        with self._arrived:
            while (frame := self._newest) is None or frame.number <= number:
                if cancel.is_set():
                    raise Cancelled("the wait for a picture was called off")
                if time.monotonic() > deadline:
                    raise Silent(f"no picture within {limit_s:g} s", Fault.CAMERA_LOST)
                self._arrived.wait(_LOOK_AGAIN_S)
            return frame

    @property
    def fault(self) -> Fault | None:
        """What the pictures say is wrong with their camera."""
        with self._arrived:
            return self._watch.fault

    @property
    def statistics(self) -> PictureStatistics | None:
        """The newest frame in numbers; None before the first."""
        with self._arrived:
            return self._statistics
