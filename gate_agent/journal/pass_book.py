"""Which passes have let somebody in: each does so once.

The journal is the only truth for this gate's own: the book is read back from it at the start. A
grant that nobody used gives its pass back, as it gives the entry back; when it can't be known
whether somebody went, the pass is used. What neighbours tell comes in by :meth:`PassBook.used`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gate_agent.passage.event_reasons import NOBODY_WENT
from sync.passes import PASS_LIFE_LIMIT
from sync.wire import GateEventKind

SWEEP_EVERY: Final = timedelta(minutes=1)
PASSES_REREAD: Final = timedelta(days=2)
"""How far back used passes are read: much longer than a pass lives, for clocks that jumped."""
KEPT: Final = PASS_LIFE_LIMIT + SWEEP_EVERY


@dataclass(frozen=True, slots=True)
class UsedPass:
    """A pass let somebody in at this gate; ``at`` is by the hall's clock where it was known."""

    pass_id: UUID
    attempt: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _Use:
    at: datetime
    """By the hall's clock, which is this terminal's own, and can jump, until the hall is heard."""
    here: float
    """Seconds of a clock that nobody can set; not before the pass was used."""


class PassBook:
    """Safe to use from any thread."""

    def __init__(
        self, before: Iterable[UsedPass] = (), monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """``before``: what the journal knows."""
        self._monotonic: Final = monotonic
        self._lock: Final = threading.Lock()
        self._uses: Final[dict[UUID, dict[UUID | None, _Use]]] = {}
        """Of each pass, which attempts have it; None: one at another gate. More than one can,
        where a guard opened for somebody whose pass was used, or two gates opened at once."""
        for one in before:
            self._used(one.pass_id, one.attempt, one.at)
        self._swept_at = monotonic()

    def __len__(self) -> int:
        with self._lock:
            return len(self._uses)

    def is_used(self, pass_id: UUID, attempt: UUID) -> bool:
        """Whether others than ``attempt`` used it, and ``attempt`` did not."""
        with self._lock:
            return self._others_have(pass_id, attempt)

    def take(self, pass_id: UUID, attempt: UUID, now: datetime) -> bool:
        """Use it for ``attempt`` at the hall's time ``now``; False when another has it."""
        with self._lock:
            self._sweep(now)
            if self._others_have(pass_id, attempt):
                return False
            self._used(pass_id, attempt, now)
            return True

    def recorded(
        self, pass_id: UUID, attempt: UUID, kind: GateEventKind, reason: str, now: datetime
    ) -> None:
        """Follow what is journalled of an attempt by it: a pass is used by who goes in by it, also
        when a guard opened for somebody whose pass another has."""
        match kind:
            case GateEventKind.GRANTED | GateEventKind.OPENED_BY_GUARD:
                with self._lock:
                    self._used(pass_id, attempt, now)
            case GateEventKind.TIMED_OUT if reason in NOBODY_WENT:
                self.give_back(pass_id, attempt)
            case _:
                pass

    def give_back(self, pass_id: UUID, attempt: UUID) -> None:
        """Nobody went by ``attempt``; what others used stays used."""
        with self._lock:
            uses = self._uses.get(pass_id, {})
            uses.pop(attempt, None)
            if not uses:
                self._uses.pop(pass_id, None)

    def used(self, pass_id: UUID, at: datetime) -> None:
        """Another gate let somebody in by it at the hall's time ``at``."""
        with self._lock:
            self._sweep(at)
            self._used(pass_id, None, at)

    def _used(self, pass_id: UUID, attempt: UUID | None, at: datetime) -> None:
        self._uses.setdefault(pass_id, {}).setdefault(attempt, _Use(at, self._monotonic()))

    def _others_have(self, pass_id: UUID, attempt: UUID) -> bool:
        uses = self._uses.get(pass_id, {})
        return bool(uses) and attempt not in uses

    def _sweep(self, now: datetime) -> None:
        """A pass ends by itself within its life; nobody need remember it longer.

        It has surely ended only when both clocks say so: one that was set forward may be set back,
        and then the pass counts again.
        """
        here = self._monotonic()
        if here - self._swept_at < SWEEP_EVERY.total_seconds():
            return
        self._swept_at = here
        over = [
            pass_id
            for pass_id, uses in self._uses.items()
            if all(
                now - use.at > KEPT and here - use.here > KEPT.total_seconds()
                for use in uses.values()
            )
        ]
        for pass_id in over:
            del self._uses[pass_id]
