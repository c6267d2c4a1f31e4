"""A monotonic clock that the test advances."""

from __future__ import annotations


class HandClock:
    """Seconds that pass only when a test adds to ``now``."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
