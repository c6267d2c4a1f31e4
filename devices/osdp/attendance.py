"""Whether one reader on the line is there, and when to ask it afresh. No I/O, no clock.

libosdp needs 8 seconds to give up a silent reader and waits 300 before it tries again; a reader
that was only restarted would be away for as long. So a reader that is silent or insecure is taken
off the line and put on it again, which makes libosdp greet it anew::

    GREETED --secure--> SECURE --silent or insecure--> REMOVED --off the line--> GREETED
       |                                                 ^
       +------ not secure within GREETING_LIMIT_S -------+
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

SILENT_AFTER_S: Final = 2.5
"""A reader is polled every 50 ms, but each lost packet costs libosdp a whole second."""
GREETING_LIMIT_S: Final = 2.5
"""A reader that is there is secure within 50 ms, and a second more for each lost packet."""
REFUSAL_S: Final = 0.3
"""libosdp goes on with a good answer in its next turn, a few milliseconds later."""


class Place(Enum):
    """Where a reader stands with libosdp."""

    GREETED = auto()
    SECURE = auto()
    REMOVED = auto()
    """It shall be off the line; libosdp does that once its question is answered or given up."""


class Absence(Enum):
    """Why a reader does not serve."""

    SILENT = auto()
    KEY_REFUSED = auto()
    """It answers, but does not prove that it has the key."""
    INSECURE = auto()
    """It says that it can't establish a Secure Channel."""


class Wish(Enum):
    """What libosdp shall do with the reader now."""

    NOTHING = auto()
    REMOVE = auto()
    GREET = auto()


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of the reader at this moment; times as in :meth:`Attendance.step`."""

    secure: bool
    on_line: bool
    heard_at: float
    """When its last good packet came."""
    unproved_at: float
    """When it failed to prove its key."""
    denies_security: bool
    """It has told what it can do, and a Secure Channel is not among it."""


class Attendance:
    """One reader, from the moment it is first greeted."""

    def __init__(self, now: float) -> None:
        self.place = Place.GREETED
        self.absence: Absence | None = None
        """Why it does not serve; None while it serves, or was not greeted for long enough."""
        self._since = now

    def step(self, signs: Signs, now: float) -> Wish:
        """Take ``signs`` into account; ``now`` is in seconds of one monotonic clock."""
        match self.place:
            case Place.GREETED:
                return self._greeted(signs, now)
            case Place.SECURE:
                return self._secure(signs, now)
            case Place.REMOVED:
                if signs.on_line:
                    return Wish.NOTHING
                self._move(Place.GREETED, now)
                return Wish.GREET

    def _greeted(self, signs: Signs, now: float) -> Wish:
        if signs.secure:
            self.absence = None
            self._move(Place.SECURE, now)
            return Wish.NOTHING
        shown = self._why(signs, now)
        if shown is not None:
            self.absence = shown
        if now - self._since < GREETING_LIMIT_S:
            return Wish.NOTHING
        if shown is None:
            self.absence = Absence.SILENT
        self._move(Place.REMOVED, now)
        return Wish.REMOVE

    def _why(self, signs: Signs, now: float) -> Absence | None:
        """What this greeting has shown already."""
        if signs.heard_at >= self._since and signs.denies_security:
            return Absence.INSECURE
        if self._since <= signs.unproved_at <= now - REFUSAL_S:
            return Absence.KEY_REFUSED
        return None

    def _secure(self, signs: Signs, now: float) -> Wish:
        if signs.secure and now - max(signs.heard_at, self._since) < SILENT_AFTER_S:
            return Wish.NOTHING
        self.absence = Absence.SILENT
        self._move(Place.REMOVED, now)
        return Wish.REMOVE

    def _move(self, place: Place, now: float) -> None:
        self.place, self._since = place, now
