"""Which passes have let somebody in: each does so once.

The journal is the only truth for this gate's own: the book is read back from it at the start. A
grant that nobody used gives its pass back, as it gives the entry back; when it can't be known
whether somebody went, the pass is used. What neighbours tell comes in by :meth:`PassBook.used`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sync.passes import PASS_LIFE_LIMIT

SWEEP_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class UsedPass:
    """A pass let somebody in at this gate; ``at`` is by the hall's clock where it was known."""

    pass_id: UUID
    attempt: UUID
    at: datetime


class PassBook:
    """Safe to use from any thread."""

    def __init__(self, before: Iterable[UsedPass] = ()) -> None:
        """``before``: what the journal knows."""
        self._lock: Final = threading.Lock()
        self._taken: Final[dict[UUID, tuple[UUID | None, datetime]]] = {
            one.pass_id: (one.attempt, one.at) for one in before
        }
        self._swept_at: datetime | None = None

    def __len__(self) -> int:
        with self._lock:
            return len(self._taken)

    def is_used(self, pass_id: UUID, attempt: UUID) -> bool:
        """Whether an attempt other than ``attempt`` used it."""
        with self._lock:
            taken = self._taken.get(pass_id)
        return taken is not None and taken[0] != attempt

    def take(self, pass_id: UUID, attempt: UUID, now: datetime) -> bool:
        """Use it for ``attempt`` at the hall's time ``now``; False when another has it."""
        with self._lock:
            self._sweep(now)
            attempt_before, _ = self._taken.setdefault(pass_id, (attempt, now))
            return attempt_before == attempt

    def give_back(self, pass_id: UUID, attempt: UUID) -> None:
        """Nobody went by ``attempt``; harmless when another has it."""
        with self._lock:
            taken = self._taken.get(pass_id)
            if taken is not None and taken[0] == attempt:
                del self._taken[pass_id]

    def used(self, pass_id: UUID, at: datetime) -> None:
        """Another gate let somebody in by it at the hall's time ``at``."""
        with self._lock:
            self._taken.setdefault(pass_id, (None, at))

    def _sweep(self, now: datetime) -> None:
        """A pass ends by itself within its life; nobody need remember it longer."""
        if self._swept_at is not None and abs(now - self._swept_at) < SWEEP_EVERY:
            return
        self._swept_at = now
        over = [
            pass_id
            for pass_id, (_, at) in self._taken.items()
            if now - at > PASS_LIFE_LIMIT + SWEEP_EVERY
        ]
        for pass_id in over:
            del self._taken[pass_id]
