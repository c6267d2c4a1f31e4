"""How long a verdict stays on a lane that is idle again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gate_agent.wire.schema import Outcome, VerdictView

LINGER_S: Final = {Outcome.GRANTED: 2.0, Outcome.DENIED: 2.0, Outcome.ATTENTION: 15.0}
"""A verdict is shown at least this long unless another follows, so that a guard who looks up can
still read it, however quickly the person went through. A forced barrier changes no phase at all:
what needs a person stays longer."""
UNUSED_S: Final = 10.0
"""That nobody went stays so long: it comes without a sound, seconds after the guard last had a
reason to look, and whoever was let in may still stand in front of the barrier."""


@dataclass(frozen=True, slots=True)
class _Seen:
    event: UUID
    unused: bool
    since: float


class Lingering:
    """Of one lane: since when what it shows has been known. Seconds of a clock that goes on."""

    def __init__(self) -> None:
        self._seen: _Seen | None = None

    def see(self, verdict: VerdictView | None, now: float, *, news: bool) -> None:
        """``verdict`` is the lane's newest at ``now``; without ``news`` what is first seen with it
        is old: it stood when the screen came, or while the gate was not heard."""
        if verdict is None:
            return
        told = self._seen
        if told is None or (told.event, told.unused) != (verdict.event_id, verdict.unused):
            since = now if news else -math.inf
            self._seen = _Seen(verdict.event_id, verdict.unused, since)

    def lasts(self, verdict: VerdictView | None, now: float) -> bool:
        """Whether ``verdict``, the last one seen, is so new that it stays."""
        if verdict is None or self._seen is None:
            return False
        limit = UNUSED_S if verdict.unused else LINGER_S[verdict.outcome]
        return now - self._seen.since < limit
