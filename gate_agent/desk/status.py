"""Puts together what the screens are told: one AgentState from all parts of the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from devices.latency import HALF, MOST
from devices.ports import DeviceHealth, SelfTestResult
from gate_agent.conditions import CLOCK_OFF, Area, Conditions
from gate_agent.desk.board import Board
from gate_agent.desk.emergency import EmergencyDesk
from gate_agent.desk.verdicts import bilingual
from gate_agent.journal.in_force import Emergency, Order
from gate_agent.records.book import RecordBook
from gate_agent.rules.asked import Asked
from gate_agent.rules.policy import Policy, Step
from gate_agent.wire.schema import (
    AgentState,
    AskedView,
    BacklogView,
    DeviceStateView,
    DeviceView,
    EmergencyOrderView,
    EmergencyView,
    FaultView,
    HallLink,
    LaneView,
    LatencyView,
    NeighboursView,
    RecordsView,
    SelfTestOutcome,
)
from gate_agent.wire.schema import SelfTestResult as SelfTestView
from sync.clock import HallClock
from sync.errors import StoreError
from sync.outbox import Backlog, Outbox
from sync.wire import Bilingual
from wording import Text

_OWN_AREAS: Final = (
    Area.JOURNAL,
    Area.EVIDENCE,
    Area.KEY,
    Area.ROWS,
    Area.EMERGENCY,
    Area.FACES,
    Area.GALLERY,
    Area.REPLAYS,
    Area.HISTORY,
    Area.UPLOAD,
    Area.PICTURES,
    Area.NEIGHBOURS,
    Area.RETENTION,
)
_HINDERING: Final = (Area.JOURNAL, Area.FACES, Area.GALLERY)
"""While these are not well, people can't be let in as usual."""

STEPS: Final = {
    Step.FACE: Text(
        "名单较旧：刷卡之外一律核验人脸；请检查与大厅的连接",
        "The records are getting old: every card needs the face as well; see the hall link",
    ),
    Step.GUARD: Text(
        "名单已旧：每个人都须由保安确认；请检查与大厅的连接",
        "The records are old: a guard confirms each person; see the hall link",
    ),
    Step.REFUSE: Text(
        "名单太旧，不再自动放行；请向值班室核实，检查与大厅的连接",
        "The records are too old to let anybody in; ask the duty office, see the hall link",
    ),
}
"""What old records mean at the lanes; said on the screen."""


