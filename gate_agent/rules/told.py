"""Passages at neighbouring gates, as anti-passback and counted entries need them.

Kept apart from the gate's own: no gate can push out what it or another gate saw.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

PASSAGES_KEPT: Final = timedelta(days=7)
"""Longer than any hall stays away; anti-passback itself looks back twelve hours by default."""
PLACES: Final = 20_000
"""Holders and zones remembered of one gate; a larger campus's busiest gate sees fewer a day."""
GATES: Final = 64


class ToldPassages:
    """Safe to use from any thread; the oldest of each gate is forgotten first."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._last: Final[dict[str, OrderedDict[tuple[UUID, str], tuple[bool, datetime]]]] = {}
        self._events: Final[dict[str, OrderedDict[UUID, UUID]]] = {}
        self._entries: Final[dict[UUID, dict[tuple[str, UUID], datetime]]] = {}

    def passed(
        self, origin: str, holder: UUID, zone: str, inside: bool, at: datetime, event: UUID
    ) -> None:
        """``origin`` says so; telling it again changes nothing."""
        with self._lock:
            if origin not in self._last and len(self._last) >= GATES:
                return
            last = self._last.setdefault(origin, OrderedDict())
            before = last.get((holder, zone))
            if before is None or at > before[1]:
                last[holder, zone] = (inside, at)
                last.move_to_end((holder, zone))
                if len(last) > PLACES:
                    last.popitem(last=False)
            events = self._events.setdefault(origin, OrderedDict())
            if inside and event not in events:
                events[event] = holder
                self._entries.setdefault(holder, {})[origin, event] = at
                if len(events) > PLACES:
                    self._forget(origin, *events.popitem(last=False))

    def last(self, holder: UUID, zone: str) -> tuple[bool, datetime] | None:
        """Whether the holder is inside ``zone`` by the newest passage, and when that was."""
        with self._lock:
            found = [last.get((holder, zone)) for last in self._last.values()]
        return max((place for place in found if place is not None), key=_when, default=None)

    def entries(self, holder: UUID, since: datetime | None) -> int:
        """How often the holder came in at neighbours from ``since`` on."""
        with self._lock:
            entries = self._entries.get(holder, {}).values()
            return sum(since is None or at >= since for at in entries)

    def _forget(self, origin: str, event: UUID, holder: UUID) -> None:
        entries = self._entries[holder]
        del entries[origin, event]
        if not entries:
            del self._entries[holder]


def _when(place: tuple[bool, datetime]) -> datetime:
    return place[1]
