"""Who went in and out by this agent's lanes: what anti-passback and counted entries rest on.

The journal is the only truth of this gate: the book is read back from it at the start and follows
each passage that the sensor saw. What neighbouring gates tell stands beside it. A grant that nobody
used changes nothing here.
"""

from __future__ import annotations

import threading
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


class PresenceBook:
    """Safe to use from any thread."""

    def __init__(
        self,
        zones: Mapping[str, str],
        before: Iterable[Passage] = (),
        told: ToldPassages | None = None,
    ) -> None:
        """``zones``: the zone that each lane leads into; ``before``: passages, oldest first;
        ``told``: what neighbouring gates say."""
        self._told: Final = told or ToldPassages()
        self._zones: Final = dict(zones)
        self._lock: Final = threading.Lock()
        self._last: Final[dict[tuple[UUID, str], tuple[bool, datetime]]] = {}
        self._entries: Final[dict[UUID, list[datetime]]] = {}
        for passage in before:
            self.passed(passage)

    def passed(self, passage: Passage) -> None:
        """Note that somebody went through."""
        zone = self._zones.get(passage.lane)
        entered = passage.direction is Direction.IN
        with self._lock:
            if zone is not None:
                self._last[passage.holder, zone] = (entered, passage.at)
            if entered:
                insort(self._entries.setdefault(passage.holder, []), passage.at)

    def last(self, holder: UUID, lane: str) -> Presence:
        """Where ``holder`` is, seen from ``lane``; entries are not counted."""
        zone = self._zones.get(lane, "")
        with self._lock:
            own = self._last.get((holder, zone))
        told = self._told.last(holder, zone)
        if own is None or (told is not None and told[1] > own[1]):
            own = told
        return NEVER_SEEN if own is None else Presence(*own)

    def of(self, record: AccessRecord, lane: str) -> Presence:
        """Where the record's holder is, seen from ``lane``, and how often they came in."""
        last = self.last(record.holder, lane)
        with self._lock:
            entries = self._entries.get(record.holder, [])
            begin = record.valid_from
            used = len(entries) - (0 if begin is None else bisect_left(entries, begin))
        return replace(last, entries=used + self._told.entries(record.holder, begin))
