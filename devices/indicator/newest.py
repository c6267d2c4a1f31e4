"""The newest signal that somebody wants shown, between whoever decides and a driver's thread."""

from __future__ import annotations

import threading
from typing import Final

from devices.ports import Signal


class NewestSignal:
    """A mailbox of one slot: a signal that was overtaken is never shown late."""

    def __init__(self) -> None:
        self._changed: Final = threading.Condition()
        self._signal = Signal.IDLE
        self._number = 0

    def put(self, signal: Signal) -> None:
        with self._changed:
            self._signal = signal
            self._number += 1
            self._changed.notify_all()

    def get(self) -> tuple[int, Signal]:
        """The newest signal and its number, which counts all so far."""
        with self._changed:
            return self._number, self._signal

    def wait_beyond(self, number: int, limit_s: float) -> bool:
        """Whether there is a newer signal than ``number``; waits at most ``limit_s`` for it."""
        with self._changed:
            return self._changed.wait_for(lambda: self._number > number, limit_s)
