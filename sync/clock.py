"""What time it is at the hall, and how far this terminal's clock is off.

Once the hall has told its time, decisions follow the hall: its last word plus the monotonic time
since then. So a clock that jumps or is set wrong changes no decision; it is reported instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def wall_clock() -> datetime:
    """This terminal's own time."""
    return datetime.now(UTC)


class HallClock:
    """Shared by all who talk to the hall. Safe to use from any thread."""

    def __init__(
        self,
        wall: Callable[[], datetime] = wall_clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._anchor: tuple[datetime, float] | None = None

    def heard(self, server_time: datetime, doubt_s: float = 0.0) -> None:
        """The hall just said what time it is; the answer was ``doubt_s`` seconds on its way."""
        with self._lock:
            self._anchor = (server_time + timedelta(seconds=doubt_s), self._monotonic())

    def wall(self) -> datetime:
        """This terminal's own time, as events are stamped with."""
        return self._wall()

    def monotonic_s(self) -> float:
        """Seconds of a clock that nobody can set; only differences mean something."""
        return self._monotonic()

    def now(self) -> datetime:
        """The hall's time where it is known, else this terminal's."""
        with self._lock:
            anchor = self._anchor
        if anchor is None:
            return self._wall()
        said, at = anchor
        return said + timedelta(seconds=self._monotonic() - at)

    def offset_s(self) -> float | None:
        """This terminal's clock minus the hall's in seconds; None before the hall was heard."""
        with self._lock:
            if self._anchor is None:
                return None
        return (self._wall() - self.now()).total_seconds()
