"""Random days at a lane: whatever comes in whatever order, no invariant breaks."""

from __future__ import annotations

import os
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gate_agent.lane_terms import (
    AlarmCleared,
    AlarmRaised,
    Approved,
    BarrierFailed,
    CloseBarrier,
    DeviceDown,
    DeviceUp,
    Effect,
    Elapsed,
    Evacuation,
    Event,
    EvidenceFailed,
    Forced,
    GuardOpened,
    GuardRefused,
    HoldOpen,
    LaneState,
    Mismatched,
    Open,
    OpenBarrier,
    PassageSensor,
    Passing,
    PutBack,
    Record,
    Refused,
    Release,
    Stopping,
    TakenOut,
    Tapped,
    Timing,
    Unread,
    Verify,
    Verifying,
)
from gate_agent.passage import advance
from gate_agent.reasons import Reason
from sync.wire import GateEventKind

TIMING = Timing(face_wait_s=3, open_s=6, passing_s=8, denied_s=4, fault_s=5)
GRANTED, BY_GUARD = GateEventKind.GRANTED, GateEventKind.OPENED_BY_GUARD
PASSED, TIMED_OUT = GateEventKind.PASSED, GateEventKind.TIMED_OUT


class LaneMachine(RuleBasedStateMachine):
    """Random days at a lane, with a board that sometimes fails and a disk that is sometimes full.

    Carries effects out as gate_agent.lane does and watches the barrier.
    """

    def __init__(self) -> None:
        super().__init__()
        self.state = LaneState()
        self.now = 0.0
        self.attempts = 0
        self.open = False
        self.held = False
        self.disk_full = False
        self.board_dead = False
        self.allowed: set[UUID] = set()
        self.outcomes: list[UUID] = []

    def feed(self, event: Event) -> None:
        events = [event]
        while events:
            step = advance(self.state, events.pop(0), self.now, TIMING)
            self.state = step.state
            for effect in step.effects:
                answer = self.carry_out(effect)
                if answer is not None:
                    events.append(answer)
                if isinstance(answer, EvidenceFailed):
                    break

    def carry_out(self, effect: Effect) -> Event | None:
        match effect:
            case Verify():
                return None
            case Record(kind=kind, attempt=attempt):
                return self.record(kind, attempt)
            case OpenBarrier():
                assert isinstance(self.state.phase, Open)
                assert self.state.phase.attempt in self.allowed, "opened without a kept grant"
                if self.board_dead:
                    return BarrierFailed()
                self.open = True
            case CloseBarrier():
                self.open = self.held
            case HoldOpen():
                assert isinstance(self.state.phase, Evacuation)
                self.open = self.held = True
            case Release():
                self.open = self.held = False
        return None

    def record(self, kind: GateEventKind, attempt: UUID | None) -> Event | None:
        if kind in (PASSED, TIMED_OUT):
            assert attempt is not None
            # An outcome that the disk can't take is owed and written later.
            assert attempt in self.allowed
            self.outcomes.append(attempt)
            return EvidenceFailed(attempt) if self.disk_full else None
        if self.disk_full:
            return EvidenceFailed(attempt)
        if kind in (GRANTED, BY_GUARD):
            assert attempt is not None
            assert attempt not in self.allowed, "one grant an attempt"
            self.allowed.add(attempt)
        return None

    def attempt(self) -> UUID:
        self.attempts += 1
        return UUID(int=self.attempts)

    @rule(seconds=st.sampled_from([0.1, 1, 3, 9]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.feed(Elapsed())

    @rule(again=st.booleans())
    def somebody_taps(self, again: bool) -> None:
        self.feed(Tapped(self.attempt(), again))

    @rule()
    def a_card_is_taken_away_early(self) -> None:
        self.feed(Unread(self.attempt()))

    @rule(event=st.sampled_from([AlarmRaised(), AlarmCleared(), TakenOut(), PutBack()]))
    def the_whole_gate_changes(self, event: Event) -> None:
        self.feed(event)

    @rule(event=st.sampled_from(["approved", "refused", "mismatch"]), late=st.booleans())
    def the_rules_answer(self, event: str, late: bool) -> None:
        phase = self.state.phase
        attempt = phase.attempt if isinstance(phase, Verifying) and not late else self.attempt()
        answers: dict[str, Event] = {
            "approved": Approved(attempt),
            "refused": Refused(attempt, Reason.PENDING),
            "mismatch": Mismatched(attempt),
        }
        self.feed(answers[event])

    @rule()
    def a_guard_opens(self) -> None:
        self.feed(GuardOpened(self.attempt()))

    @rule()
    def a_guard_refuses(self) -> None:
        before, open_before = self.state.phase, self.open
        self.feed(GuardRefused(self.attempt()))
        if isinstance(before, Passing):
            assert self.state.phase == before, "the barrier stays away from who is in the lane"
            assert self.open == open_before

    @rule(active=st.booleans())
    def the_sensor_moves(self, active: bool) -> None:
        self.feed(PassageSensor(active))

    @rule(device=st.sampled_from(["reader", "barrier"]), up=st.booleans())
    def a_device_changes(self, device: str, up: bool) -> None:
        self.feed(DeviceUp(device) if up else DeviceDown(device))

    @rule(event=st.sampled_from([Forced(), BarrierFailed(), Stopping()]))
    def something_else_happens(self, event: Event) -> None:
        self.feed(event)

    @rule(full=st.booleans(), dead=st.booleans())
    def luck_changes(self, full: bool, dead: bool) -> None:
        self.disk_full, self.board_dead = full, dead

    @invariant()
    def open_only_for_somebody(self) -> None:
        if self.open:
            assert isinstance(self.state.phase, Open | Passing | Evacuation)
            assert self.held == isinstance(self.state.phase, Evacuation)

    @invariant()
    def one_outcome_each(self) -> None:
        assert len(self.outcomes) == len(set(self.outcomes))
        phase = self.state.phase
        under_way = {phase.attempt} if isinstance(phase, Open | Passing) else set[UUID]()
        assert self.allowed == set(self.outcomes) | under_way


STEPS = int(os.environ.get("SOAK_STEPS", "9000"))
"""`make soak` runs 100,000."""
STEPS_A_DAY = 60
LaneMachine.TestCase.settings = settings(
    max_examples=STEPS // STEPS_A_DAY, stateful_step_count=STEPS_A_DAY, deadline=None
)
TestLaneMachine = LaneMachine.TestCase
