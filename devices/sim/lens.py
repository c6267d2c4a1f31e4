"""What a simulated network camera sees, frame by frame, and how it is commanded.

Commands, as a camera's process takes them on stdin::

    {"show": "photo.jpg"}   that photograph stands before the camera
    {"show": null}          nobody does
    {"cover": true}         a hand on the lens; false takes it away
    {"freeze": true}        the same frame for ever, as a hung encoder sends it; false goes on
"""

from __future__ import annotations

import argparse
import hashlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2

from devices.ports import Picture
from devices.sim.console import Command, Refused
from devices.sim.scene import (
    CYCLE,
    PictureUnreadable,
    at_moment,
    covered_scene,
    empty_scene,
    person_scene,
)

FRAMES_PER_SECOND: Final = 15
"""What gates and kiosks are served by many network cameras as they come."""

SHOTS_KEPT: Final = 4
"""People come and go before one camera: those who come back are not encoded anew. A shot of whole
pictures, as RTSP needs it, is 18 MB."""

Encode = Callable[[Picture], bytes]


class Shot:
    """One scene as encoded frames; each is made when it is first needed."""

    def __init__(self, scene: Picture, encode: Encode) -> None:
        self._scene: Final = scene
        self._encode: Final = encode
        self._frames: dict[int, bytes] = {}

    def frame(self, number: int) -> bytes:
        place = number % CYCLE
        if place not in self._frames:
            self._frames[place] = self._encode(at_moment(self._scene, place))
        return self._frames[place]


class Lens:
    """The newest frame of a scene. Serving threads wait for :meth:`next_frame`."""

    def __init__(self, scene: Picture, encode: Encode) -> None:
        self._encode: Final = encode
        self._shots: Final[dict[bytes, Shot]] = {}
        """By what they show, the oldest first."""
        self._shot = self._shot_of(scene)
        self._covered: Final = Shot(covered_scene(), encode)
        self._is_covered = False
        self._is_frozen = False
        self._frame = b""
        self._number = 0
        self._changed: Final = threading.Condition()

    def show(self, scene: Picture) -> None:
        """From now on no viewer gets a frame of the scene before, however late the next is made."""
        with self._changed:
            self._shot = self._shot_of(scene)
            if self._frame and not self._is_covered and not self._is_frozen:
                self._frame = self._shot.frame(self._number)

    def _shot_of(self, scene: Picture) -> Shot:
        shown = hashlib.sha256(scene.tobytes()).digest()
        shot = self._shots.pop(shown, None) or Shot(scene, self._encode)
        self._shots[shown] = shot
        if len(self._shots) > SHOTS_KEPT:
            del self._shots[next(iter(self._shots))]
        return shot

    def cover(self, covered: bool) -> None:
        with self._changed:
            self._is_covered = covered

    def freeze(self, frozen: bool) -> None:
        with self._changed:
            self._is_frozen = frozen

    def run(self, stop: threading.Event) -> None:
        """Make frames at the camera's pace until ``stop`` is set."""
        due = time.monotonic()
        while not stop.wait(due - time.monotonic()):
            with self._changed:
                self._number += 1
                if not self._is_frozen or not self._frame:
                    shot = self._covered if self._is_covered else self._shot
                    self._frame = shot.frame(self._number)
                self._changed.notify_all()
            due = max(due + 1 / FRAMES_PER_SECOND, time.monotonic())

    def next_frame(self, after: int) -> tuple[int, bytes]:
        """The first frame with a number above ``after``, with its number."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after)
            return self._number, self._frame

    def obey(self, command: Command) -> Command:
        """Carry out one command; returns its answer. Raises Refused."""
        match command:
            case {"show": None}:
                self.show(empty_scene())
            case {"show": str(photograph)}:
                self.show(_scene_of(Path(photograph)))
            case {"cover": bool(covered)}:
                self.cover(covered)
            case {"freeze": bool(frozen)}:
                self.freeze(frozen)
            case _:
                raise Refused(f"no such command: {command}")
        return {}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What every camera process is told at its start."""
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    before = parser.add_mutually_exclusive_group()
    before.add_argument("--photo", type=Path, help="who stands before the camera")
    before.add_argument("--blank", action="store_true", help="nobody does (default)")


def first_scene(parser: argparse.ArgumentParser, photo: Path | None) -> Picture:
    """What the camera sees first; ends the program when ``photo`` is no picture."""
    cv2.setNumThreads(1)  # frames this small gain nothing from a second core
    try:
        return _scene_of(photo) if photo else empty_scene()
    except Refused as exc:
        parser.error(str(exc))


def _scene_of(photograph: Path) -> Picture:
    try:
        return person_scene(photograph)
    except PictureUnreadable as exc:
        raise Refused(str(exc)) from exc
