"""A gate's records and what keeps them new, without the rest of an agent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from gate_agent.conditions import Conditions
from gate_agent.records.book import RecordBook
from gate_agent.records.feed import FeedFollower
from sync.client import HallClient
from sync.clock import HallClock
from sync.signing import RecordVerifier
from sync.vault import Vault
from sync.wire import TerminalIdentity

WAIT_S: Final = 20.0


class Follower:
    """A context manager; ``applied`` is called after each page."""

    def __init__(
        self,
        folder: Path,
        identity: TerminalIdentity,
        applied: Callable[[], None] = lambda: None,
    ) -> None:
        clock, conditions = HallClock(), Conditions(lambda: None)
        self.client: Final = HallClient.of(identity, clock)
        self.book: Final = RecordBook(
            folder / "mirror.db",
            Vault.at(folder / "vault.key"),
            RecordVerifier(identity.record_keys),
            clock,
            conditions,
        )
        self.follower: Final = FeedFollower(self.book, self.client, conditions, WAIT_S, applied)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.client.close()
        self.book.close()
