"""Colour and shape of a lane, and about whom it speaks: pure functions of what is seen of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, assert_never

from gate_agent.wire.schema import LanePhase, Outcome, VerdictView
from ui.agents.link import LinkStatus
from ui.gate_console.sight import LaneSight


class Tone(StrEnum):
    """Colour and shape of a tile; LaneLook.qml knows the same names."""

    IDLE = "idle"
    WORKING = "working"
    GRANTED = "granted"
    UNUSED = "unused"
    """Let in, but nobody went: the barrier is closed again."""
    DENIED = "denied"
    ATTENTION = "attention"
    FAULT = "fault"
    LOCKED = "locked"
    """Waits, in a lockdown."""
    EVACUATION = "evacuation"
    LOST = "lost"


_OUTCOME_TONES: Final = {
    Outcome.GRANTED: Tone.GRANTED,
    Outcome.DENIED: Tone.DENIED,
    Outcome.ATTENTION: Tone.ATTENTION,
}
_ALARMS: Final = (LanePhase.TAILGATING, LanePhase.FORCED, LanePhase.HELD_OPEN)
"""Phases about somebody whom nobody knows."""
_OF_SOMEBODY: Final = frozenset(
    {Tone.GRANTED, Tone.UNUSED, Tone.DENIED, Tone.ATTENTION, Tone.FAULT}
)


def outcome_tone(verdict: VerdictView) -> Tone:
    """Of ``verdict`` alone, when the lane has gone on to the next."""
    return Tone.UNUSED if verdict.unused else _OUTCOME_TONES[verdict.outcome]


def tone(sight: LaneSight) -> Tone:
    """Colour and shape of the lane."""
    if sight.status is not LinkStatus.LIVE:
        return Tone.LOST
    verdict = sight.lane.verdict
    match sight.lane.phase:
        case LanePhase.EVACUATION:
            return Tone.EVACUATION
        case _ if shut_in_fire(sight):
            return Tone.ATTENTION
        case LanePhase.IDLE:
            return _waiting(sight)
        case LanePhase.READING | LanePhase.VERIFYING:
            return Tone.WORKING
        case LanePhase.OPEN | LanePhase.PASSING | LanePhase.PASSED:
            forced = verdict is not None and verdict.outcome is Outcome.ATTENTION
            return Tone.ATTENTION if forced else Tone.GRANTED
        case LanePhase.TIMED_OUT:
            return Tone.UNUSED
        case LanePhase.TAILGATING | LanePhase.FORCED | LanePhase.HELD_OPEN:
            return Tone.ATTENTION
        case LanePhase.MAINTENANCE | LanePhase.FAULT:
            return Tone.FAULT
        case LanePhase.DENIED:
            unjudged = verdict is not None and verdict.outcome is Outcome.ATTENTION
            return Tone.ATTENTION if unjudged else Tone.DENIED
        case _:
            assert_never(sight.lane.phase)


def shut_in_fire(sight: LaneSight) -> bool:
    """A fire opening is in force, but this lane does not stand open."""
    fire = sight.emergency.fire is not None
    return fire and sight.lane.phase is not LanePhase.EVACUATION


def shown_verdict(sight: LaneSight) -> VerdictView | None:
    """The verdict that belongs to what the tile shows now; None when it is about nobody, or about
    somebody else than the last verdict."""
    verdict = sight.lane.verdict
    if verdict is None or tone(sight) not in _OF_SOMEBODY or shut_in_fire(sight):
        return None
    match sight.lane.phase:
        case LanePhase.MAINTENANCE:
            return None
        case LanePhase.FAULT:
            # The lane's fault, unless it was just then that it kept somebody out.
            return verdict if verdict.outcome is Outcome.ATTENTION and sight.lingering else None
        case phase if phase in _ALARMS:
            return None if verdict.holder_name else verdict
        case _:
            return verdict


def _waiting(sight: LaneSight) -> Tone:
    verdict = sight.lane.verdict
    if verdict is not None and sight.lingering and _over(verdict):
        return outcome_tone(verdict)
    return Tone.IDLE if sight.emergency.lockdown is None else Tone.LOCKED


def _over(verdict: VerdictView) -> bool:
    """What became of it is known: green must not stand where nobody may have gone through."""
    return verdict.outcome is not Outcome.GRANTED or verdict.passed or verdict.unused
