"""How much a neighbour may say. Pure: time comes in as a value."""

from __future__ import annotations

from typing import Final


class Allowance:
    """A token bucket: ``burst`` at once, ``per_s`` in the long run."""

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s: Final = per_s
        self._burst: Final = burst
        self._left = burst
        self._at: float | None = None

    def take(self, now: float, count: int = 1) -> bool:
        """Whether ``count`` more are within the limits at ``now`` (monotonic seconds)."""
        if self._at is not None:
            grown = max(0.0, now - self._at) * self._per_s
            self._left = min(self._burst, self._left + grown)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True


class ReplayWindow:
    """Which sequence numbers of one run were seen (RFC 4303, 3.4.3)."""

    SIZE: Final = 256
    """How far datagrams may overtake each other."""

    def __init__(self) -> None:
        self._highest = 0
        self._seen = 0

    def take(self, sequence: int) -> bool:
        """Whether ``sequence`` comes for the first time; then it has come."""
        ahead = sequence - self._highest
        if ahead > 0:
            # A far jump leaves nothing of the window; shifting by it would cost memory.
            self._seen = (self._seen << ahead) & self._mask() if ahead < self.SIZE else 0
            self._highest = sequence
            self._seen |= 1
            return True
        if -ahead >= self.SIZE or self._seen >> -ahead & 1:
            return False
        self._seen |= 1 << -ahead
        return True

    def _mask(self) -> int:
        return (1 << self.SIZE) - 1
