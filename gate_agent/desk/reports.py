"""The day in figures, and what one shift hands over to the next: both from the journal alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from gate_agent.desk.board import LaneSign
from gate_agent.desk.verdicts import bilingual, verdict_of
from gate_agent.journal.store import Journal
from gate_agent.journal.tally import ACTS, BUCKET_S, Count, bucket_of, day_in, total
from gate_agent.rules.guard_reasons import in_words
from gate_agent.rules.reasons import Reason, advice
from gate_agent.wire.reports import (
    FiguresView,
    LaneFigures,
    OpenFault,
    ReasonFigure,
    ShiftEvent,
    ShiftView,
)
from gate_agent.wire.schema import AgentState, DeviceStateView, LanePhase
from sync.wire import ActOutcome, Bilingual, Direction, GateEvent, GateEventKind
from wording import Text

EVENTS: Final = 500
"""Most events that a hand-over lists one by one."""
REFUSALS: Final = (GateEventKind.DENIED, GateEventKind.REFUSED_BY_GUARD)
_ALARMS: Final = (
    GateEventKind.FORCED,
    GateEventKind.TAILGATED,
    GateEventKind.HELD_OPEN,
    GateEventKind.FIRE,
    GateEventKind.JOURNAL_RENEWED,
)
_ORDERS: Final = (
    GateEventKind.LOCKDOWN,
    GateEventKind.LOCKDOWN_ENDED,
    GateEventKind.FIRE_RELEASED,
    GateEventKind.MAINTENANCE,
    GateEventKind.IN_SERVICE,
)
_BY_GUARD: Final = Text("保安拒绝放行", "Refused by a guard")
_UNKNOWN: Final = Text("其他原因（{code}）", "Another reason ({code})")
_OUT_OF_SERVICE: Final = Text(
    "{lane} 已停用；修好后请恢复使用", "{lane} is out of service; put it back once it is repaired"
)
_FAULT: Final = Text("{lane} 有故障；请查看设备并报修", "{lane} has a fault; see its devices")
_HELD: Final = Text("{lane} 通道内有人或物；请到现场查看", "{lane} is not clear; go and look")
_DEAD: Final = Text(
    "{count} 条通行记录被大厅拒收；请联系技术人员（yanhu gate outbox）",
    "The hall refuses {count} events for good; call a technician (yanhu gate outbox)",
)
_TROUBLED: Final = {
    LanePhase.MAINTENANCE: _OUT_OF_SERVICE,
    LanePhase.FAULT: _FAULT,
    LanePhase.HELD_OPEN: _HELD,
}


class Reports:
    """Safe to use from any thread. Methods raise StoreError."""

    def __init__(
        self,
        signs: Sequence[LaneSign],
        journal: Journal,
        now: Callable[[], datetime],
        zone: tzinfo,
        state: Callable[[], AgentState],
    ) -> None:
        """``now`` is this terminal's own time, by which the journal is written, ``zone`` the
        campus's; ``state`` tells what is open at the moment."""
        self._state: Final = state
        self._signs: Final = tuple(signs)
        self._journal: Final = journal
        self._now: Final = now
        self._zone: Final = zone

    def figures(self, day: date | None) -> FiguresView:
        """The campus's day ``day``; None: today."""
        shown = day or self._now().astimezone(self._zone).date()
        begin, end = day_in(self._zone, shown)
        counts = self._journal.counts(begin, end)
        return FiguresView(
            day=shown,
            begins=begin,
            bucket_s=BUCKET_S,
            lanes=tuple(lane_figures(sign, counts, begin, end) for sign in self._signs),
            refusals=refusal_figures(counts),
        )

    def shift(self, since: datetime) -> ShiftView:
        """What happened since then, and what is open now."""
        state = self._state()
        begin = datetime.fromtimestamp(bucket_of(since) * BUCKET_S, UTC)
        now = self._now()
        counts = self._journal.counts(begin, now)
        events = self._journal.notable(begin, now + timedelta(microseconds=1), EVENTS + 1)
        told = events[:EVENTS]
        return ShiftView(
            since=begin,
            until=now,
            entered=total(counts, GateEventKind.PASSED, Direction.IN),
            left=total(counts, GateEventKind.PASSED, Direction.OUT),
            unused=total(counts, GateEventKind.TIMED_OUT),
            refusals=refusal_figures(counts),
            opened_by_hand=_told(told, (GateEventKind.OPENED_BY_GUARD,)),
            refused_by_hand=_told(told, (GateEventKind.REFUSED_BY_GUARD,)),
            alarms=_told(told, _ALARMS),
            orders=_told(told, _ORDERS),
            acts=_told(ended(told), ACTS),
            cut=len(events) > EVENTS,
            faults=tuple(
                OpenFault(device=device.name, since=device.since, fault=device.fault)
                for device in state.devices
                if device.state is not DeviceStateView.READY
            ),
            backlog=state.backlog,
            emergency=state.emergency,
            open_questions=tuple(bilingual(text) for text in _open(state)) + _problems(state),
        )


