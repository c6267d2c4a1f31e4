"""Kinds of events that are looked for together."""

from __future__ import annotations

from typing import Final

from sync.wire import GateEventKind

GRANTS: Final = (GateEventKind.GRANTED, GateEventKind.OPENED_BY_GUARD)
OUTCOMES: Final = (GateEventKind.PASSED, GateEventKind.TIMED_OUT)
EVACUATIONS: Final = (GateEventKind.FIRE, GateEventKind.FIRE_RELEASED)
"""From the one to the other all go out uncounted."""
