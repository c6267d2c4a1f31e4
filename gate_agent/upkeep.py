"""What is to be done now and then and may wait for the disk, so that no event of a device does."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Final

from gate_agent.loop_thread import LoopThread

EACH_S: Final = 0.5
"""Fine enough for what is done each half minute, and for live captures that have had their time."""


class Upkeep:
    """One thread. Started and stopped once."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work: Final = work
        self._thread: Final = LoopThread("upkeep", self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._thread.stop()

    def _run(self, stop: Event) -> None:
        while not stop.wait(EACH_S):
            self._work()
