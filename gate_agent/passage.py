"""One lane as a pure machine: (state, event, now) -> (state, effects).

Invariants, whatever comes: the barrier is told to open only on a grant or a named guard's order,
and only after that was recorded; each grant ends in exactly one outcome (passed, timed out); a
person is recorded as passed only if the sensor saw them. The lane's loop (gate_agent.lane) delivers
the events and carries out the effects in their order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

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
from gate_agent.reasons import Reason
from sync.wire import GateEventKind


@dataclass(frozen=True, slots=True)
class Step:
    """Where an event leads, and what is to be done, in this order."""

    state: LaneState
    effects: tuple[Effect, ...] = ()


def deadline(state: LaneState) -> float | None:
    """When Elapsed is due; None when the lane waits for something to happen."""
    match state.phase:
        case Idle():
            return None
        case Verifying(until=until) | Open(until=until) | Passing(until=until):
            return until
        case Refusal(until=until) | Fault(until=until):
            return until
        case _:
            assert_never(state.phase)


def advance(state: LaneState, event: Event, now: float, timing: Timing) -> Step:
    """One step. An event that means nothing in this state leaves it as it is."""
    match event:
        case Tapped(attempt=attempt):
            return _tapped(state, attempt, now, timing)
        case Approved() | Refused() | Mismatched():
            return _judged(state, event, now, timing)
        case GuardOpened(attempt=attempt):
            return _opened_by_guard(state, attempt, now, timing)
        case PassageSensor(active=active):
            return _sensed(state, active, now, timing)
        case Forced():
            return Step(state, (Record(GateEventKind.FORCED, None),))
        case BarrierFailed():
            return _barrier_failed(state, now, timing)
        case EvidenceFailed(attempt=attempt):
            return _evidence_failed(state, attempt, now, timing)
        case DeviceDown(device=device):
            return _device(state, state.down | {device})
        case DeviceUp(device=device):
            return _device(state, state.down - {device})
        case Stopping():
            return _stopping(state)
        case Elapsed():
            return _elapsed(state, now, timing)
        case _:
            assert_never(event)


def _tapped(state: LaneState, attempt: UUID, now: float, timing: Timing) -> Step:
    match state.phase:
        case Idle() | Refusal():
            verifying = Verifying(attempt, now + timing.face_wait_s)
            return _to(state, verifying, Verify(attempt))
        case Verifying() | Open() | Passing() | Fault():
            return Step(state)
        case _:
            assert_never(state.phase)


def _judged(
    state: LaneState, event: Approved | Refused | Mismatched, now: float, timing: Timing
) -> Step:
    phase = state.phase
    if not isinstance(phase, Verifying) or phase.attempt != event.attempt:
        return Step(state)
    match event:
        case Approved(attempt=attempt):
            return _open(state, GateEventKind.GRANTED, attempt, now, timing)
        case Refused(attempt=attempt, reason=reason):
            return _refuse(state, attempt, reason, now, timing)
        case Mismatched():
            return _to(state, replace(phase, otherwise=Reason.FACE_MISMATCH))
        case _:
            assert_never(event)


def _opened_by_guard(state: LaneState, attempt: UUID, now: float, timing: Timing) -> Step:
    kind = GateEventKind.OPENED_BY_GUARD
    match state.phase:
        case Idle() | Fault():
            return _open(state, kind, attempt, now, timing)
        case Verifying(attempt=present) | Refusal(attempt=present):
            # The order is about the person who stands there.
            return _open(state, kind, present, now, timing)
        case Open() | Passing():
            return Step(state)
        case _:
            assert_never(state.phase)


def _sensed(state: LaneState, active: bool, now: float, timing: Timing) -> Step:
    match state.phase:
        case Open(attempt=attempt):
            if active:
                return _to(state, Passing(attempt, now + timing.passing_s))
            return Step(state)
        case Passing(attempt=attempt):
            if active:
                return Step(state)
            return _to(state, _rest(state), CloseBarrier(), Record(GateEventKind.PASSED, attempt))
        case Idle() | Verifying() | Refusal() | Fault():
            if active:
                return Step(state, (Record(GateEventKind.FORCED, None, UNGRANTED),))
            return Step(state)
        case _:
            assert_never(state.phase)


def _barrier_failed(state: LaneState, now: float, timing: Timing) -> Step:
    resting = Fault(now + timing.fault_s)
    match state.phase:
        case Open(attempt=attempt):
            # The board may have obeyed without saying so: the grant is over, so close.
            outcome = Record(GateEventKind.TIMED_OUT, attempt, BARRIER_FAULT)
            return _to(state, resting, CloseBarrier(), outcome)
        case Idle():
            return _to(state, resting)
        case Verifying() | Passing() | Refusal() | Fault():
            return Step(state)
        case _:
            assert_never(state.phase)


def _evidence_failed(state: LaneState, attempt: UUID | None, now: float, timing: Timing) -> Step:
    match state.phase:
        case Open(attempt=present) if present == attempt:
            return _to(state, Refusal(present, now + timing.denied_s))
        case Idle() | Verifying() | Open() | Passing() | Refusal() | Fault():
            return Step(state)
        case _:
            assert_never(state.phase)


def _device(state: LaneState, down: frozenset[str]) -> Step:
    changed = replace(state, down=down)
    match state.phase:
        case Idle() | Fault(until=None):
            return Step(replace(changed, phase=_rest(changed)))
        case Verifying() | Open() | Passing() | Refusal() | Fault():
            return Step(changed)
        case _:
            assert_never(state.phase)


def _stopping(state: LaneState) -> Step:
    match state.phase:
        case Open(attempt=attempt):
            outcome = Record(GateEventKind.TIMED_OUT, attempt, INTERRUPTED)
            return _to(state, _rest(state), CloseBarrier(), outcome)
        case Passing(attempt=attempt):
            outcome = Record(GateEventKind.PASSED, attempt, INTERRUPTED)
            return _to(state, _rest(state), CloseBarrier(), outcome)
        case Idle() | Verifying() | Refusal() | Fault():
            return _to(state, _rest(state))
        case _:
            assert_never(state.phase)


def _elapsed(state: LaneState, now: float, timing: Timing) -> Step:
    due = deadline(state)
    if due is None or now < due:
        return Step(state)
    match state.phase:
        case Verifying(attempt=attempt, otherwise=reason):
            return _refuse(state, attempt, reason, now, timing)
        case Open(attempt=attempt):
            outcome = Record(GateEventKind.TIMED_OUT, attempt)
            return _to(state, _rest(state), CloseBarrier(), outcome)
        case Passing(attempt=attempt):
            outcome = Record(GateEventKind.PASSED, attempt, SENSOR_HELD)
            return _to(state, _rest(state), CloseBarrier(), outcome)
        case Idle() | Refusal() | Fault():
            return _to(state, _rest(state))
        case _:
            assert_never(state.phase)


def _open(state: LaneState, kind: GateEventKind, attempt: UUID, now: float, timing: Timing) -> Step:
    # The board closes by itself at the latest when nobody can be in the lane any more.
    longest = timing.open_s + timing.passing_s
    phase = Open(attempt, now + timing.open_s)
    return _to(state, phase, Record(kind, attempt), OpenBarrier(longest))


def _refuse(state: LaneState, attempt: UUID, reason: Reason, now: float, timing: Timing) -> Step:
    phase = Refusal(attempt, now + timing.denied_s)
    return _to(state, phase, Record(GateEventKind.DENIED, attempt, reason))


def _rest(state: LaneState) -> Phase:
    return Fault(None) if state.down else Idle()


def _to(state: LaneState, phase: Phase, *effects: Effect) -> Step:
    return Step(replace(state, phase=phase), effects)
