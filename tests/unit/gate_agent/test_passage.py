"""Every (phase, event) pair has one expected outcome; nothing else may ever happen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args
from uuid import UUID

import pytest

from gate_agent.passage.machine import MARGIN_S, Step, advance, deadline
from gate_agent.passage.terms import (
    ALARM,
    BARRIER_FAULT,
    INTERRUPTED,
    SENSOR_HELD,
    SENT_AWAY,
    UNGRANTED,
    UNSEEN,
    WHO_LEFT,
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
    Fault,
    Forced,
    GuardOpened,
    GuardRefused,
    HeldOpen,
    HoldOpen,
    Idle,
    Intrusion,
    KeepOpen,
    LaneState,
    Maintenance,
    Mismatched,
    Open,
    OpenBarrier,
    PassageSensor,
    Passed,
    Passing,
    Phase,
    PutBack,
    Reading,
    Record,
    Refusal,
    Refused,
    Release,
    Stopping,
    Tailgating,
    TakenOut,
    Tapped,
    TimedOut,
    Timing,
    Unread,
    Verify,
    Verifying,
)
from gate_agent.rules.reasons import TRY_AGAIN, Reason, advice
from sync.wire import GateEventKind

NOW = 1000.0
TIMING = Timing(
    face_wait_s=3,
    open_s=6,
    passing_s=8,
    denied_s=4,
    fault_s=5,
    reread_s=1.5,
    retap_s=2,
    confirm_s=20,
    tail_s=1.5,
    alarm_s=4,
)
HERE, NEW = UUID(int=1), UUID(int=2)
"""The attempt that is under way, and one that is not."""

PHASES: dict[str, Phase] = {
    "idle": Idle(),
    "reading": Reading(HERE, NOW),
    "verifying": Verifying(HERE, NOW),
    "open": Open(HERE, NOW),
    "open before somebody": Open(HERE, NOW),
    "open after somebody": Open(HERE, NOW, left=True),
    "passing": Passing(HERE, NOW),
    "passed": Passed(HERE, NOW),
    "timed out": TimedOut(HERE, NOW),
    "tailgating": Tailgating(HERE, NOW),
    "intrusion": Intrusion(NOW),
    "held open": HeldOpen(HERE, NOW),
    "refusal": Refusal(HERE, NOW, NOW - 2),
    "awaiting guard": Refusal(HERE, NOW + 19, NOW + 1, attention=True),
    "refused by guard": Refusal(HERE, NOW + 19, NOW + 19),
    "down": Fault(None),
    "resting": Fault(NOW),
    "maintenance": Maintenance(),
    "evacuation": Evacuation(),
    "evacuation in use": Evacuation(),
    "evacuation ending": Evacuation(over=True),
}
SOMEBODY_IN_THE_LANE = (
    *("open before somebody", "passing", "held open", "evacuation in use", "evacuation ending"),
)
EVENTS: dict[str, Event] = {
    "tap": Tapped(NEW),
    "tap again": Tapped(NEW, again=True),
    "unread": Unread(NEW),
    "approved": Approved(HERE),
    "approved late": Approved(NEW),
    "refused": Refused(HERE, Reason.PENDING),
    "guard must confirm": Refused(HERE, Reason.GUARD_MUST_CONFIRM),
    "refused late": Refused(NEW, Reason.PENDING),
    "mismatch": Mismatched(HERE),
    "mismatch late": Mismatched(NEW),
    "guard": GuardOpened(NEW),
    "guard refuses": GuardRefused(NEW),
    "sensor on": PassageSensor(True),
    "sensor off": PassageSensor(False),
    "forced": Forced(),
    "barrier failed": BarrierFailed(),
    "evidence failed": EvidenceFailed(HERE),
    "other evidence failed": EvidenceFailed(None),
    "device down": DeviceDown("reader"),
    "device up": DeviceUp("reader"),
    "fire": AlarmRaised(),
    "fire over": AlarmCleared(),
    "take out": TakenOut(),
    "put back": PutBack(),
    "stop": Stopping(),
    "elapsed": Elapsed(),
}
EVENT_TYPES = {type(event) for event in EVENTS.values()}

GRANTED, DENIED = GateEventKind.GRANTED, GateEventKind.DENIED
PASSED, TIMED_OUT = GateEventKind.PASSED, GateEventKind.TIMED_OUT
BY_GUARD = GateEventKind.OPENED_BY_GUARD
AWAY = GateEventKind.REFUSED_BY_GUARD
FORCED = (Record(GateEventKind.FORCED, None),)
INTRUDER = (Record(GateEventKind.FORCED, None, UNGRANTED),)
OUT = (Record(GateEventKind.MAINTENANCE, None),)
BACK = (Record(GateEventKind.IN_SERVICE, None),)
OPENING = OpenBarrier(14 + MARGIN_S)
KEPT_OPEN = KeepOpen(8 + MARGIN_S)


@dataclass(frozen=True)
class Leads:
    """Where a pair leads: the phase, and what is done."""

    phase: Phase
    effects: tuple[Effect, ...] = ()


def stays(phase: str, *effects: Effect) -> Leads:
    return Leads(PHASES[phase], effects)


def opened(kind: GateEventKind, attempt: UUID) -> Leads:
    return Leads(Open(attempt, NOW + 6), (Record(kind, attempt), OPENING))


def refused(reason: Reason, shown_s: float = 4, same_s: float = 2) -> Leads:
    phase = Refusal(HERE, NOW + shown_s, NOW + same_s, advice(reason).attention)
    return Leads(phase, (Record(DENIED, HERE, reason),))


def ended(phase: Phase, kind: GateEventKind, reason: str = "") -> Leads:
    return Leads(phase, (CloseBarrier(), Record(kind, HERE, reason)))


VERIFY = Leads(Verifying(NEW, NOW + 3), (Verify(NEW),))
UNREAD = Leads(Reading(NEW, NOW + 1.5))
REFUSALS = ("refusal", "awaiting guard", "refused by guard")
FREE_FOR_CARDS = ("idle", "passed", "timed out", "tailgating", "intrusion", *REFUSALS)
EVACUATIONS = ("evacuation", "evacuation in use", "evacuation ending")
IN_USE = (
    "open",
    "open before somebody",
    "open after somebody",
    "passing",
    "held open",
    *EVACUATIONS,
)
ALARM_AFTER = Intrusion(NOW + 4)
# What is not in these tables leaves the phase as it is and does nothing.
EXPECTED: dict[tuple[str, str], Leads] = {
    **{(phase, "tap"): VERIFY for phase in FREE_FOR_CARDS},
    **{(phase, "tap again"): VERIFY for phase in FREE_FOR_CARDS},
    **{(phase, "unread"): UNREAD for phase in FREE_FOR_CARDS},
    # what is still the same attempt is shown as long as before, and what it waits for stays
    ("awaiting guard", "tap again"): stays("awaiting guard"),
    ("refused by guard", "tap again"): stays("refused by guard"),
    ("awaiting guard", "unread"): stays("awaiting guard"),
    ("refused by guard", "unread"): stays("refused by guard"),
    ("reading", "tap"): Leads(Verifying(HERE, NOW + 3), (Verify(HERE),)),
    ("reading", "tap again"): Leads(Verifying(HERE, NOW + 3), (Verify(HERE),)),
    ("reading", "unread"): Leads(Reading(HERE, NOW + 1.5)),
    ("reading", "elapsed"): refused(Reason.CARD_UNREADABLE, same_s=0),
    ("verifying", "approved"): opened(GRANTED, HERE),
    ("verifying", "refused"): refused(Reason.PENDING),
    ("verifying", "guard must confirm"): refused(Reason.GUARD_MUST_CONFIRM, shown_s=20),
    ("verifying", "mismatch"): Leads(Verifying(HERE, NOW, Reason.FACE_MISMATCH)),
    ("verifying", "elapsed"): refused(Reason.NO_FACE, same_s=0),
    # a named guard opens
    **{
        (phase, "guard"): opened(BY_GUARD, NEW)
        for phase in (
            *("idle", "passed", "timed out", "tailgating", "intrusion"),
            *("down", "resting", "maintenance"),
        )
    },
    **{(phase, "guard"): opened(BY_GUARD, HERE) for phase in ("reading", "verifying", *REFUSALS)},
    # a named guard sends somebody away
    **{
        (phase, "guard refuses"): Leads(Refusal(HERE, NOW + 20, NOW + 20), (Record(AWAY, HERE),))
        for phase in ("reading", "verifying", *REFUSALS)
    },
    **{
        (phase, "guard refuses"): Leads(
            Refusal(NEW, NOW + 20, NOW + 20),
            (CloseBarrier(), Record(TIMED_OUT, HERE, SENT_AWAY), Record(AWAY, HERE)),
        )
        for phase in ("open", "open after somebody")
    },
    # the passage sensor
    **{
        (phase, "sensor on"): Leads(Passing(HERE, NOW + 8))
        for phase in ("open", "open after somebody")
    },
    ("open before somebody", "sensor off"): stays("open after somebody"),
    **{
        (phase, "sensor on"): Leads(
            Tailgating(HERE, NOW + 4), (Record(GateEventKind.TAILGATED, HERE),)
        )
        for phase in ("passed", "tailgating")
    },
    **{
        (phase, "sensor on"): Leads(ALARM_AFTER, INTRUDER)
        for phase in ("idle", "timed out", "intrusion", *REFUSALS)
    },
    **{
        (phase, "sensor on"): stays(phase, *INTRUDER)
        for phase in ("reading", "verifying", "down", "resting")
    },
    ("passing", "sensor off"): ended(Passed(HERE, NOW + 1.5), PASSED),
    ("held open", "sensor off"): Leads(Passed(HERE, NOW + 1.5), (CloseBarrier(),)),
    ("evacuation ending", "sensor off"): Leads(Idle(), (Release(),)),
    # the barrier is forced
    **{(phase, "forced"): Leads(ALARM_AFTER, FORCED) for phase in FREE_FOR_CARDS},
    **{
        (phase, "forced"): stays(phase, *FORCED)
        for phase in (
            *("reading", "verifying", "open", "open before somebody", "open after somebody"),
            *("passing", "held open", "down", "resting", "maintenance"),
        )
    },
    # the board does not obey
    **{
        (phase, "barrier failed"): ended(Fault(NOW + 5), TIMED_OUT, BARRIER_FAULT)
        for phase in ("open", "open after somebody")
    },
    ("open before somebody", "barrier failed"): Leads(
        Fault(NOW + 5), (Record(TIMED_OUT, HERE, BARRIER_FAULT),)
    ),
    ("idle", "barrier failed"): Leads(Fault(NOW + 5)),
    ("passed", "barrier failed"): Leads(Fault(NOW + 5)),
    ("timed out", "barrier failed"): Leads(Fault(NOW + 5)),
    **{
        (phase, "evidence failed"): Leads(Refusal(HERE, NOW + 4, NOW, attention=True))
        for phase in ("open", "open before somebody", "open after somebody")
    },
    ("idle", "device down"): Leads(Fault(None)),
    ("down", "device up"): Leads(Idle()),
    # fire
    **{
        (phase, "fire"): Leads(Evacuation(), (HoldOpen(),))
        for phase in PHASES
        if phase not in IN_USE or phase == "held open"
    },
    **{
        (phase, "fire"): Leads(Evacuation(), (HoldOpen(), Record(TIMED_OUT, HERE, ALARM)))
        for phase in ("open", "open before somebody", "open after somebody")
    },
    ("evacuation ending", "fire"): Leads(Evacuation()),
    ("passing", "fire"): Leads(Evacuation(), (HoldOpen(), Record(PASSED, HERE, ALARM))),
    ("evacuation", "fire over"): Leads(Idle(), (Release(),)),
    ("evacuation in use", "fire over"): Leads(Evacuation(over=True)),
    # service
    **{
        (phase, "take out"): Leads(Maintenance(), OUT)
        for phase in PHASES
        if phase not in (*IN_USE, "maintenance")
    },
    **{(phase, "take out"): stays(phase, *OUT) for phase in IN_USE},
    ("maintenance", "put back"): Leads(Idle(), BACK),
    # the time is over
    ("open", "elapsed"): ended(TimedOut(HERE, NOW + 1.5), TIMED_OUT),
    ("open after somebody", "elapsed"): ended(TimedOut(HERE, NOW + 1.5), TIMED_OUT, WHO_LEFT),
    ("open before somebody", "elapsed"): Leads(Passing(HERE, NOW + 8)),
    ("held open", "elapsed"): Leads(HeldOpen(HERE, NOW + 8), (KEPT_OPEN,)),
    ("passing", "elapsed"): Leads(
        HeldOpen(HERE, NOW + 8),
        (
            KEPT_OPEN,
            Record(PASSED, HERE, SENSOR_HELD),
            Record(GateEventKind.HELD_OPEN, HERE),
        ),
    ),
    **{
        (phase, "elapsed"): Leads(Idle())
        for phase in ("passed", "timed out", "tailgating", "intrusion", "refusal", "resting")
    },
    # the agent ends
    **{
        (phase, "stop"): Leads(Idle())
        for phase in PHASES
        if phase not in (*IN_USE, "down", "maintenance") or phase == "held open"
    },
    **{
        (phase, "stop"): ended(Idle(), TIMED_OUT, INTERRUPTED)
        for phase in ("open", "open after somebody")
    },
    ("open before somebody", "stop"): Leads(Idle(), (Record(TIMED_OUT, HERE, INTERRUPTED),)),
    ("passing", "stop"): Leads(Idle(), (Record(PASSED, HERE, INTERRUPTED),)),
}


def state_of(phase: str) -> LaneState:
    down = frozenset({"reader"}) if phase == "down" else frozenset[str]()
    return LaneState(
        PHASES[phase],
        down,
        out_of_service=phase == "maintenance",
        covered=phase in SOMEBODY_IN_THE_LANE,
    )


def test_the_table_knows_every_phase_and_event() -> None:
    assert {type(phase) for phase in PHASES.values()} == set(get_args(Phase))
    assert set(get_args(Event)) == EVENT_TYPES


@pytest.mark.parametrize("phase", PHASES)
def test_every_pair(phase: str) -> None:
    for name, event in EVENTS.items():
        step = advance(state_of(phase), event, NOW, TIMING)
        expected = EXPECTED.get((phase, name), Leads(PHASES[phase]))
        assert step.state.phase == expected.phase, name
        assert step.effects == expected.effects, name


@pytest.mark.parametrize("phase", PHASES)
def test_nothing_closes_on_who_stands_in_the_lane(phase: str) -> None:
    for name, event in EVENTS.items():
        after = advance(replace(state_of(phase), covered=True), event, NOW, TIMING)
        closed = any(isinstance(effect, CloseBarrier | Release) for effect in after.effects)
        assert not (after.state.covered and closed), name


@pytest.mark.parametrize("phase", PHASES)
def test_a_sensor_that_tells_again_what_it_told_sees_nobody_else(phase: str) -> None:
    for active in (True, False):
        before = replace(state_of(phase), covered=active)
        assert advance(before, PassageSensor(active), NOW, TIMING) == Step(before)


@pytest.mark.parametrize("phase", PHASES)
def test_without_a_passage_sensor_whoever_a_lane_opened_for_counts_as_gone(phase: str) -> None:
    before = replace(state_of(phase), covered=False)
    for name, event in EVENTS.items():
        seeing, blind = (
            advance(replace(before, sees=sees), event, NOW, TIMING) for sees in (True, False)
        )
        if isinstance(before.phase, Open) and name == "elapsed":
            passed = ended(Passed(HERE, NOW + 1.5), PASSED, UNSEEN)
            assert (blind.state.phase, blind.effects) == (passed.phase, passed.effects)
        else:
            assert blind.effects == seeing.effects, name
            assert blind.state == replace(seeing.state, sees=False), name


LIMITED = [phase for phase in PHASES if deadline(state_of(phase)) is not None]


@pytest.mark.parametrize("phase", LIMITED)
def test_nothing_elapses_early(phase: str) -> None:
    before = state_of(phase)
    due = deadline(before)
    assert due is not None
    assert advance(before, Elapsed(), due - 0.001, TIMING) == Step(before)
    assert advance(before, Elapsed(), due, TIMING) != Step(before)


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase not in LIMITED])
def test_a_lane_that_waits_for_something_has_no_deadline(phase: str) -> None:
    assert deadline(state_of(phase)) is None


@pytest.mark.parametrize("phase", LIMITED)
def test_a_device_that_fails_meanwhile_is_a_fault_afterwards(phase: str) -> None:
    state = advance(state_of(phase), DeviceDown("reader"), NOW, TIMING).state
    assert state.phase == PHASES[phase], "what is under way is finished"
    for later in (NOW + 20, NOW + 40, NOW + 60):
        state = advance(state, Elapsed(), later, TIMING).state
        state = advance(state, PassageSensor(False), later, TIMING).state
        state = advance(state, Elapsed(), later + 10, TIMING).state
    assert state.phase == Fault(None)


@pytest.mark.parametrize("phase", PHASES)
def test_a_lane_taken_out_stays_out_until_it_is_put_back(phase: str) -> None:
    state = advance(state_of(phase), TakenOut(), NOW, TIMING).state
    for event in (AlarmCleared(), PassageSensor(True), PassageSensor(False)):
        state = advance(state, event, NOW + 1, TIMING).state
    for later in (NOW + 20, NOW + 40):
        tapped = advance(state, Tapped(NEW), later, TIMING)
        assert tapped == Step(state), "it takes nobody's card meanwhile"
        state = advance(state, Elapsed(), later, TIMING).state
    assert state.phase == Maintenance()
    state = advance(state, PutBack(), NOW + 50, TIMING).state
    assert state.phase == (Fault(None) if phase == "down" else Idle())


def test_a_lane_whose_reader_is_down_is_down_after_a_fire() -> None:
    state = advance(LaneState(), AlarmRaised(), NOW, TIMING).state
    state = advance(state, DeviceDown("reader"), NOW, TIMING).state
    assert state.phase == Evacuation()
    assert advance(state, AlarmCleared(), NOW, TIMING).state.phase == Fault(None)


def test_the_same_card_is_a_new_attempt_once_the_time_is_over() -> None:
    state = LaneState(Refusal(HERE, NOW + 3, NOW))
    assert advance(state, Tapped(NEW, again=True), NOW, TIMING).effects == (Verify(NEW),)


@pytest.mark.parametrize("reason", sorted(TRY_AGAIN))
def test_what_a_second_try_may_change_may_be_tried_at_once(reason: Reason) -> None:
    verifying = LaneState(Verifying(HERE, NOW + 3))
    state = advance(verifying, Refused(HERE, reason), NOW, TIMING).state
    assert advance(state, Tapped(NEW, again=True), NOW, TIMING).effects == (Verify(NEW),)


def test_all_devices_must_be_back() -> None:
    state = LaneState(Fault(None), frozenset({"reader", "barrier"}))
    state = advance(state, DeviceUp("reader"), NOW, TIMING).state
    assert state.phase == Fault(None)
    assert advance(state, DeviceUp("barrier"), NOW, TIMING).state == LaneState()
