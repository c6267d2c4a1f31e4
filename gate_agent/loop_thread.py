"""A loop on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

Loop = Callable[[threading.Event], None]
"""Goes round until the event is set."""


class LoopThread:
    """Started and stopped once."""

    def __init__(self, name: str, loop: Loop) -> None:
        self._stop: Final = threading.Event()
        self._thread: Final = threading.Thread(
            target=loop, args=(self._stop,), name=name, daemon=True
        )

    @property
    def name(self) -> str:
        return self._thread.name

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it and wait for its last round. Harmless when it was never started."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
