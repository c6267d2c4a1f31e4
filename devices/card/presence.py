"""Who lies on a reader that only announces cards and never says that one has left. No I/O.

Such a reader sends a card's number once, or again and again while the card lies there. A card
counts as removed when it was not announced for a while, or at once when another one is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final


class Change(Enum):
    """What an announcement, or the lack of one, means."""

    CAME = auto()
    LEFT = auto()


@dataclass(frozen=True, slots=True)
class _Present:
    number: bytes | None = field(repr=False)
    until: float


class Presence:
    """At most one card at a time. Times are seconds of one monotonic clock."""

    def __init__(self, removed_after_s: float) -> None:
        self._removed_after_s: Final = removed_after_s
        self._present: _Present | None = None

    def announced(self, number: bytes | None, now: float) -> list[Change]:
        """A card was announced: its ``number``, or None when it could not be read.

        A card that is read badly once between two good announcements does not count as another.
        """
        changes = self.lapsed(now)
        before = self._present
        until = now + self._removed_after_s
        if before is not None and (number is None or number == before.number):
            self._present = _Present(before.number, until)
            return changes
        if before is not None:
            changes.append(Change.LEFT)
        self._present = _Present(number, until)
        return [*changes, Change.CAME]

    def lapsed(self, now: float) -> list[Change]:
        """LEFT when the present card was not announced for long enough."""
        if self._present is None or now < self._present.until:
            return []
        return self.gone()

    def gone(self) -> list[Change]:
        """The reader was lost: LEFT when a card was present."""
        before, self._present = self._present, None
        return [] if before is None else [Change.LEFT]

    def wait_s(self, now: float, longest_s: float) -> float:
        """How long to wait for bytes before asking :meth:`lapsed` again."""
        if self._present is None:
            return longest_s
        return min(longest_s, max(0.0, self._present.until - now))
