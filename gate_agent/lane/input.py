"""What reaches a lane: its devices, its camera, guards' orders, and the gate's fire opening."""

from __future__ import annotations

from enum import StrEnum

from devices.ports import (
    CardPresented,
    CardUnreadable,
    CodeScanned,
    HealthChanged,
    SensorChanged,
)
from gate_agent.passage.live_face import LiveFace
from gate_agent.rules.orders import GuardOrder, NumberOrder

Heard = CardPresented | CardUnreadable | CodeScanned | SensorChanged | HealthChanged
"""Device events that concern a lane."""


class Fire(StrEnum):
    """What the whole gate tells each lane."""

    RAISED = "raised"
    CLEARED = "cleared"


LaneInput = Heard | LiveFace | GuardOrder | NumberOrder | Fire
