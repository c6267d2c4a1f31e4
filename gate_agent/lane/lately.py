"""Whom a lane let through, or a guard sent away, moments ago.

A card may be handed back over the barrier, and whoever was refused may have another card: so it is
kept by the holder, whatever is shown. Pure: times are seconds of a monotonic clock.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from gate_agent.passage.terms import Record
from gate_agent.passage.timing import Timing
from gate_agent.rules.access import Lately
from sync.wire import GateEventKind


class LatelyHere:
    """Written by the lane's thread alone; may be asked from any."""

    def __init__(self) -> None:
        self._until: Final[dict[UUID, tuple[Lately, float]]] = {}

    def of(self, holder: UUID, now: float) -> Lately | None:
        """What happened to ``holder`` here, while it still counts."""
        what, until = self._until.get(holder, (None, now))
        return what if now < until else None

    def note(self, effect: Record, holder: UUID, now: float, timing: Timing) -> None:
        """``effect`` was recorded of an attempt by ``holder``."""
        match effect.kind:
            case GateEventKind.PASSED:
                self._keep(holder, Lately.WENT, now, now + timing.retap_s)
            case GateEventKind.REFUSED_BY_GUARD:
                self._keep(holder, Lately.SENT_AWAY, now, now + timing.confirm_s)
            case GateEventKind.OPENED_BY_GUARD:
                self._until.pop(holder, None)
            case _:
                pass

    def _keep(self, holder: UUID, what: Lately, now: float, until: float) -> None:
        for other in [one for one, (_, end) in self._until.items() if end <= now]:
            del self._until[other]
        self._until[holder] = (what, until)
