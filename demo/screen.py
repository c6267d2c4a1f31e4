"""One of the real screens, and the robot finger before it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from devices.sim.peer import PeerFailed, PeerProcess

WATCHING_PACE_S: Final = 0.7
"""Pause before each touch when a person watches."""


class Screen:
    """Touches, types and looks; each raises PeerFailed when the screen does not come to that."""

    ANSWER_LIMIT_S: Final = 60.0
    """The finger gives up by itself after its own limit, which is shorter."""

    def __init__(self, finger: PeerProcess, pictures: Path, *, watched: bool) -> None:
        self._finger = finger
        self._pictures = pictures
        self._watched = watched

    def tap(self, name: str) -> None:
        """Touch the item called ``name`` as soon as it can be touched."""
        self._pace()
        self._finger.ask(do="tap", name=name)

    def enter(self, name: str, text: str) -> None:
        """Touch a field and fill it in: by keys, or by an input method what keys can't say."""
        self.tap(name)
        self._finger.ask(do="type" if text.isascii() else "commit", text=text)

    def press(self, keys: str) -> None:
        self._pace()
        self._finger.ask(do="key", keys=keys)

    def wait_for(self, *names: str, limit_s: float = 20.0) -> str:
        """Until one of the items is there and enabled; which one."""
        return str(self._finger.ask(do="await", names=names, limit_s=limit_s)["value"])

    def wait_for_property(self, name: str, value: object, limit_s: float = 20.0) -> None:
        """Until a property of the window has ``value``."""
        self._finger.ask(do="await_property", property=name, value=value, limit_s=limit_s)

    def has_property(self, name: str, value: object, limit_s: float) -> bool:
        """Whether a property of the window takes ``value`` within ``limit_s``."""
        try:
            self.wait_for_property(name, value, limit_s)
        except PeerFailed:
            return False
        return True

    def wait_for_text(self, part: str, limit_s: float = 20.0) -> None:
        """Until some visible text contains ``part``."""
        self._finger.ask(do="await_text", text=part, limit_s=limit_s)

    def read(self, name: str, wanted: str = "text") -> object:
        """A property of an item."""
        return self._finger.ask(do="read", name=name, property=wanted)["value"]

    def shoot(self, name: str) -> Path:
        """Save a picture of the window to the evidence."""
        path = self._pictures / f"{name}.png"
        self._finger.ask(do="shot", path=str(path))
        return path

    def _pace(self) -> None:
        if self._watched:
            time.sleep(WATCHING_PACE_S)
