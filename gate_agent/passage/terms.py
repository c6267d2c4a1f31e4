"""The words of a lane: its phases, what happens to it, and what it has done.

The machine that connects them is :mod:`gate_agent.passage.machine`. Times are seconds of a
monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gate_agent.rules.reasons import Reason
from sync.wire import GateEventKind

# --- phases -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A card was there but could not be read; it may come again."""

    attempt: UUID
    until: float


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
    left: bool = False
    """Somebody who stood in the lane as it opened has left it: its holder, who had come too near,
    or another who came the wrong way."""


@dataclass(frozen=True, slots=True)
class Passing:
    """The sensor sees somebody in the lane."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody is through; whoever follows at once has no grant."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The barrier was open but nobody went; the entry is not used up."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class Tailgating:
    """A second person followed through the grant of ``attempt``."""

    attempt: UUID
    until: float


@dataclass(frozen=True, slots=True)
class Intrusion:
    """The barrier was forced, or somebody entered without a grant."""

    until: float


@dataclass(frozen=True, slots=True)
class HeldOpen:
    """Somebody or something stays in the lane: it is kept open, and nobody can be counted until the
    lane is free."""

    attempt: UUID
    until: float
    """When the board is told to go on keeping it open."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody was refused and reads why."""

    attempt: UUID
    until: float
    same_until: float
    """The same card before that is the same attempt."""
    attention: bool = False
    """The gate itself could not judge: a guard may lift it by looking."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The lane can't serve: a device is down (no ``until``), or its barrier did not obey."""

    until: float | None


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A guard took the lane out of service."""


@dataclass(frozen=True, slots=True)
class Evacuation:
    """A fire: the barrier stays open, nobody is checked, nobody is counted."""

    over: bool = False
    """A named guard ended it; the barrier closes once nobody stands in the lane."""


Phase = (
    Idle
    | Reading
    | Verifying
    | Open
    | Passing
    | Passed
    | TimedOut
    | Tailgating
    | Intrusion
    | HeldOpen
    | Refusal
    | Fault
    | Maintenance
    | Evacuation
)


@dataclass(frozen=True, slots=True)
class LaneState:
    """The phase, and what the lane comes back to afterwards."""

    phase: Phase = Idle()
    down: frozenset[str] = frozenset()
    """Devices that the lane can't do without and that are down."""
    out_of_service: bool = False
    """A guard took it out of service."""
    sees: bool = True
    """There is a passage sensor. Without one nobody can tell whether somebody went, so everybody
    for whom the lane opened counts as gone."""
    covered: bool = False
    """The passage sensor sees somebody: no command closes the barrier on them."""


# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tapped:
    """A card was presented; ``attempt`` names what begins with it."""

    attempt: UUID
    again: bool = False
    """It is the card of the attempt before."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A card was there, but was gone before it could be read."""

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
class GuardRefused:
    """A named guard sends away whoever stands there. ``attempt`` is new, for what comes after."""

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
class AlarmRaised:
    """Fire: open, and stay open."""


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """A named guard ended the fire opening."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A named guard takes the lane out of service."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """A named guard puts the lane back into service."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """The agent ends."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The phase's time is over; delivered at or after :func:`deadline`."""


Event = (
    Tapped
    | Unread
    | Approved
    | Refused
    | Mismatched
    | GuardOpened
    | GuardRefused
    | PassageSensor
    | Forced
    | BarrierFailed
    | EvidenceFailed
    | DeviceDown
    | DeviceUp
    | AlarmRaised
    | AlarmCleared
    | TakenOut
    | PutBack
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
class KeepOpen:
    """It is open and somebody is in the lane: the board must not close it by its own timer."""

    seconds: float


@dataclass(frozen=True, slots=True)
class CloseBarrier:
    pass


@dataclass(frozen=True, slots=True)
class HoldOpen:
    """Open the barrier and keep it so."""


@dataclass(frozen=True, slots=True)
class Release:
    """End the hold and close."""


Effect = Verify | Record | OpenBarrier | KeepOpen | CloseBarrier | HoldOpen | Release
