"""Lends the next reading of a device to a self-test, away from whoever listens."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Event
from typing import Final, Generic, TypeVar

from devices.errors import Cancelled, CommandFailed, Fault

LOOK_S: Final = 0.1
"""How soon a waiting self-test notices that it was cancelled."""

ReadingT = TypeVar("ReadingT")


class Loan(Generic[ReadingT]):
    """One self-test at a time. :meth:`offer` is the driver's side, :meth:`take` the test's."""

    def __init__(self) -> None:
        self._waiting: tuple[SimpleQueue[ReadingT | Fault], Event] | None = None

    @property
    def wanted(self) -> bool:
        """Whether a self-test waits for a reading."""
        return self._waiting is not None and not self._waiting[1].is_set()

    def offer(self, reading: ReadingT | Fault) -> bool:
        """Give ``reading``, or why there is none, to the waiting self-test; False without one."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting[1].is_set():
            return False
        waiting[0].put(reading)
        return True

    def take(self, cancel: Event) -> ReadingT:
        """Wait for the next reading. Raises Cancelled when ``cancel`` is set before.

        Raises CommandFailed when what came could not be read.
        """
        readings: SimpleQueue[ReadingT | Fault] = SimpleQueue()
        self._waiting = readings, cancel
        try:
            while not cancel.is_set():
                try:
                    reading = readings.get(timeout=LOOK_S)
                except Empty:
                    continue
                if isinstance(reading, Fault):
                    raise CommandFailed("what came could not be read", reading)
                return reading
        finally:
            self._waiting = None
        raise Cancelled("nothing came before the self-test was stopped")
