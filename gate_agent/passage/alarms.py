"""What the hardware and the guards do to a lane: sensors, faults, fire, service, the end.

The other half of :mod:`gate_agent.passage.machine`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never
from uuid import UUID

from gate_agent.passage.event_reasons import ALARM, BARRIER_FAULT, INTERRUPTED, UNGRANTED
from gate_agent.passage.step import Step, closing, rest, to
from gate_agent.passage.terms import (
    CloseBarrier,
    Evacuation,
    Fault,
    HeldOpen,
    HoldOpen,
    Idle,
    Intrusion,
    LaneState,
    Maintenance,
    Open,
    Passed,
    Passing,
    Reading,
    Record,
    Refusal,
    Release,
    Tailgating,
    TimedOut,
    Verifying,
)
from gate_agent.passage.timing import Timing
from sync.wire import GateEventKind

KEEP_RETRY_S: Final = 0.5
"""How soon a board is told again to stay open for somebody in the lane: its own timer ends within
:data:`gate_agent.passage.machine.MARGIN_S`, of which the command that failed has used some."""


def sensed(state: LaneState, active: bool, now: float, timing: Timing) -> Step:
    """The passage sensor is covered or free again."""
    if active == state.covered:
        return Step(state)  # Told once more after a lost connection: it is nobody else.
    seen = replace(state, covered=active)
    return _covered(seen, now, timing) if active else _freed(seen, now, timing)


def _covered(state: LaneState, now: float, timing: Timing) -> Step:
    intruder = Record(GateEventKind.FORCED, None, UNGRANTED)
    match state.phase:
        case Open(attempt=attempt):
            return to(state, Passing(attempt, now + timing.passing_s))
        case Passed(attempt=attempt) | Tailgating(attempt=attempt):
            follower = Record(GateEventKind.TAILGATED, attempt)
            return to(state, Tailgating(attempt, now + timing.alarm_s), follower)
        case Idle() | TimedOut() | Refusal() | Intrusion():
            return to(state, Intrusion(now + timing.alarm_s), intruder)
        case Reading() | Verifying() | Fault():
            # What is under way goes on: the card's holder need not be who went in.
            return Step(state, (intruder,))
        case Passing() | HeldOpen() | Maintenance() | Evacuation():
            return Step(state)
        case _:
            assert_never(state.phase)


def _freed(state: LaneState, now: float, timing: Timing) -> Step:
    match state.phase:
        case Open():
            return to(state, replace(state.phase, left=True))
        case Passing(attempt=attempt):
            outcome = Record(GateEventKind.PASSED, attempt)
            return to(state, Passed(attempt, now + timing.tail_s), CloseBarrier(), outcome)
        case HeldOpen(attempt=attempt):
            return to(state, Passed(attempt, now + timing.tail_s), CloseBarrier())
        case Evacuation(over=True):
            return to(state, rest(state), Release())
        case (
            Idle()
            | Reading()
            | Verifying()
            | Passed()
            | TimedOut()
            | Tailgating()
            | Intrusion()
            | Refusal()
            | Fault()
            | Maintenance()
            | Evacuation()
        ):
            return Step(state)
        case _:
            assert_never(state.phase)


def forced(state: LaneState, now: float, timing: Timing) -> Step:
    """The barrier's own contact says that it was forced."""
    record = Record(GateEventKind.FORCED, None)
    match state.phase:
        case Idle() | Passed() | TimedOut() | Tailgating() | Intrusion() | Refusal():
            return to(state, Intrusion(now + timing.alarm_s), record)
        case Reading() | Verifying() | Open() | Passing() | HeldOpen() | Fault() | Maintenance():
            return Step(state, (record,))
        case Evacuation():
            return Step(state)
        case _:
            assert_never(state.phase)


def barrier_failed(state: LaneState, now: float, timing: Timing) -> Step:
    """The board did not confirm a command."""
    resting = Fault(now + timing.fault_s)
    match state.phase:
        case Open(attempt=attempt):
            # The board may have obeyed without saying so: the grant is over, so close.
            outcome = Record(GateEventKind.TIMED_OUT, attempt, BARRIER_FAULT)
            return to(state, resting, *closing(state), outcome)
        case HeldOpen(until=until):
            return to(state, replace(state.phase, until=min(until, now + KEEP_RETRY_S)))
        case Idle() | Passed() | TimedOut():
            return to(state, resting)
        case (
            Reading()
            | Verifying()
            | Passing()
            | Tailgating()
            | Intrusion()
            | Refusal()
            | Fault()
            | Maintenance()
            | Evacuation()
        ):
            return Step(state)
        case _:
            assert_never(state.phase)


def evidence_failed(state: LaneState, attempt: UUID | None, now: float, timing: Timing) -> Step:
    """The journal could not keep an event: what stood on it must not happen."""
    if isinstance(state.phase, Open) and state.phase.attempt == attempt:
        refusal = Refusal(state.phase.attempt, now + timing.denied_s, now, attention=True)
        return to(state, refusal)
    return Step(state)


def device(state: LaneState, down: frozenset[str]) -> Step:
    """These devices are down now."""
    changed = replace(state, down=down)
    if isinstance(state.phase, Idle) or state.phase == Fault(None):
        return to(changed, rest(changed))
    return Step(changed)


def raised(state: LaneState) -> Step:
    """Fire: open first, then keep what that ends."""
    match state.phase:
        case Evacuation():
            return to(state, Evacuation())
        case Open(attempt=attempt):
            outcome = Record(GateEventKind.TIMED_OUT, attempt, ALARM)
            return to(state, Evacuation(), HoldOpen(), outcome)
        case Passing(attempt=attempt):
            outcome = Record(GateEventKind.PASSED, attempt, ALARM)
            return to(state, Evacuation(), HoldOpen(), outcome)
        case _:
            return to(state, Evacuation(), HoldOpen())


def cleared(state: LaneState) -> Step:
    """A named guard ended the fire opening; whoever stands in the lane gets out of it first."""
    if not isinstance(state.phase, Evacuation):
        return Step(state)
    if state.covered:
        return to(state, Evacuation(over=True))
    return to(state, rest(state), Release())


def taken_out(state: LaneState) -> Step:
    """Out of service: at once, or when whoever was let in is through."""
    if state.out_of_service:
        return Step(state)
    changed = replace(state, out_of_service=True)
    record = Record(GateEventKind.MAINTENANCE, None)
    if isinstance(state.phase, Open | Passing | HeldOpen | Evacuation):
        return Step(changed, (record,))
    return to(changed, Maintenance(), record)


def put_back(state: LaneState) -> Step:
    """Back into service."""
    if not state.out_of_service:
        return Step(state)
    changed = replace(state, out_of_service=False)
    record = Record(GateEventKind.IN_SERVICE, None)
    if isinstance(state.phase, Maintenance):
        return to(changed, rest(changed), record)
    return Step(changed, (record,))


def stopping(state: LaneState) -> Step:
    """The agent ends. A fire opening stays: it is taken up again at the next start.

    On who stands in the lane nothing is closed: the board's own timer runs out behind them.
    """
    match state.phase:
        case Open(attempt=attempt):
            outcome = Record(GateEventKind.TIMED_OUT, attempt, INTERRUPTED)
            return to(state, rest(state), *closing(state), outcome)
        case Passing(attempt=attempt):
            outcome = Record(GateEventKind.PASSED, attempt, INTERRUPTED)
            return to(state, rest(state), outcome)
        case Evacuation():
            return Step(state)
        case _:
            return to(state, rest(state))
