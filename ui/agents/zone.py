"""The time zone by which a gate's times are shown."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gate_agent.wire.schema import AgentState


def zone_of(state: AgentState | None) -> tzinfo | None:
    """The time zone that ``state`` tells, where it is known on this machine."""
    if state is None or not state.time_zone:
        return None
    try:
        return ZoneInfo(state.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
