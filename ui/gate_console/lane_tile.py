"""The row of LaneTile.qml."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtGui import QImage

from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.roles import Right, Role


@dataclass(frozen=True, slots=True)
class Pictures:
    """The photos of the shown verdict; null images while there are none."""

    enrolled: QImage = field(default_factory=QImage)
    live: QImage = field(default_factory=QImage)


@dataclass(frozen=True, slots=True)
class LaneTile:
    """The roles of LaneTile.qml."""

    number: int
    lane: str
    tone: str
    word: str
    phase: str = ""
    who: str = ""
    department: str = ""
    class_name: str = ""
    sentence: str = ""
    remedy: str = ""
    doubt: str = ""
    """Why a guard may want to look at somebody who was let in."""
    last: str = ""
    symbol: str = ""
    """Of what the lane asks for; empty: the tone's own."""
    alert: str = ""
    """What is in force or awaited here, whoever stands there: a band across the tile."""
    grave: bool = False
    """The alert is an emergency."""
    faces: bool = False
    enrolled: QImage = field(default_factory=QImage)
    enrolled_label: str = ""
    live: QImage = field(default_factory=QImage)
    live_label: str = ""
    score: str = ""
    orders: frozenset[LaneOrder] = frozenset()
    """What may be ordered of the lane as it stands."""
    reachable: bool = True
    confirm_within_s: int | None = None
    desk: bool = False
    role: Role | None = None
    """Of this screen's token."""
    lacking: frozenset[Right] = frozenset()
    """What that role may not do."""
    takes_number: bool = False
    """A student number may be typed for whoever stands there."""
    event: UUID | None = None
    """The newest verdict of the lane, whether or not it is shown."""
