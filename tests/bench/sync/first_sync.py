"""How long a new gate needs to read in 100,000 cardholders from a real hall."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sync.identity import load_identity
from sync.wire import TerminalRole
from tests.bench.harness import Row, Settings
from tests.bench.sync.follower import Follower
from tests.bench.sync.large_campus import large_campus

CARDHOLDERS: Final = 100_000
GOAL_S: Final = 30.0


def first_sync(settings: Settings) -> Iterator[Row]:
    took, count = read_in(CARDHOLDERS)
    note = f"{count} cardholders, three templates each for those approved"
    yield Row("first sync", took, "s", goal=GOAL_S, note=note)
    yield Row("records taken in", count / took, "1/s", note="hall and gate on one machine")


def read_in(cardholders: int) -> tuple[float, int]:
    """Seconds of the first sync, and cardholders there were.

    The gate's own follower, mirror and client; the hall is the shipped command.
    """
    with (
        large_campus(cardholders, gates=1) as campus,
        tempfile.TemporaryDirectory(prefix="yanhu-mirror-") as folder,
    ):
        identity = load_identity(campus.identities[0], TerminalRole.GATE)
        with Follower(Path(folder), identity) as gate:
            book, step = gate.book, gate.follower.step
            began = time.perf_counter()
            while not book.progress.complete:
                step()
            took = time.perf_counter() - began
            return took, book.count
