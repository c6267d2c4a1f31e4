"""What the guard sees of the lanes: phases, verdicts, the day's figures, live captures.

Derived from the journal's events and the lanes' states alone; after a restart the last verdicts are
read back from the journal. Live captures are held in memory for a while and never written.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final
from uuid import UUID

from gate_agent.desk.verdicts import SHOWN, completed, unrecorded, verdict_of
from gate_agent.journal.kinds import OUTCOMES
from gate_agent.journal.store import Journal
from gate_agent.journal.tally import day_in, total
from gate_agent.passage.live_face import LIVE_PHOTO_S
from gate_agent.records.book import RecordBook
from gate_agent.wire.schema import LanePhase, LaneView, OverrideView, TodayView, VerdictView
from sync.wire import AccessRecord, Bilingual, Direction, GateEvent, GateEventKind

RECENT: Final = 20
LIVE_PHOTOS: Final = 64
_READ_BACK: Final = 80
"""Events that hold the last verdicts with their outcomes."""


@dataclass(frozen=True, slots=True)
class LaneSign:
    """What is fixed about a lane."""

    lane: str
    name: Bilingual
    direction: Direction


@dataclass(slots=True)
class _Shown:
    lane: str
    attempt: UUID | None
    verdict: VerdictView


class Board:
    """Safe to use from any thread."""

    def __init__(
        self,
        signs: tuple[LaneSign, ...],
        journal: Journal,
        book: RecordBook,
        now: Callable[[], datetime],
        zone: tzinfo,
        changed: Callable[[], None],
        live_photo_s: float = LIVE_PHOTO_S,
    ) -> None:
        """``now`` is this terminal's own time, ``zone`` the campus's. ``changed`` is called outside
        any lock. Live captures are held for ``live_photo_s`` seconds, with 0 not at all."""
        self._signs: Final = signs
        self._journal: Final = journal
        self._book: Final = book
        self._now: Final = now
        self._zone: Final = zone
        self._changed: Final = changed
        self._lock: Final = threading.Lock()
        self._phases: dict[str, LanePhase] = {sign.lane: LanePhase.FAULT for sign in signs}
        self._overrides: dict[str, OverrideView] = {}
        self._last: dict[str, VerdictView] = {}
        self._recent: list[_Shown] = []
        self._live: dict[UUID, tuple[float, bytes]] = {}
        self._live_photo_s: Final = live_photo_s
        self._day, self._today = self._count_today()
        for event in reversed(journal.latest((*SHOWN, *OUTCOMES), _READ_BACK)):
            record = book.by_holder(event.holder) if event.holder else None
            self._note(event, record, live=False)

    def phase_of(self, lane: str) -> LanePhase:
        """What ``lane`` is doing. Raises KeyError."""
        with self._lock:
            return self._phases[lane]

    # --- what the lanes tell ------------------------------------------------------------------

    def phase(self, lane: str, phase: LanePhase) -> None:
        with self._lock:
            before, self._phases[lane] = self._phases[lane], phase
        if before is not phase:
            self._changed()

    def second_wanted(self, lane: str, view: OverrideView | None) -> None:
        """An opening at ``lane`` waits for another guard; None: none does."""
        with self._lock:
            before = self._overrides.pop(lane, None)
            if view is not None:
                self._overrides[lane] = view
        if before != view:
            self._changed()

    def happened(self, event: GateEvent, record: AccessRecord | None, jpeg: bytes | None) -> None:
        """``event`` was journalled; ``record`` is its holder's, ``jpeg`` the live capture."""
        with self._lock:
            if not self._live_photo_s:
                jpeg = None
            if jpeg is not None:
                self._keep_live(event.event_id, jpeg)
            self._count(event)
            self._note(event, record, live=jpeg is not None)
        self._changed()

    def not_recorded(self, lane: str, record: AccessRecord | None) -> None:
        """The journal could not keep what happened at ``lane``."""
        verdict = unrecorded(self._now(), record)
        with self._lock:
            self._show(_Shown(lane, None, verdict))
        self._changed()

    # --- what the screens ask -----------------------------------------------------------------

    def lanes(self) -> tuple[LaneView, ...]:
        now = self._now()
        with self._lock:
            waiting = {lane: view for lane, view in self._overrides.items() if now < view.until}
            return tuple(
                LaneView(
                    lane=sign.lane,
                    name=sign.name,
                    direction=sign.direction,
                    phase=self._phases[sign.lane],
                    verdict=self._last.get(sign.lane),
                    override=waiting.get(sign.lane),
                )
                for sign in self._signs
            )

    def recent(self) -> tuple[VerdictView, ...]:
        """The last verdicts over all lanes, newest first."""
        with self._lock:
            return tuple(shown.verdict for shown in self._recent)

    def today(self) -> TodayView:
        """Figures since midnight, local time."""
        with self._lock:
            self._turn_day()
            return self._today

    def live_photo(self, event_id: UUID) -> bytes | None:
        with self._lock:
            kept = self._live.get(event_id)
        if kept is None or kept[0] < time.monotonic():
            return None
        return kept[1]

    def enrolled_photo(self, event_id: UUID) -> bytes | None:
        """Raises StoreError when the journal can't be read."""
        event = self._journal.find(event_id)
        if event is None or event.holder is None:
            return None
        record = self._book.by_holder(event.holder)
        if record is None or record.thumbnail is None:
            return None
        return self._book.thumbnail(record.thumbnail)

    def forget_photos(self) -> None:
        """Drop the live captures whose time is over; to be called now and then."""
        now = time.monotonic()
        with self._lock:
            self._live = {kept: photo for kept, photo in self._live.items() if photo[0] >= now}

    # --- inside; the lock is held -------------------------------------------------------------

    def _note(self, event: GateEvent, record: AccessRecord | None, live: bool) -> None:
        if event.kind in SHOWN:
            self._show(_Shown(event.lane, event.attempt, verdict_of(event, record, live)))
            return
        for shown in self._recent:
            if event.kind in OUTCOMES and shown.attempt == event.attempt:
                shown.verdict = completed(shown.verdict, event)
                if self._last[shown.lane].event_id == shown.verdict.event_id:
                    self._last[shown.lane] = shown.verdict
                return

    def _show(self, shown: _Shown) -> None:
        self._recent = [shown, *self._recent][:RECENT]
        self._last[shown.lane] = shown.verdict

    def _keep_live(self, event_id: UUID, jpeg: bytes) -> None:
        self._live[event_id] = (time.monotonic() + self._live_photo_s, jpeg)
        while len(self._live) > LIVE_PHOTOS:
            del self._live[next(iter(self._live))]

    def _count(self, event: GateEvent) -> None:
        self._turn_day()
        if event.kind is GateEventKind.DENIED:
            self._today = TodayView(entered=self._today.entered, refused=self._today.refused + 1)
        elif event.kind is GateEventKind.PASSED and event.direction is Direction.IN:
            self._today = TodayView(entered=self._today.entered + 1, refused=self._today.refused)

    def _turn_day(self) -> None:
        today = self._now().astimezone(self._zone).date()
        if today != self._day:
            self._day, self._today = today, TodayView(entered=0, refused=0)

    def _count_today(self) -> tuple[date, TodayView]:
        today = self._now().astimezone(self._zone).date()
        counts = self._journal.counts(*day_in(self._zone, today))
        entered = total(counts, GateEventKind.PASSED, Direction.IN)
        return today, TodayView(entered=entered, refused=total(counts, GateEventKind.DENIED))
