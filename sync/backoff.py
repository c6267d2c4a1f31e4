"""How long to wait before trying again."""

from __future__ import annotations

import random
from typing import Final

FIRST_S: Final = 0.5
"""A hall that restarts is back within seconds; the first retries come fast."""
LAST_S: Final = 30.0
"""A hall that is away for hours is asked twice a minute by each terminal."""
_JITTER: Final = 0.3


class Backoff:
    """Doubling delays with jitter, so that a thousand terminals don't return in one instant."""

    def __init__(self, first_s: float = FIRST_S, last_s: float = LAST_S) -> None:
        self._first_s: Final = first_s
        self._last_s: Final = last_s
        self._next_s = first_s

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        delay, self._next_s = self._next_s, min(self._next_s * 2, self._last_s)
        return delay * random.uniform(1 - _JITTER, 1)  # noqa: S311 - jitter, not a secret

    def worked(self) -> None:
        """The next failure is a first one."""
        self._next_s = self._first_s
