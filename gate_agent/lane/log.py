"""How a lane's steps reach the journal and the board."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Final, assert_never

from gate_agent.conditions import Area, Conditions
from gate_agent.desk.board import Board, LaneSign
from gate_agent.desk.verdicts import SHOWN, bilingual
from gate_agent.journal.kinds import GRANTS, OUTCOMES
from gate_agent.journal.pass_book import PassBook
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.lane.judge import Trial
from gate_agent.lane.override import CONFIRM_S
from gate_agent.lane.presented import NumberGiven
from gate_agent.passage import terms
from gate_agent.passage.event_reasons import NOBODY_WENT
from gate_agent.passage.live_face import LiveFace
from gate_agent.rules.access import Records
from gate_agent.rules.guard_reasons import in_words
from gate_agent.rules.orders import GuardOrder
from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.wire.schema import LanePhase, OverrideView
from sync.clock import HallClock
from sync.errors import StoreError
from sync.wire import AccessRecord, GateEvent, GateEventKind

_ABOUT_THE_HOLDER: Final = (
    GateEventKind.GRANTED,
    GateEventKind.DENIED,
    GateEventKind.OPENED_BY_GUARD,
    GateEventKind.REFUSED_BY_GUARD,
    *OUTCOMES,
)

_HAPPENED: Final = frozenset(
    {*OUTCOMES, GateEventKind.FORCED, GateEventKind.TAILGATED, GateEventKind.HELD_OPEN}
)
"""Nothing waits for these to be recorded."""


class LaneLog:
    """Writes one lane's events. Belongs to the lane's thread."""

    def __init__(
        self,
        sign: LaneSign,
        journal: Journal,
        board: Board,
        clock: HallClock,
        conditions: Conditions,
        recorded: Callable[[GateEvent], None],
        presence: PresenceBook,
        passes: PassBook,
    ) -> None:
        """``recorded`` is told each event that was kept; ``presence`` and ``passes`` follow what
        became of each attempt, kept or not."""
        self._sign: Final = sign
        self._journal: Final = journal
        self._board: Final = board
        self._clock: Final = clock
        self._conditions: Final = conditions
        self._recorded: Final = recorded
        self._presence: Final = presence
        self._passes: Final = passes
        self._owed: Final[deque[NewEvent]] = deque()

    def record(
        self,
        effect: terms.Record,
        reason: str,
        by: GuardOrder | None,
        trial: Trial | None,
        live: LiveFace | None,
    ) -> None:
        """Journal ``effect`` and show it. Raises StoreError when the journal can't keep it.

        What has already happened (an outcome, a forced barrier) is then owed: it is written,
        with its own time, before the next event that can be, or by :meth:`settle`.
        """
        new = self._new(effect, reason, by, trial)
        about_holder = effect.kind in _ABOUT_THE_HOLDER
        record = trial.record if trial is not None and about_holder else None
        if trial is not None:
            self._follow(effect, trial)
        try:
            self._write_owed()
            event = self._journal.append(new)
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
            if effect.kind in _HAPPENED:
                self._owed.append(new)
            else:
                if effect.kind in GRANTS:
                    self._give_back(trial)
                self._board.not_recorded(self._sign.lane, record)
            raise
        self._conditions.report(Area.JOURNAL, None)
        shows_face = about_holder and effect.kind in SHOWN
        jpeg = live.jpeg if live is not None and shows_face else None
        self._kept(event, record, jpeg)

    @property
    def owes(self) -> bool:
        """Something that happened waits to be written."""
        return bool(self._owed)

    def settle(self) -> None:
        """Write what is owed, as far as the journal takes it."""
        if not self._owed:
            return
        try:
            self._write_owed()
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
        else:
            self._conditions.report(Area.JOURNAL, None)

    def _write_owed(self) -> None:
        while self._owed:
            event = self._journal.append(self._owed[0])
            self._owed.popleft()
            self._kept(event, None, None)

    def _kept(self, event: GateEvent, record: AccessRecord | None, jpeg: bytes | None) -> None:
        self._board.happened(event, record, jpeg)
        self._recorded(event)

    def second_wanted(self, order: GuardOrder | None, record: AccessRecord | None) -> None:
        """``order`` waits for another guard; None: nothing does."""
        view = None
        if order is not None:
            view = OverrideView(
                asked_by=order.guard,
                reason=order.reason,
                said=bilingual(in_words(order.reason)),
                holder_name=record.name if record is not None else "",
                until=self._clock.wall() + timedelta(seconds=CONFIRM_S),
            )
        self._board.second_wanted(self._sign.lane, view)

    def _follow(self, effect: terms.Record, trial: Trial) -> None:
        """Note whose passage and pass ``effect`` uses up or gives back."""
        now = self._clock.now()
        if trial.pass_id is not None:
            self._passes.recorded(trial.pass_id, trial.attempt, effect.kind, effect.reason, now)
        if trial.record is None:
            return
        passage = Passage(trial.record.holder, self._sign.lane, self._sign.direction, now)
        match effect.kind:
            case GateEventKind.GRANTED | GateEventKind.OPENED_BY_GUARD:
                self._presence.opened(trial.attempt, passage)
            case GateEventKind.TIMED_OUT if effect.reason in NOBODY_WENT:
                self._presence.stayed(trial.attempt, passage.holder)
            case GateEventKind.PASSED | GateEventKind.TIMED_OUT:
                self._presence.went(trial.attempt, passage)
            case _:
                pass

    def _give_back(self, trial: Trial | None) -> None:
        if trial is None:
            return
        if trial.record is not None:
            self._presence.stayed(trial.attempt, trial.record.holder)
        if trial.pass_id is not None:
            self._passes.give_back(trial.pass_id, trial.attempt)

    def phase(self, phase: terms.Phase) -> None:
        """The lane is in this phase now."""
        self._board.phase(self._sign.lane, _shown(phase))

    def _new(
        self, effect: terms.Record, reason: str, by: GuardOrder | None, trial: Trial | None
    ) -> NewEvent:
        about = trial if effect.kind in _ABOUT_THE_HOLDER else None
        record = about.record if about is not None else None
        records = about.records if about is not None else Records(complete=False, age_s=None)
        score = about.score if about is not None else None
        decided = about if effect.kind in SHOWN else None
        demand = decided.demand if decided is not None else None
        face = decided.live if decided is not None else None
        return NewEvent(
            lane=self._sign.lane,
            kind=effect.kind,
            at=self._clock.wall(),
            direction=self._sign.direction,
            attempt=effect.attempt,
            holder=record.holder if record is not None else None,
            record_version=record.version if record is not None else None,
            reason=reason,
            guard=by.guard if by is not None else _typist(decided),
            second_guard=by.second if by is not None else "",
            score=score,
            threshold=about.threshold if about is not None else None,
            mirror_age_s=records.age_s,
            hall_offset_s=self._clock.offset_s(),
            mode=demand.mode if demand is not None else "",
            step=demand.step if demand is not None else "",
            noted=decided.noted or "" if decided is not None and demand is not None else "",
            monotonic_s=self._clock.monotonic_s(),
            credential_kind=decided.credential_kind if decided is not None else None,
            rule=demand.rule if demand is not None else "",
            liveness=face.liveness if face is not None else None,
            pass_id=decided.pass_id if decided is not None else None,
        )


def _typist(decided: Trial | None) -> str:
    """The guard who typed the number that was decided on; empty for all else."""
    presented = decided.presented if decided is not None else None
    return presented.guard if isinstance(presented, NumberGiven) else ""


def _shown(phase: terms.Phase) -> LanePhase:  # noqa: C901 - one line a phase
    match phase:
        case terms.Idle():
            return LanePhase.IDLE
        case terms.Reading():
            return LanePhase.READING
        case terms.Passed():
            return LanePhase.PASSED
        case terms.TimedOut():
            return LanePhase.TIMED_OUT
        case terms.Tailgating():
            return LanePhase.TAILGATING
        case terms.Intrusion():
            return LanePhase.FORCED
        case terms.HeldOpen() | terms.Evacuation(over=True):
            return LanePhase.HELD_OPEN
        case terms.Maintenance():
            return LanePhase.MAINTENANCE
        case terms.Evacuation():
            return LanePhase.EVACUATION
        case terms.Verifying():
            return LanePhase.VERIFYING
        case terms.Open():
            return LanePhase.OPEN
        case terms.Passing():
            return LanePhase.PASSING
        case terms.Refusal():
            return LanePhase.DENIED
        case terms.Fault():
            return LanePhase.FAULT
        case _:
            assert_never(phase)