class Status:
    """Asks everybody, changes nothing. Safe to use from any thread."""

    def __init__(
        self,
        gate: str,
        name: Bilingual,
        clock_limit_s: float,
        clock: HallClock,
        board: Board,
        book: RecordBook,
        outbox: Outbox,
        conditions: Conditions,
        health: Callable[[], tuple[DeviceHealth, ...]],
        policy: Policy,
        emergency: EmergencyDesk,
        neighbours: Callable[[], NeighboursView | None],
        desk_reader: str,
        asked: Callable[[], Mapping[str, Asked]],
    ) -> None:
        """``desk_reader``: where guards' cards are read; empty: nowhere. ``asked`` tells by its
        code what each lane asks for."""
        self._asked: Final = asked
        self._desk_reader: Final = desk_reader
        self._gate: Final = gate
        self._name: Final = name
        self._clock_limit_s: Final = clock_limit_s
        self._clock: Final = clock
        self._board: Final = board
        self._book: Final = book
        self._outbox: Final = outbox
        self._conditions: Final = conditions
        self._health: Final = health
        self._policy: Final = policy
        self._emergency: Final = emergency
        self._neighbours: Final = neighbours

    def state(self) -> AgentState:
        """Everything, as of now."""
        hall = self._conditions.problem(Area.HALL)
        records = self._conditions.problem(Area.RECORDS)
        return AgentState(
            gate=self._gate,
            name=self._name,
            time=self._clock.wall(),
            time_zone=str(self._policy.zone),
            hall=HallLink(
                reachable=hall is None and self._conditions.last_contact is not None,
                last_contact=self._conditions.last_contact,
                problem=_said(hall),
            ),
            records=self._records(records),
            backlog=self._backlog(),
            problems=self._problems({hall, records}),
            today=self._board.today(),
            hindrances=self._hindrances(),
            lanes=self._lanes(),
            devices=tuple(device_view(health) for health in self._health()),
            recent=self._board.recent(),
            emergency=_emergency(self._emergency.now),
            neighbours=self._neighbours(),
            desk_reader=self._desk_reader,
        )

    def _lanes(self) -> tuple[LaneView, ...]:
        asked = self._asked()
        lanes = self._board.lanes()
        return tuple(lane.model_copy(update={"asks": _asks(asked[lane.lane])}) for lane in lanes)

    def _hindrances(self) -> tuple[Bilingual, ...]:
        texts = map(self._conditions.problem, _HINDERING)
        return tuple(bilingual(text) for text in dict.fromkeys(texts) if text is not None)

    def _records(self, problem: Text | None) -> RecordsView:
        standing = self._book.standing()
        known = standing.complete and standing.age_s is not None
        step = self._policy.step(standing.age_s) if known else Step.REFUSE
        return RecordsView(
            count=self._book.count,
            cursor=self._book.progress.cursor,
            age_s=standing.age_s,
            problem=_said(problem),
            step=step,
            notice=_said(STEPS.get(step)) if known else None,
        )

    def _backlog(self) -> BacklogView:
        try:
            backlog = self._outbox.backlog()
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
            backlog = Backlog(waiting=0, dead=0)
        return BacklogView(waiting=backlog.waiting, dead=backlog.dead)

    def _problems(self, said_elsewhere: set[Text | None]) -> tuple[Bilingual, ...]:
        texts = [self._clock_problem(), *map(self._conditions.problem, _OWN_AREAS)]
        own = dict.fromkeys(text for text in texts if text is not None)
        return tuple(bilingual(text) for text in own if text not in said_elsewhere)

    def _clock_problem(self) -> Text | None:
        offset = self._clock.offset_s()
        if offset is None or abs(offset) <= self._clock_limit_s:
            return None
        return CLOCK_OFF.format(minutes=max(1, round(abs(offset) / 60)))


def device_view(health: DeviceHealth) -> DeviceView:
    """One device as the screens know it."""
    fault = health.fault
    return DeviceView(
        name=health.name,
        kind=health.kind,
        driver=health.driver,
        port=health.port,
        state=DeviceStateView(health.state),
        since=health.since,
        fault=None
        if fault is None
        else FaultView(
            code=fault.value.code,
            public=bilingual(fault.value.public),
            remedy=bilingual(fault.value.remedy),
        ),
        next_try=health.next_try,
        firmware=health.firmware,
        last_event=health.last_event,
        counters=dict(health.counters),
        latencies=tuple(
            LatencyView(
                operation=latency.operation,
                count=latency.count,
                half_s=latency.at_most_s(HALF),
                most_s=latency.at_most_s(MOST),
            )
            for latency in health.latencies
        ),
    )


def _asks(asked: Asked) -> AskedView:
    return AskedView(show=asked.show, then=asked.then, aged=asked.aged, apart=asked.apart)


def _emergency(now: Emergency) -> EmergencyView:
    return EmergencyView(fire=_ordered(now.fire), lockdown=_ordered(now.lockdown))


def _ordered(order: Order | None) -> EmergencyOrderView | None:
    if order is None:
        return None
    return EmergencyOrderView(since=order.since, by=order.by, reason=order.reason)


def _said(text: Text | None) -> Bilingual | None:
    return None if text is None else bilingual(text)


def self_test_view(result: SelfTestResult) -> SelfTestView:
    """What was exercised, as screens take it."""
    return SelfTestView(
        device=result.device,
        outcome=SelfTestOutcome(result.outcome),
        detail=bilingual(result.detail),
        started_at=result.started_at,
        took_ms=result.took_ms,
    )
