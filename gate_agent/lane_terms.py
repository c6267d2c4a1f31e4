"""The words of a lane: its phases, what happens to it, and what it has done.

The machine that connects them is :mod:`gate_agent.passage`. Times are seconds of a monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gate_agent.reasons import Reason
from sync.wire import GateEventKind


@dataclass(frozen=True, slots=True)
class Timing:
    """Every delay of a lane, in seconds."""

    face_wait_s: float = 3.0
    """How long somebody who tapped may take to look at the camera."""
    open_s: float = 6.0
    """How long the barrier stays open for somebody to step in."""
    passing_s: float = 8.0
    """How long the sensor may stay covered before the passage counts as done."""
    denied_s: float = 4.0
    """How long a refusal stays on the screen, so that it can be read."""
    fault_s: float = 5.0
    """How long a lane rests after its barrier did not obey."""


# --- phases -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is there."""


@dataclass(frozen=True, slots=True)
class Verifying:
    """Somebody tapped; the rules or the camera still need a moment."""

    attempt: UUID
    until: float
    otherwise: Reason = Reason.NO_FACE
    """Why they are refused if nothing better comes before ``until``."""


@dataclass(frozen=True, slots=True)
class Open:
    """The barrier is open; nobody has stepped in yet."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class Passing:
    """The sensor sees somebody in the lane."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody was refused and reads why."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class Fault:
    """The lane can't serve: a device is down (no ``until``), or its barrier did not obey."""

    until: float | None


Phase = Idle | Verifying | Open | Passing | Refusal | Fault


@dataclass(frozen=True, slots=True)
class LaneState:
    """The phase, and which devices that the lane can't do without are down."""

    phase: Phase = Idle()
    down: frozenset[str] = frozenset()


# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tapped:
    """A card was presented; ``attempt`` names what begins with it."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class Approved:
    """The rules let the attempt in."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """The rules do not, and no face would change that."""

    attempt: UUID
    reason: Reason


@dataclass(frozen=True, slots=True)
class Mismatched:
    """A face was compared and is not the holder's; a better picture may still come."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class GuardOpened:
    """A named guard orders the barrier open. ``attempt`` is new, for nobody known."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class PassageSensor:
    """The passage sensor is covered (``active``) or free again."""

    active: bool


@dataclass(frozen=True, slots=True)
class Forced:
    """The barrier's own contact says that it was forced."""


@dataclass(frozen=True, slots=True)
class BarrierFailed:
    """The board did not confirm a command."""


@dataclass(frozen=True, slots=True)
class EvidenceFailed:
    """The journal could not keep an event, so what stood on it must not happen."""

    attempt: UUID | None


@dataclass(frozen=True, slots=True)
class DeviceDown:
    device: str


@dataclass(frozen=True, slots=True)
class DeviceUp:
    device: str


@dataclass(frozen=True, slots=True)
class Stopping:
    """The agent ends."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The phase's time is over; delivered at or after :func:`deadline`."""


Event = (
    Tapped
    | Approved
    | Refused
    | Mismatched
    | GuardOpened
    | PassageSensor
    | Forced
    | BarrierFailed
    | EvidenceFailed
    | DeviceDown
    | DeviceUp
    | Stopping
    | Elapsed
)


# --- effects ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verify:
    """Ask the rules, and the camera where they need it; answer with Approved and its siblings."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class Record:
    """Journal this before anything after it happens."""

    kind: GateEventKind
    attempt: UUID | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenBarrier:
    seconds: float


@dataclass(frozen=True, slots=True)
class CloseBarrier:
    pass


Effect = Verify | Record | OpenBarrier | CloseBarrier


# --- why an event says what it says ------------------------------------------------------------

BARRIER_FAULT: Final = "barrier_fault"
"""A grant ended because the barrier did not obey."""
INTERRUPTED: Final = "interrupted"
"""A grant ended because the agent did."""
UNGRANTED: Final = "passage_without_grant"
"""The sensor saw somebody while the lane was closed."""
SENSOR_HELD: Final = "sensor_held"
"""Somebody stepped in, but the sensor did not become free in time."""
