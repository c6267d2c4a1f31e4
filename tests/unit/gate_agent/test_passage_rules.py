"""What holds in every phase of a lane, whatever comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate_agent.passage.event_reasons import (
    UNSEEN,
)
from gate_agent.passage.machine import Step, advance, deadline
from gate_agent.passage.terms import (
    AlarmCleared,
    AlarmRaised,
    CloseBarrier,
    DeviceDown,
    DeviceUp,
    Elapsed,
    Evacuation,
    Fault,
    Idle,
    LaneState,
    Maintenance,
    Open,
    PassageSensor,
    Passed,
    PutBack,
    Record,
    Refusal,
    Refused,
    Release,
    TakenOut,
    Tapped,
    Verify,
    Verifying,
)
from gate_agent.rules.reasons import TRY_AGAIN, Reason
from sync.wire import GateEventKind
from tests.helpers.lane_phases import EVENTS, HERE, NEW, NOW, PHASES, TIMING, state_of


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
            assert blind.state.phase == Passed(HERE, NOW + 1.5)
            assert blind.effects == (CloseBarrier(), Record(GateEventKind.PASSED, HERE, UNSEEN))
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
