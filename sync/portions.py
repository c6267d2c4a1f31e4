"""Which of the waiting events to offer next while the hall fails at some of them.

A hall that fails at one event (status 5xx) must not be kept from all that came after it; and one
that fails at everything, as while it restarts, must cost no event. So after some failures portions
get smaller, an event at which the hall fails alone lets others go first, and only one at which it
failed again and again while it took others is given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PATIENCE: Final = 3
"""Failures in a row before portions get smaller: a restarting hall is back by then."""
GIVEN_UP_AFTER: Final = 3
"""So often must the hall have failed at an event, and taken another after it."""


@dataclass(slots=True)
class _Suspect:
    failed: bool = True
    """Since the hall last took another."""
    proofs: int = 0


class Portions:
    """Belongs to one thread. Events are known by their positions."""

    def __init__(self, largest: int) -> None:
        self._largest: Final = largest
        self._size = largest
        self._failures = 0
        self._suspects: Final[dict[int, _Suspect]] = {}

    @property
    def look_at(self) -> int:
        """So many of the oldest waiting events must be known to :meth:`next`."""
        return self._largest + len(self._suspects)

    def next(self, waiting: Sequence[int]) -> tuple[int, ...]:
        """What to offer of those that are ``waiting``, oldest first; empty only when none is."""
        others = [position for position in waiting if position not in self._suspects]
        if others:
            return tuple(others[: self._size])
        alone = min(waiting, key=lambda position: self._suspects[position].proofs, default=None)
        return () if alone is None else (alone,)

    def failed(self, portion: Sequence[int]) -> bool:
        """The hall failed at ``portion``; whether this is one event that is to be given up."""
        self._failures += 1
        if len(portion) > 1:
            if self._failures >= PATIENCE:
                self._size = max(1, len(portion) // 2)
            return False
        (position,) = portion
        suspect = self._suspects.get(position)
        if suspect is None:
            if self._failures >= PATIENCE:
                self._suspects[position] = _Suspect()
            return False
        suspect.failed = True
        if suspect.proofs < GIVEN_UP_AFTER:
            return False
        del self._suspects[position]
        return True

    def went(self, portion: Sequence[int]) -> None:
        """The hall answered for all of ``portion``."""
        self._failures = 0
        self._size = min(self._largest, 2 * self._size)
        for position in portion:
            self._suspects.pop(position, None)
        for suspect in self._suspects.values():
            suspect.proofs += suspect.failed
            suspect.failed = False
