"""Two guards for one opening: whoever is revoked or blocked is let in by nobody alone.

The lane remembers whom it refused so, also after the refusal has gone from the screen, so that
waiting a moment does not make one guard enough. Pure: times are seconds of a monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gate_agent.lane.judge import Trial
from gate_agent.rules.orders import OrderResult

REMEMBERED_S: Final = 30.0
"""How long after such a refusal an opening is still taken to be about that person, unless somebody
else's card came in between."""
CONFIRM_S: Final = 60.0
"""How long the second guard has: time to walk over and look."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A guard wants to let the person in and waits for a second one."""

    guard: str
    reason: str
    until: float


class BarredPerson:
    """Whom a lane refused last as revoked or blocked. Belongs to the lane's thread."""

    def __init__(self) -> None:
        self._trial: Trial | None = None
        self._until = 0.0
        self._asked: Asked | None = None

    def refused(self, trial: Trial, now: float) -> None:
        """``trial`` was refused so just now."""
        if self._trial is None or self._trial.presented != trial.presented:
            self._asked = None
        self._trial, self._until = trial, max(self._until, now + REMEMBERED_S)

    def forget(self) -> None:
        """Somebody else stands there."""
        self._trial, self._asked, self._until = None, None, 0.0

    def present(self, now: float) -> Trial | None:
        """The attempt of the person who may still stand there."""
        return self._trial if now < self._until else None

    def ask(self, guard: str, reason: str, now: float) -> None:
        """``guard`` wants to let them in; a later asking takes the place of an earlier."""
        self._asked = Asked(guard, reason, now + CONFIRM_S)
        self._until = max(self._until, self._asked.until)

    def confirm(self, guard: str, now: float) -> Asked | OrderResult:
        """What ``guard`` confirms, or why nothing is."""
        if self._asked is None or self.present(now) is None or now >= self._asked.until:
            return OrderResult.NOTHING_TO_CONFIRM
        if guard == self._asked.guard:
            return OrderResult.SAME_GUARD
        return self._asked
