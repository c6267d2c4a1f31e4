"""What lies before a device that only announces what it sees and never says that it left. No I/O.

Such a reader sends a card's number, a scanner a code's text, once or again and again. What was seen
counts as gone when it was not announced for a while, or at once when something else is.
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
    content: bytes | None = field(repr=False)
    until: float


class Presence:
    """At most one thing at a time. Times are seconds of one monotonic clock."""

    def __init__(self, gone_after_s: float) -> None:
        self._gone_after_s: Final = gone_after_s
        self._present: _Present | None = None

    def announced(self, content: bytes | None, now: float) -> list[Change]:
        """Something was announced: its ``content``, or None when it could not be read.

        One bad reading between two good ones of the same thing does not count as another.
        """
        changes = self.lapsed(now)
        before = self._present
        until = now + self._gone_after_s
        if before is not None and (content is None or content == before.content):
            self._present = _Present(before.content, until)
            return changes
        if before is not None:
            changes.append(Change.LEFT)
        self._present = _Present(content, until)
        return [*changes, Change.CAME]

    def lapsed(self, now: float) -> list[Change]:
        """LEFT when what is present was not announced for long enough."""
        if self._present is None or now < self._present.until:
            return []
        return self.gone()

    def gone(self) -> list[Change]:
        """The device was lost: LEFT when something was present."""
        before, self._present = self._present, None
        return [] if before is None else [Change.LEFT]

    def wait_s(self, now: float, longest_s: float) -> float:
        """How long to wait for the next announcement before asking :meth:`lapsed` again."""
        if self._present is None:
            return longest_s
        return min(longest_s, max(0.0, self._present.until - now))
