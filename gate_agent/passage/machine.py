"""One lane as a pure machine: (state, event, now) -> (state, effects).

Invariants, whatever comes: the barrier is told to open only on a grant, a fire, or a named guard's
order, and on a grant or an order only after that was recorded; each grant ends in exactly one
outcome (passed, timed out); a person is recorded as passed only if the sensor saw them, or if the
lane has none; no command closes the barrier while the sensor sees somebody. The lane's driver
(gate_agent.lane.passage_driver) delivers the events and carries out the effects in order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never
from uuid import UUID

from gate_agent.passage import alarms
from gate_agent.passage.event_reasons import SENSOR_HELD, SENT_AWAY, UNSEEN, WHO_LEFT
from gate_agent.passage.step import Step as Step
from gate_agent.passage.step import rest, to
from gate_agent.passage.terms import (
    AlarmCleared,
    AlarmRaised,
    Approved,
    BarrierFailed,
    CloseBarrier,
    DeviceDown,
    DeviceUp,
    Elapsed,
    Evacuation,
    Event,
    EvidenceFailed,
    Fault,
    Forced,
    GuardOpened,
    GuardRefused,
    HeldOpen,
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
    PutBack,
    Reading,
    Record,
    Refusal,
    Refused,
    Stopping,
    Tailgating,
    TakenOut,
    Tapped,
    TimedOut,
    Unread,
    Verify,
    Verifying,
)
from gate_agent.passage.timing import Timing
from gate_agent.rules.reasons import AWAITS_GUARD, TRY_AGAIN, Reason, advice
from sync.wire import GateEventKind

MARGIN_S: Final = 2.0
"""How much longer the board keeps the barrier open than the lane lets it: what keeps it open for
somebody in the lane must reach the board before its timer ends."""


def deadline(state: LaneState) -> float | None:
    """When Elapsed is due; None when the lane waits for something to happen."""
    match state.phase:
        case Idle() | Maintenance() | Evacuation():
            return None
        case Reading(until=until) | Verifying(until=until) | Open(until=until):
            return until
        case Passing(until=until) | Passed(until=until) | TimedOut(until=until):
            return until
        case Tailgating(until=until) | Intrusion(until=until):
            return until
        case Refusal(until=until) | Fault(until=until) | HeldOpen(until=until):
            return until
        case _:
            assert_never(state.phase)


def takes_cards(state: LaneState) -> bool:
    """Whether a card that is presented now begins or continues an attempt."""
    takes = Idle | Reading | Passed | TimedOut | Tailgating | Intrusion | Refusal
    return isinstance(state.phase, takes) and not state.out_of_service


def advance(state: LaneState, event: Event, now: float, timing: Timing) -> Step:  # noqa: C901 - one line an event
    """One step. An event that means nothing in this state leaves it as it is."""
    match event:
        case Tapped():
            return _tapped(state, event, now, timing)
        case Unread(attempt=attempt):
            return _unread(state, attempt, now, timing)
        case Approved() | Refused() | Mismatched():
            return _judged(state, event, now, timing)
        case GuardOpened(attempt=attempt):
            return _opened_by_guard(state, attempt, now, timing)
        case GuardRefused(attempt=attempt):
            return _refused_by_guard(state, attempt, now, timing)
        case PassageSensor(active=active):
            return alarms.sensed(state, active, now, timing)
        case Forced():
            return alarms.forced(state, now, timing)
        case BarrierFailed():
            return alarms.barrier_failed(state, now, timing)
        case EvidenceFailed(attempt=failed):
            return alarms.evidence_failed(state, failed, now, timing)
        case DeviceDown(device=device):
            return alarms.device(state, state.down | {device})
        case DeviceUp(device=device):
            return alarms.device(state, state.down - {device})
        case AlarmRaised():
            return alarms.raised(state)
        case AlarmCleared():
            return alarms.cleared(state)
        case TakenOut():
            return alarms.taken_out(state)
        case PutBack():
            return alarms.put_back(state)
        case Stopping():
            return alarms.stopping(state)
        case Elapsed():
            return _elapsed(state, now, timing)
        case _:
            assert_never(event)


def _tapped(state: LaneState, event: Tapped, now: float, timing: Timing) -> Step:
    phase = state.phase
    if isinstance(phase, Refusal) and event.again and now < phase.same_until:
        return to(state, replace(phase, until=max(phase.until, now + timing.denied_s)))
    if not takes_cards(state):
        return Step(state)
    attempt = phase.attempt if isinstance(phase, Reading) else event.attempt
    return to(state, Verifying(attempt, now + timing.face_wait_s), Verify(attempt))


def _unread(state: LaneState, attempt: UUID, now: float, timing: Timing) -> Step:
    phase = state.phase
    if isinstance(phase, Reading):
        return to(state, replace(phase, until=now + timing.reread_s))
    if not takes_cards(state):
        return Step(state)
    if isinstance(phase, Refusal) and now < phase.same_until:
        return Step(state)  # It may be the card that was refused: that stays refused.
    return to(state, Reading(attempt, now + timing.reread_s))


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
            return to(state, replace(phase, otherwise=Reason.FACE_MISMATCH))
        case _:
            assert_never(event)


def _opened_by_guard(state: LaneState, attempt: UUID, now: float, timing: Timing) -> Step:
    kind = GateEventKind.OPENED_BY_GUARD
    match state.phase:
        case Idle() | Passed() | TimedOut() | Tailgating() | Intrusion():
            return _open(state, kind, attempt, now, timing)
        case Fault() | Maintenance():
            return _open(state, kind, attempt, now, timing)
        case Reading(attempt=present) | Verifying(attempt=present) | Refusal(attempt=present):
            # The order is about the person who stands there.
            return _open(state, kind, present, now, timing)
        case Open() | Passing() | HeldOpen() | Evacuation():
            return Step(state)
        case _:
            assert_never(state.phase)


def _refused_by_guard(state: LaneState, attempt: UUID, now: float, timing: Timing) -> Step:
    """Somebody who stands there is sent away. The barrier never closes on who is in the lane."""
    kind = GateEventKind.REFUSED_BY_GUARD
    until = now + timing.confirm_s
    match state.phase:
        case Reading(attempt=present) | Verifying(attempt=present) | Refusal(attempt=present):
            return to(state, Refusal(present, until, until), Record(kind, present))
        case Open(attempt=present) if not state.covered:
            outcome = Record(GateEventKind.TIMED_OUT, present, SENT_AWAY)
            # What may follow is another grant, so it is another attempt.
            after = Refusal(attempt, until, until)
            return to(state, after, CloseBarrier(), outcome, Record(kind, present))
        case Idle() | Passed() | TimedOut() | Tailgating() | Intrusion():
            return Step(state)
        case Open() | Passing() | HeldOpen() | Fault() | Maintenance() | Evacuation():
            return Step(state)
        case _:
            assert_never(state.phase)


def _elapsed(state: LaneState, now: float, timing: Timing) -> Step:
    due = deadline(state)
    if due is None or now < due:
        return Step(state)
    match state.phase:
        case Reading(attempt=attempt):
            return _refuse(state, attempt, Reason.CARD_UNREADABLE, now, timing)
        case Verifying(attempt=attempt, otherwise=reason):
            return _refuse(state, attempt, reason, now, timing)
        case Open(attempt=attempt) if state.covered:
            # Somebody stood in the lane before it opened, and still does.
            return to(state, Passing(attempt, now + timing.passing_s))
        case Open(attempt=attempt) if not state.sees:
            outcome = Record(GateEventKind.PASSED, attempt, UNSEEN)
            return to(state, Passed(attempt, now + timing.tail_s), CloseBarrier(), outcome)
        case Open(attempt=attempt, left=left):
            outcome = Record(GateEventKind.TIMED_OUT, attempt, WHO_LEFT if left else "")
            return to(state, TimedOut(attempt, now + timing.tail_s), CloseBarrier(), outcome)
        case Passing(attempt=attempt):
            outcome = Record(GateEventKind.PASSED, attempt, SENSOR_HELD)
            held = Record(GateEventKind.HELD_OPEN, attempt)
            return _kept_open(state, attempt, now, timing, outcome, held)
        case HeldOpen(attempt=attempt):
            return _kept_open(state, attempt, now, timing)
        case Passed() | TimedOut() | Tailgating() | Intrusion() | Refusal() | Fault():
            return to(state, rest(state))
        case Idle() | Maintenance() | Evacuation():
            return Step(state)
        case _:
            assert_never(state.phase)


def _kept_open(
    state: LaneState, attempt: UUID, now: float, timing: Timing, *records: Record
) -> Step:
    phase = HeldOpen(attempt, now + timing.passing_s)
    return to(state, phase, KeepOpen(timing.passing_s + MARGIN_S), *records)


def _open(state: LaneState, kind: GateEventKind, attempt: UUID, now: float, timing: Timing) -> Step:
    # The board closes by itself at the latest when the lane would have kept it open anew.
    longest = timing.open_s + timing.passing_s + MARGIN_S
    phase = Open(attempt, now + timing.open_s)
    return to(state, phase, Record(kind, attempt), OpenBarrier(longest))


def _refuse(state: LaneState, attempt: UUID, reason: Reason, now: float, timing: Timing) -> Step:
    shown_s = timing.confirm_s if reason in AWAITS_GUARD else timing.denied_s
    same_s = 0.0 if reason in TRY_AGAIN else timing.retap_s
    phase = Refusal(attempt, now + shown_s, now + same_s, advice(reason).attention)
    return to(state, phase, Record(GateEventKind.DENIED, attempt, reason))
