"""Who went in and out by this agent's lanes: what anti-passback and counted entries rest on.

The journal is the only truth of this gate: the book is read back from it at the start and follows
each passage. What neighbouring gates tell stands beside it. A lane that is open for somebody counts
as their passage until it is known whether they went: otherwise the next lane would let them in as
well. A grant that nobody used gives that back. After a fire nobody is known to be inside: all left,
uncounted.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gate_agent.rules.access import NEVER_SEEN, Presence
from gate_agent.rules.told import ToldPassages
from sync.wire import AccessRecord, Direction

REMEMBERED: Final = timedelta(days=200)
"""A permission lasts a term at most; entries before that count no more."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody went through ``lane``; ``at`` is by the hall's clock where it was known."""

    holder: UUID
    lane: str
    direction: Direction
    at: datetime


@dataclass(frozen=True, slots=True)
class Evacuated:
    """A fire opened the gate, or was over, at ``at`` by the hall's clock where it was known."""

    at: datetime


class PresenceBook:
    """Safe to use from any thread."""

    def __init__(
        self,
        zones: Mapping[str, str],
        before: Iterable[Passage | Evacuated] = (),
        told: ToldPassages | None = None,
    ) -> None:
        """``zones``: the zone that each lane leads into; ``before``: what happened, oldest
        first; ``told``: what neighbouring gates say."""
        self._told: Final = told or ToldPassages()
        self._zones: Final = dict(zones)
        self._lock: Final = threading.Lock()
        self._last: Final[dict[tuple[UUID, str], tuple[bool, datetime]]] = {}
        self._entries: Final[dict[UUID, array[float]]] = {}
        """In seconds since 1970, in order: a term's are millions, so eight bytes each."""
        self._open: Final[dict[UUID, dict[UUID, Passage]]] = {}
        """By holder and attempt: who was let in and may yet go."""
        self._evacuated_at: datetime | None = None
        self._latest: datetime | None = None
        """No passage and no evacuation is dated later."""
        for one in before:
            if isinstance(one, Passage):
                self.passed(one)
            else:
                self.evacuated(one.at)

    def take(self, attempt: UUID, record: AccessRecord, passage: Passage, seen: Presence) -> bool:
        """Let ``attempt`` go by ``passage``; False when the record's holder is no longer ``seen``
        so, as another lane let them go meanwhile."""
        with self._lock:
            if self._of(record, passage.lane, attempt) != seen:
                return False
            self._going(passage.holder)[attempt] = passage
            return True

    def opened(self, attempt: UUID, passage: Passage) -> None:
        """A lane is open for ``attempt``, by the rules or by a guard."""
        with self._lock:
            self._going(passage.holder).setdefault(attempt, passage)

    def went(self, attempt: UUID, passage: Passage) -> None:
        """The holder went, or may have gone, by ``attempt``."""
        with self._lock:
            self._ended(attempt, passage.holder)
            self._passed(passage)

    def stayed(self, attempt: UUID, holder: UUID) -> None:
        """``holder`` did not go by ``attempt``."""
        with self._lock:
            self._ended(attempt, holder)

    def passed(self, passage: Passage) -> None:
        """Note that somebody went through."""
        with self._lock:
            self._passed(passage)

    def evacuated(self, at: datetime) -> None:
        """Nobody is known to be in any zone, by whatever was seen or told until ``at``."""
        with self._lock:
            self._last.clear()
            self._evacuated_at = at
            self._dated(at)

    def not_after(self, now: datetime) -> None:
        """Nothing happened later than ``now``, the hall's time: what this terminal's clock dated
        later, before the hall was heard, would outrank what follows and lengthen anti-passback."""
        with self._lock:
            if self._latest is None or self._latest <= now:
                return
            for place, (inside, at) in self._last.items():
                self._last[place] = (inside, min(at, now))
            if self._evacuated_at is not None:
                self._evacuated_at = min(self._evacuated_at, now)
            self._latest = now

    def last(self, holder: UUID, lane: str) -> Presence:
        """Where ``holder`` is, seen from ``lane``; entries are not counted."""
        with self._lock:
            return self._place(holder, lane, None)

    def of(self, record: AccessRecord, lane: str, attempt: UUID | None = None) -> Presence:
        """Where the record's holder is, seen from ``lane``, and how often they came in: by all
        attempts but ``attempt``."""
        with self._lock:
            return self._of(record, lane, attempt)

    # --- inside; the lock is held -------------------------------------------------------------

    def _dated(self, at: datetime) -> None:
        if self._latest is None or at > self._latest:
            self._latest = at

    def _passed(self, passage: Passage) -> None:
        self._dated(passage.at)
        zone = self._zones.get(passage.lane)
        entered = passage.direction is Direction.IN
        if zone is not None:
            self._last[passage.holder, zone] = (entered, passage.at)
        if entered:
            entries = self._entries.setdefault(passage.holder, array("d"))
            insort(entries, passage.at.timestamp())

    def _of(self, record: AccessRecord, lane: str, attempt: UUID | None) -> Presence:
        begin = record.valid_from
        entries = self._entries.get(record.holder, array("d"))
        used = len(entries) - (0 if begin is None else bisect_left(entries, begin.timestamp()))
        going = sum(one.direction is Direction.IN for one in self._others(record.holder, attempt))
        told = self._told.entries(record.holder, begin)
        return replace(self._place(record.holder, lane, attempt), entries=used + going + told)

    def _place(self, holder: UUID, lane: str, attempt: UUID | None) -> Presence:
        zone = self._zones.get(lane, "")
        places = [
            (passage.direction is Direction.IN, passage.at)
            for passage in self._others(holder, attempt)
            if self._zones.get(passage.lane) == zone
        ]
        if places:
            return Presence(*places[-1])
        own, told = self._last.get((holder, zone)), self._told.last(holder, zone)
        if told is not None and self._evacuated_at is not None and told[1] <= self._evacuated_at:
            told = None
        if own is None or (told is not None and told[1] > own[1]):
            own = told
        return NEVER_SEEN if own is None else Presence(*own)

    def _going(self, holder: UUID) -> dict[UUID, Passage]:
        return self._open.setdefault(holder, {})

    def _others(self, holder: UUID, attempt: UUID | None) -> list[Passage]:
        going = self._open.get(holder, {})
        return [passage for other, passage in going.items() if other != attempt]

    def _ended(self, attempt: UUID, holder: UUID) -> None:
        going = self._going(holder)
        going.pop(attempt, None)
        if not going:
            del self._open[holder]
