"""How long a new gate needs to read in 100,000 cardholders from a real hall."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from sync.identity import load_identity
from sync.wire import TerminalRole
from tests.bench.harness import Row, Settings
from tests.bench.sync.follower import Follower
from tests.bench.sync.large_campus import large_campus

CARDHOLDERS: Final = 100_000
GOAL_S: Final = 30.0


def first_sync(settings: Settings) -> Iterator[Row]:
    done = read_in(CARDHOLDERS)
    note = f"{done.count} cardholders, three templates each for those approved"
    yield Row("first sync", done.took_s, "s", goal=GOAL_S, note=note)
    together = "hall and gate on one machine"
    yield Row("records taken in", done.count / done.took_s, "1/s", note=together)
    each = "each record; says more than the clock where a machine has other work"
    for who, spent_s in (("gate", done.gate_cpu_s), ("hall", done.hall_cpu_s)):
        yield Row(
            f"first sync, processor time of the {who}", spent_s / done.count * 1e6, "us", note=each
        )


@dataclass(frozen=True, slots=True)
class FirstSync:
    """What one took; processor times are of all threads, in seconds."""

    count: int
    """Cardholders there were."""
    took_s: float
    gate_cpu_s: float
    hall_cpu_s: float


def read_in(cardholders: int) -> FirstSync:
    """Read in a campus of so many.

    The gate's own follower, mirror and client; the hall is the shipped command.
    """
    with (
        large_campus(cardholders, gates=1) as campus,
        tempfile.TemporaryDirectory(prefix="yanhu-mirror-") as folder,
    ):
        identity = load_identity(campus.identities[0], TerminalRole.GATE)
        with Follower(Path(folder), identity) as gate:
            book, step, hall = gate.book, gate.follower.step, psutil.Process(campus.hall.pid)
            began, gate_began, hall_began = time.perf_counter(), time.process_time(), spent(hall)
            while not book.progress.complete:
                step()
            return FirstSync(
                book.count,
                time.perf_counter() - began,
                time.process_time() - gate_began,
                spent(hall) - hall_began,
            )


def spent(process: psutil.Process) -> float:
    """Processor time so far, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)
