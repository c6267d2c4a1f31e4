"""Who may use the local API: named guards with bearer tokens, known by their SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from gate_agent.config import ApiSection
from gate_agent.desk.card_desk import CardDesk
from gate_agent.wire.schema import Guard
from sync.credential import credential_digest

WRONG_TOKENS: Final = 10
WRONG_WINDOW_S: Final = 60.0
"""More than ten wrong tokens in a minute are no typing mistakes: each further one is turned away
without being looked at closely, and logged no more."""


def staff(api: ApiSection, credential_key: bytes) -> tuple[GuardBook, CardDesk]:
    """Who may use the API, by their tokens and by their cards at the desk."""
    guards = [(entry, Guard(name=entry.name, role=entry.role)) for entry in api.guard]
    tokens = [
        (guard, entry.token_sha256) for entry, guard in guards if entry.token_sha256 is not None
    ]
    cards = {card: guard for entry, guard in guards for card in entry.cards}
    digest_of = partial(credential_digest, credential_key)
    return GuardBook(tokens), CardDesk(api.desk_reader or "", cards, digest_of)


class TokenUnknown(Exception):
    """The token is missing or no guard's."""


class TooManyWrong(Exception):
    """The token is wrong, as were too many before it. Carries the seconds to wait."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("too many wrong tokens")
        self.wait_s = wait_s


class GuardBook:
    """All guards of an agent. Safe to use from any thread."""

    def __init__(
        self,
        guards: Iterable[tuple[Guard, str]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``guards``: each with the SHA-256 (hexadecimal) of the token."""
        self._guards: Final = tuple(guards)
        self._monotonic: Final = monotonic
        self._wrong: Final[deque[float]] = deque(maxlen=WRONG_TOKENS)
        self._lock: Final = threading.Lock()

    def identify(self, authorization: str) -> Guard:
        """The guard of an ``Authorization`` header. Raises TokenUnknown, TooManyWrong.

        A right token always passes: a flood of wrong ones must not lock the guards out.
        """
        scheme, _, token = authorization.partition(" ")
        digest = hashlib.sha256(token.strip().encode()).hexdigest()
        found = None
        for guard, expected in self._guards:
            # Every guard is compared, so that the time tells nothing.
            if hmac.compare_digest(digest, expected):
                found = guard
        if found is not None and scheme.lower() == "bearer":
            return found
        self._count_wrong()
        raise TokenUnknown

    def _count_wrong(self) -> None:
        now = self._monotonic()
        with self._lock:
            oldest = self._wrong[0] if len(self._wrong) == WRONG_TOKENS else None
            if oldest is not None and now - oldest < WRONG_WINDOW_S:
                raise TooManyWrong(WRONG_WINDOW_S - (now - oldest))
            self._wrong.append(now)
