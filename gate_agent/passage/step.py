"""One step of a lane, and where a lane comes back to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gate_agent.passage.terms import (
    CloseBarrier,
    Effect,
    Fault,
    Idle,
    LaneState,
    Maintenance,
    Phase,
)


@dataclass(frozen=True, slots=True)
class Step:
    """Where an event leads, and what is to be done, in this order."""

    state: LaneState
    effects: tuple[Effect, ...] = ()


def to(state: LaneState, phase: Phase, *effects: Effect) -> Step:
    """On to ``phase``; all else stays."""
    return Step(replace(state, phase=phase), effects)


def closing(state: LaneState) -> tuple[Effect, ...]:
    """What closes the barrier; nothing while somebody stands in the lane."""
    return () if state.covered else (CloseBarrier(),)


def rest(state: LaneState) -> Phase:
    """Where the lane is when nothing is under way."""
    if state.out_of_service:
        return Maintenance()
    return Fault(None) if state.down else Idle()
