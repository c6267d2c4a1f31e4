"""Puts together what the screens are told: one AgentState from all parts of the agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.ports import DeviceHealth
from gate_agent.api.schema import (
    AgentState,
    BacklogView,
    DeviceStateView,
    DeviceView,
    FaultView,
    HallLink,
    RecordsView,
)
from gate_agent.board import Board
from gate_agent.conditions import CLOCK_OFF, Area, Conditions
from gate_agent.record_book import RecordBook
from gate_agent.verdicts import bilingual
from sync.clock import HallClock
from sync.errors import StoreError
from sync.outbox import Backlog, Outbox
from sync.wire import Bilingual
from wording import Text

_OWN_AREAS: Final = (
    Area.JOURNAL,
    Area.EVIDENCE,
    Area.FACES,
    Area.REPLAYS,
    Area.UPLOAD,
    Area.PICTURES,
)


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
    ) -> None:
        self._gate: Final = gate
        self._name: Final = name
        self._clock_limit_s: Final = clock_limit_s
        self._clock: Final = clock
        self._board: Final = board
        self._book: Final = book
        self._outbox: Final = outbox
        self._conditions: Final = conditions
        self._health: Final = health

    def state(self) -> AgentState:
        """Everything, as of now."""
        hall = self._conditions.problem(Area.HALL)
        records = self._conditions.problem(Area.RECORDS)
        return AgentState(
            gate=self._gate,
            name=self._name,
            time=self._clock.wall(),
            hall=HallLink(
                reachable=hall is None and self._conditions.last_contact is not None,
                last_contact=self._conditions.last_contact,
                problem=_said(hall),
            ),
            records=RecordsView(
                count=self._book.count,
                cursor=self._book.progress.cursor,
                age_s=self._book.standing().age_s,
                problem=_said(records),
            ),
            backlog=self._backlog(),
            problems=self._problems({hall, records}),
            today=self._board.today(),
            lanes=self._board.lanes(),
            devices=tuple(device_view(health) for health in self._health()),
            recent=self._board.recent(),
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
    )


def _said(text: Text | None) -> Bilingual | None:
    return None if text is None else bilingual(text)
