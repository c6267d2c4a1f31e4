"""What the agent itself writes in the journal: its starts, what a crash cut short, checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from gate_agent.conditions import Area, Conditions
from gate_agent.desk.board import LaneSign
from gate_agent.journal.evidence_key import EvidenceWitness
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.passage.event_reasons import INTERRUPTED
from sync.clock import HallClock
from sync.errors import StoreError
from sync.wire import GateEventKind


class AgentLog:
    """A journal that can't take something is a condition of the gate, never an exception."""

    def __init__(self, journal: Journal, clock: HallClock, conditions: Conditions) -> None:
        self._journal: Final = journal
        self._clock: Final = clock
        self._conditions: Final = conditions

    def finish_interrupted(self) -> None:
        """End each grant in one outcome, also when the agent was killed in between.

        Whoever it let in went while the lane was open, if at all: dated by the restart it would
        outrank what a neighbour saw them do meanwhile.
        """
        for grant in self._journal.unfinished():
            self._append(
                NewEvent(
                    lane=grant.lane,
                    kind=GateEventKind.TIMED_OUT,
                    at=grant.at,
                    hall_offset_s=grant.hall_offset_s,
                    monotonic_s=grant.monotonic_s,
                    direction=grant.direction,
                    attempt=grant.attempt,
                    holder=grant.holder,
                    record_version=grant.record_version,
                    reason=INTERRUPTED,
                )
            )

    def started(self, lanes: Iterable[LaneSign], key: EvidenceWitness) -> None:
        """The agent begins to serve ``lanes``. ``key`` is what its journal is signed with, so that
        the hall notices when that is replaced."""
        self._say_what_was_skipped()
        for lane in lanes:
            self._append(
                NewEvent(
                    lane=lane.lane,
                    kind=GateEventKind.STARTED,
                    at=self._clock.wall(),
                    monotonic_s=self._clock.monotonic_s(),
                    direction=lane.direction,
                    noted=key.text,
                )
            )

    def vouch_when_due(self) -> None:
        """Sign a checkpoint if one is due; see :meth:`Journal.vouch_when_due`. To be called now and
        then, so that it is also said what of the journal could not be read meanwhile."""
        self._vouch(self._journal.vouch_when_due)
        self._say_what_was_skipped()

    def vouch(self) -> None:
        """Sign a checkpoint for all that came since the last one."""
        self._vouch(self._journal.vouch)

    def _vouch(self, sign: Callable[[datetime], None]) -> None:
        try:
            sign(self._clock.wall())
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)

    def _say_what_was_skipped(self) -> None:
        self._conditions.report(Area.ROWS, self._journal.problem)

    def _append(self, event: NewEvent) -> None:
        try:
            self._journal.append(event)
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
