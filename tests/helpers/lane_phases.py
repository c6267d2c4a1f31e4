"""Every phase of a lane and every event, by names that read well in a table."""

from __future__ import annotations

from uuid import UUID

from gate_agent.passage.terms import (
    AlarmCleared,
    AlarmRaised,
    Approved,
    BarrierFailed,
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
    LaneState,
    Maintenance,
    Mismatched,
    Open,
    PassageSensor,
    Passed,
    Passing,
    Phase,
    PutBack,
    Reading,
    Refusal,
    Refused,
    Stopping,
    Tailgating,
    TakenOut,
    Tapped,
    TimedOut,
    Unread,
    Verifying,
)
from gate_agent.passage.timing import Timing
from gate_agent.rules.reasons import Reason

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


def state_of(phase: str) -> LaneState:
    down = frozenset({"reader"}) if phase == "down" else frozenset[str]()
    return LaneState(
        PHASES[phase],
        down,
        out_of_service=phase == "maintenance",
        covered=phase in SOMEBODY_IN_THE_LANE,
    )
