"""Who of those with a token may do what through the local API. Whatever is not here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from gate_agent.rules.orders import LaneOrder


class Role(StrEnum):
    """What somebody is at this gate."""

    VIEWER = "viewer"
    """A screen that only shows; also one at which guards order with their cards."""
    GUARD = "guard"
    SUPERVISOR = "supervisor"
    """A guard who may also end a lockdown and a fire opening."""
    TECHNICIAN = "technician"


class Right(StrEnum):
    """What a call of the local API takes."""

    WATCH = "watch"
    """State, events, the day's figures: what happens at the lanes."""
    SEE_FACES = "see_faces"
    FIND_PEOPLE = "find_people"
    HAND_OVER = "hand_over"
    """The summary of a shift."""
    ADMIT = "admit"
    """Open a lane by hand, refuse somebody, confirm another guard's opening."""
    SERVICE = "service"
    """Take a lane out of service and put it back."""
    LOCK_DOWN = "lock_down"
    END_EMERGENCY = "end_emergency"
    TEST_DEVICES = "test_devices"


ORDER_RIGHTS: Final[Mapping[LaneOrder, Right]] = MappingProxyType(
    {
        LaneOrder.OPEN: Right.ADMIT,
        LaneOrder.CONFIRM: Right.ADMIT,
        LaneOrder.REFUSE: Right.ADMIT,
        LaneOrder.TAKE_OUT: Right.SERVICE,
        LaneOrder.PUT_BACK: Right.SERVICE,
    }
)
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType(
    {
        Role.VIEWER: frozenset({Right.WATCH}),
        Role.GUARD: frozenset(Right) - {Right.END_EMERGENCY, Right.TEST_DEVICES},
        Role.SUPERVISOR: frozenset(Right),
        Role.TECHNICIAN: frozenset({Right.WATCH, Right.SERVICE, Right.TEST_DEVICES}),
    }
)
