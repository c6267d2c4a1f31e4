"""What a guard may do at a lane as it stands. Pure."""

from __future__ import annotations

from typing import Final

from gate_agent.rules.orders import LaneOrder
from gate_agent.wire.schema import LanePhase
from ui.agents.link import LinkStatus
from ui.gate_console.sight import LaneSight
from ui.gate_console.tones import shut_in_fire

_SOMEBODY_THERE: Final = frozenset(
    {LanePhase.READING, LanePhase.VERIFYING, LanePhase.DENIED, LanePhase.OPEN}
)
"""Phases in which a guard may send somebody away."""
_TAKES_CARDS: Final = frozenset(
    {
        LanePhase.IDLE,
        LanePhase.READING,
        LanePhase.DENIED,
        LanePhase.PASSED,
        LanePhase.TIMED_OUT,
        LanePhase.TAILGATING,
        LanePhase.FORCED,
    }
)
"""Phases in which the next attempt may begin."""


def orders(sight: LaneSight) -> frozenset[LaneOrder]:
    """What a guard may order of the lane now."""
    if sight.status is not LinkStatus.LIVE or sight.lane.phase is LanePhase.EVACUATION:
        return frozenset()
    possible = set()
    if sight.lane.phase not in (LanePhase.OPEN, LanePhase.PASSING):
        possible.add(LaneOrder.OPEN)
    if sight.lane.override is not None:
        possible.add(LaneOrder.CONFIRM)
    if shut_in_fire(sight):
        return frozenset(possible)  # Everybody is to get out: nobody is checked or sent away.
    if sight.lane.phase is LanePhase.MAINTENANCE:
        return frozenset({LaneOrder.OPEN, LaneOrder.PUT_BACK})
    possible.add(LaneOrder.TAKE_OUT)
    if sight.lane.phase in _SOMEBODY_THERE:
        possible.add(LaneOrder.REFUSE)
    return frozenset(possible)


def takes_number(sight: LaneSight) -> bool:
    """Whether a student number may be typed for whoever stands there."""
    live = sight.status is LinkStatus.LIVE
    return live and sight.lane.phase in _TAKES_CARDS and not shut_in_fire(sight)
