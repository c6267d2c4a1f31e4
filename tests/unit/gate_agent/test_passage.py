"""Every (phase, event) pair has one expected outcome; nothing else may ever happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args
from uuid import UUID

import pytest

from gate_agent.passage.event_reasons import (
    ALARM,
    BARRIER_FAULT,
    INTERRUPTED,
    SENSOR_HELD,
    SENT_AWAY,
    UNGRANTED,
    WHO_LEFT,
)
from gate_agent.passage.machine import MARGIN_S, advance
from gate_agent.passage.terms import (
    CloseBarrier,
    Effect,
    Evacuation,
    Event,
    Fault,
    HeldOpen,
    HoldOpen,
    Idle,
    Intrusion,
    KeepOpen,
    Maintenance,
    Open,
    OpenBarrier,
    Passed,
    Passing,
    Phase,
    Reading,
    Record,
    Refusal,
    Release,
    Tailgating,
    TimedOut,
    Verify,
    Verifying,
)
from gate_agent.rules.reasons import Reason, advice
from sync.wire import GateEventKind
from tests.helpers.lane_phases import EVENTS, HERE, NEW, NOW, PHASES, TIMING, state_of

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
