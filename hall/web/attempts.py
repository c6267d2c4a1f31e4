"""Slowing down password guessing: a few wrong attempts lock an account's sign-in for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

ATTEMPTS: Final = 5
LOCK_S: Final = 300
"""Five guesses in five minutes are some 1,400 a day, far too few against any password."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong sign-in attempts with one user name from one address, counted in this process.

    The address is part of it, so that nobody can lock a colleague out from elsewhere.
    """

    username: str
    address: str

    @property
    def locked(self) -> bool:
        return self._count() >= ATTEMPTS

    def failed(self) -> None:
        """Count one more; the lock begins anew with each."""
        cache.set(self._key, self._count() + 1, LOCK_S)

    def succeeded(self) -> None:
        cache.delete(self._key)

    def _count(self) -> int:
        count: int = cache.get(self._key, 0)
        return count

    @property
    def _key(self) -> str:
        who = f"{self.address} {self.username.lower()}"
        return "attempts/" + hashlib.sha256(who.encode()).hexdigest()
