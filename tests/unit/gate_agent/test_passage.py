"""Every (phase, event) pair has one expected outcome; nothing else may ever happen."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gate_agent.lane_terms import (
    BARRIER_FAULT,
    INTERRUPTED,
    SENSOR_HELD,
    UNGRANTED,
    Approved,
    BarrierFailed,
    CloseBarrier,
    DeviceDown,
    DeviceUp,
    Effect,
    Elapsed,
    Event,
    EvidenceFailed,
    Fault,
    Forced,
    GuardOpened,
    Idle,
    LaneState,
    Mismatched,
    Open,
    OpenBarrier,
    PassageSensor,
    Passing,
    Phase,
    Record,
    Refusal,
    Refused,
    Stopping,
    Tapped,
    Timing,
    Verify,
    Verifying,
)
from gate_agent.passage import Step, advance, deadline
from gate_agent.reasons import Reason
from sync.wire import GateEventKind

NOW = 1000.0
TIMING = Timing(face_wait_s=3, open_s=6, passing_s=8, denied_s=4, fault_s=5)
HERE, NEW = UUID(int=1), UUID(int=2)
"""The attempt that is under way, and one that is not."""

PHASES: dict[str, Phase] = {
    "idle": Idle(),
    "verifying": Verifying(HERE, NOW),
    "open": Open(HERE, NOW),
    "passing": Passing(HERE, NOW),
    "refusal": Refusal(HERE, NOW),
    "down": Fault(None),
    "resting": Fault(NOW),
}
EVENTS: dict[str, Event] = {
    "tap": Tapped(NEW),
    "approved": Approved(HERE),
    "approved late": Approved(NEW),
    "refused": Refused(HERE, Reason.PENDING),
    "refused late": Refused(NEW, Reason.PENDING),
    "mismatch": Mismatched(HERE),
    "mismatch late": Mismatched(NEW),
    "guard": GuardOpened(NEW),
    "sensor on": PassageSensor(True),
    "sensor off": PassageSensor(False),
    "forced": Forced(),
    "barrier failed": BarrierFailed(),
    "evidence failed": EvidenceFailed(HERE),
    "other evidence failed": EvidenceFailed(None),
    "device down": DeviceDown("reader"),
    "device up": DeviceUp("reader"),
    "stop": Stopping(),
    "elapsed": Elapsed(),
}

GRANTED, DENIED = GateEventKind.GRANTED, GateEventKind.DENIED
PASSED, TIMED_OUT = GateEventKind.PASSED, GateEventKind.TIMED_OUT
BY_GUARD = GateEventKind.OPENED_BY_GUARD
FORCED = (Record(GateEventKind.FORCED, None),)
INTRUDER = (Record(GateEventKind.FORCED, None, UNGRANTED),)
OPENING = OpenBarrier(14)


@dataclass(frozen=True)
class Leads:
    """Where a pair leads: the phase, and what is done."""

    phase: Phase
    effects: tuple[Effect, ...] = ()


def opened(kind: GateEventKind, attempt: UUID) -> Leads:
    return Leads(Open(attempt, NOW + 6), (Record(kind, attempt), OPENING))


def ended(kind: GateEventKind, reason: str = "") -> Leads:
    return Leads(Idle(), (CloseBarrier(), Record(kind, HERE, reason)))


VERIFY = Leads(Verifying(NEW, NOW + 3), (Verify(NEW),))
# What is not in this table leaves the phase as it is and does nothing.
EXPECTED: dict[tuple[str, str], Leads] = {
    ("idle", "tap"): VERIFY,
    ("idle", "guard"): opened(BY_GUARD, NEW),
    ("idle", "sensor on"): Leads(Idle(), INTRUDER),
    ("idle", "forced"): Leads(Idle(), FORCED),
    ("idle", "barrier failed"): Leads(Fault(NOW + 5)),
    ("idle", "device down"): Leads(Fault(None)),
    ("verifying", "approved"): opened(GRANTED, HERE),
    ("verifying", "refused"): Leads(
        Refusal(HERE, NOW + 4), (Record(DENIED, HERE, Reason.PENDING),)
    ),
    ("verifying", "mismatch"): Leads(Verifying(HERE, NOW, Reason.FACE_MISMATCH)),
    ("verifying", "guard"): opened(BY_GUARD, HERE),
    ("verifying", "sensor on"): Leads(PHASES["verifying"], INTRUDER),
    ("verifying", "forced"): Leads(PHASES["verifying"], FORCED),
    ("verifying", "stop"): Leads(Idle()),
    ("verifying", "elapsed"): Leads(
        Refusal(HERE, NOW + 4), (Record(DENIED, HERE, Reason.NO_FACE),)
    ),
    ("open", "sensor on"): Leads(Passing(HERE, NOW + 8)),
    ("open", "forced"): Leads(PHASES["open"], FORCED),
    ("open", "barrier failed"): Leads(
        Fault(NOW + 5), (CloseBarrier(), Record(TIMED_OUT, HERE, BARRIER_FAULT))
    ),
    ("open", "evidence failed"): Leads(Refusal(HERE, NOW + 4)),
    ("open", "stop"): ended(TIMED_OUT, INTERRUPTED),
    ("open", "elapsed"): ended(TIMED_OUT),
    ("passing", "sensor off"): ended(PASSED),
    ("passing", "forced"): Leads(PHASES["passing"], FORCED),
    ("passing", "stop"): ended(PASSED, INTERRUPTED),
    ("passing", "elapsed"): ended(PASSED, SENSOR_HELD),
    ("refusal", "tap"): VERIFY,
    ("refusal", "guard"): opened(BY_GUARD, HERE),
    ("refusal", "sensor on"): Leads(PHASES["refusal"], INTRUDER),
    ("refusal", "forced"): Leads(PHASES["refusal"], FORCED),
    ("refusal", "stop"): Leads(Idle()),
    ("refusal", "elapsed"): Leads(Idle()),
    ("down", "guard"): opened(BY_GUARD, NEW),
    ("down", "sensor on"): Leads(Fault(None), INTRUDER),
    ("down", "forced"): Leads(Fault(None), FORCED),
    ("down", "device up"): Leads(Idle()),
    ("down", "stop"): Leads(Fault(None)),
    ("resting", "guard"): opened(BY_GUARD, NEW),
    ("resting", "sensor on"): Leads(Fault(NOW), INTRUDER),
    ("resting", "forced"): Leads(Fault(NOW), FORCED),
    ("resting", "stop"): Leads(Idle()),
    ("resting", "elapsed"): Leads(Idle()),
}


def state_of(phase: str) -> LaneState:
    down = frozenset({"reader"}) if phase == "down" else frozenset[str]()
    return LaneState(PHASES[phase], down)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("phase", PHASES)
def test_every_pair(phase: str, event: str) -> None:
    step = advance(state_of(phase), EVENTS[event], NOW, TIMING)
    expected = EXPECTED.get((phase, event), Leads(PHASES[phase]))
    assert step.state.phase == expected.phase
    assert step.effects == expected.effects


@pytest.mark.parametrize("phase", ["verifying", "open", "passing", "refusal", "resting"])
def test_nothing_elapses_early(phase: str) -> None:
    before = state_of(phase)
    assert advance(before, Elapsed(), NOW - 0.001, TIMING) == Step(before)
    assert deadline(before) == NOW


@pytest.mark.parametrize("phase", ["idle", "down"])
def test_a_lane_at_rest_waits_without_a_deadline(phase: str) -> None:
    assert deadline(state_of(phase)) is None


@pytest.mark.parametrize("phase", ["open", "passing", "verifying", "refusal"])
def test_a_device_that_fails_meanwhile_is_a_fault_afterwards(phase: str) -> None:
    state = advance(state_of(phase), DeviceDown("reader"), NOW, TIMING).state
    assert state.phase == PHASES[phase], "what is under way is finished"
    for later in (NOW + 20, NOW + 40):
        state = advance(state, Elapsed(), later, TIMING).state
    assert state.phase == Fault(None)


def test_all_devices_must_be_back() -> None:
    state = LaneState(Fault(None), frozenset({"reader", "barrier"}))
    state = advance(state, DeviceUp("reader"), NOW, TIMING).state
    assert state.phase == Fault(None)
    assert advance(state, DeviceUp("barrier"), NOW, TIMING).state == LaneState()


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
                self.open = False
        return None

    def record(self, kind: GateEventKind, attempt: UUID | None) -> Event | None:
        if kind in (PASSED, TIMED_OUT):
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

    @rule()
    def somebody_taps(self) -> None:
        self.feed(Tapped(self.attempt()))

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
            assert isinstance(self.state.phase, Open | Passing)

    @invariant()
    def one_outcome_each(self) -> None:
        assert len(self.outcomes) == len(set(self.outcomes))
        phase = self.state.phase
        under_way = {phase.attempt} if isinstance(phase, Open | Passing) else set[UUID]()
        assert self.allowed == set(self.outcomes) | under_way


LaneMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestLaneMachine = LaneMachine.TestCase
