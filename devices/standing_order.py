"""What one barrier was last told, kept apart from its driver, which may be replaced meanwhile."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class StandingOrder:
    """Written by whichever driver is told something, and followed by the one that serves.

    Times are seconds of the drivers' monotonic clock. No lock spans it, as a driver that hangs
    would keep it: each field is true by itself.
    """

    held: bool = False
    """Open until it is released."""
    open_until: float = -1.0
    """When the last opening ends or ended."""
    close_at: float | None = None
    """When this program has to close, if nobody else does."""
