"""What technicians do at a running gate, in its journal: who, to which device, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.ports import SelfTestOutcome
from gate_agent.conditions import Area, Conditions
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.passage.event_reasons import ALL_LANES
from sync.clock import HallClock
from sync.errors import StoreError
from sync.wire import ActOutcome, Direction, GateEvent, GateEventKind

OF_SELF_TEST: Final = {
    SelfTestOutcome.PASSED: ActOutcome.DONE,
    SelfTestOutcome.FAILED: ActOutcome.FAILED,
    SelfTestOutcome.TIMED_OUT: ActOutcome.STOPPED,
    SelfTestOutcome.SKIPPED: ActOutcome.STOPPED,
}


class NotRecorded(Exception):
    """The journal can't take it, so it is not done."""


class TechnicianLog:
    """Safe from any thread."""

    def __init__(
        self,
        journal: Journal,
        clock: HallClock,
        conditions: Conditions,
        recorded: Callable[[GateEvent], None],
    ) -> None:
        """``recorded`` is told of each event, outside any lock."""
        self._journal: Final = journal
        self._clock: Final = clock
        self._conditions: Final = conditions
        self._recorded: Final = recorded

    def begin(self, kind: GateEventKind, technician: str, device: str) -> None:
        """To be called before anything moves or changes. Raises NotRecorded."""
        try:
            self._append(kind, technician, device, ActOutcome.BEGUN)
        except StoreError as error:
            raise NotRecorded(str(error)) from error

    def end(self, kind: GateEventKind, technician: str, device: str, outcome: ActOutcome) -> None:
        """What came of it. A journal that can't take this is a condition of the gate."""
        try:
            self._append(kind, technician, device, outcome)
        except StoreError:
            return  # reported already

    def _append(
        self, kind: GateEventKind, technician: str, device: str, outcome: ActOutcome
    ) -> None:
        new = NewEvent(
            lane=ALL_LANES,
            kind=kind,
            at=self._clock.wall(),
            direction=Direction.IN,
            guard=technician,
            device=device,
            outcome=outcome,
            hall_offset_s=self._clock.offset_s(),
            monotonic_s=self._clock.monotonic_s(),
        )
        try:
            event = self._journal.append(new)
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
            raise
        self._conditions.report(Area.JOURNAL, None)
        self._recorded(event)
