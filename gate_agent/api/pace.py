"""How fast one guard may order and search: a token bucket each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Allowance:
    """``at_once`` calls may follow each other; after that one comes free each ``every_s``."""

    at_once: int
    every_s: float


ORDERS: Final = Allowance(at_once=20, every_s=0.5)
"""Two people a second by hand are more than a guard can look at; a screen gone wild is not."""
SEARCHES: Final = Allowance(at_once=10, every_s=3.0)
"""A person asked for every few seconds; nobody reads the campus out by it."""

BUNDLES: Final = Allowance(at_once=3, every_s=20.0)
"""A support bundle costs a second of one core."""


class Pace:
    """Counts the calls of each guard. Safe to use from any thread."""

    def __init__(
        self, allowance: Allowance, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowance: Final = allowance
        self._monotonic: Final = monotonic
        self._lock: Final = threading.Lock()
        self._left: Final[dict[str, tuple[float, float]]] = {}

    def wait_s(self, guard: str) -> float | None:
        """Count a call of ``guard``: None when it may go on, else the seconds until one may."""
        now = self._monotonic()
        most, every_s = self._allowance.at_once, self._allowance.every_s
        with self._lock:
            left, then = self._left.get(guard, (float(most), now))
            left = min(float(most), left + (now - then) / every_s)
            if left < 1.0:
                return (1.0 - left) * every_s
            self._left[guard] = (left - 1.0, now)
        return None
