"""What is to be done now and then and may wait for the disk, so that no event of a device does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

EACH_S: Final = 0.5
"""Fine enough for what is done each half minute, and for live captures that have had their time."""


class Upkeep:
    """One thread. Started and stopped once."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work: Final = work
        self._stop: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(EACH_S):
            self._work()