def lane_figures(
    sign: LaneSign, counts: Iterable[Count], begin: datetime, end: datetime
) -> LaneFigures:
    """One lane's series over the time from ``begin`` to ``end``, which lie on bucket edges."""
    first, buckets = bucket_of(begin), bucket_of(end) - bucket_of(begin)
    here = [count for count in counts if count.lane == sign.lane]
    entered, left, refused = [0] * buckets, [0] * buckets, [0] * buckets
    for count in here:
        place = count.bucket - first
        if count.kind is GateEventKind.PASSED:
            series = entered if count.direction is Direction.IN else left
            series[place] += count.count
        elif count.kind in REFUSALS:
            refused[place] += count.count
    passed = [came + went for came, went in zip(entered, left, strict=True)]
    busiest = max(passed, default=0)
    at = datetime.fromtimestamp((first + passed.index(busiest)) * BUCKET_S, begin.tzinfo)
    return LaneFigures(
        lane=sign.lane,
        name=sign.name,
        entered=tuple(entered),
        left=tuple(left),
        refused=tuple(refused),
        entered_total=sum(entered),
        left_total=sum(left),
        refused_total=sum(refused),
        opened_by_guard=total(here, GateEventKind.OPENED_BY_GUARD),
        busiest=busiest,
        busiest_at=at if busiest else None,
    )


def refusal_figures(counts: Iterable[Count]) -> tuple[ReasonFigure, ...]:
    """How often each reason was given, the most frequent first."""
    figures: Counter[str] = Counter()
    for count in counts:
        if count.kind in REFUSALS:
            figures[count.reason or GateEventKind.REFUSED_BY_GUARD] += count.count
    return tuple(
        ReasonFigure(reason=code, sentence=bilingual(_reason_words(code)), count=count)
        for code, count in figures.most_common()
    )


def _reason_words(code: str) -> Text:
    if code == GateEventKind.REFUSED_BY_GUARD:
        return _BY_GUARD
    try:
        return advice(Reason(code)).sentence
    except ValueError:
        # A journal written by a later version may know more reasons.
        return _UNKNOWN.format(code=code)


def _told(events: Iterable[GateEvent], kinds: Sequence[GateEventKind]) -> tuple[ShiftEvent, ...]:
    return tuple(
        ShiftEvent(
            event_id=event.event_id,
            at=event.at,
            lane=event.lane,
            kind=event.kind,
            guard=event.guard,
            second_guard=event.second_guard,
            reason=event.reason,
            said=_event_words(event),
            device=event.device,
            outcome=event.outcome,
        )
        for event in events
        if event.kind in kinds
    )


def ended(events: Iterable[GateEvent]) -> Iterator[GateEvent]:
    """``events``, newest first, without the beginnings of acts whose end is among them."""
    ends: Counter[tuple[GateEventKind, str, str]] = Counter()
    for event in events:
        act = event.kind, event.device, event.guard
        if event.outcome is not ActOutcome.BEGUN:
            ends[act] += 1
        elif ends[act]:
            ends[act] -= 1
            continue
        yield event


def _event_words(event: GateEvent) -> Bilingual | None:
    if event.kind in (GateEventKind.FORCED, GateEventKind.TAILGATED, GateEventKind.HELD_OPEN):
        return verdict_of(event, None, live=False).sentence
    if not event.reason:
        return None
    # A guard's own words, and a hash that a technician compares, are said as they are.
    return bilingual(in_words(event.reason))


def _open(state: AgentState) -> list[Text]:
    questions = [
        _TROUBLED[lane.phase].format(lane=lane.lane)
        for lane in state.lanes
        if lane.phase in _TROUBLED
    ]
    if state.backlog.dead:
        questions.append(_DEAD.format(count=state.backlog.dead))
    return questions


def _problems(state: AgentState) -> tuple[Bilingual, ...]:
    said = (state.hall.problem, state.records.problem, state.records.notice, *state.problems)
    return tuple(text for text in said if text is not None)
