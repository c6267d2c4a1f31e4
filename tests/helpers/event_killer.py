"""Kills the process of :mod:`tests.helpers.event_writer` at any moment, again and again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from gate_agent.journal.chain import verify_chain
from gate_agent.journal.store import Journal
from tests.helpers.event_writer import GATE
from tests.helpers.misbehaving_hall import MisbehavingHall

MOST_EVENTS: Final = 12
"""A child is killed after so many events at most, at a random place of its work."""


class Killer:
    """The forking process and its children's words."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: Final[IO[str]] = process.stdin
        self._out: Final[IO[str]] = process.stdout
        assert self._line() == "ready"
        self.kept: Final[list[str]] = []
        """Ids of all events that some child said to be on the disk."""

    def kill(self, times: int, chance: random.Random) -> None:
        for _ in range(times):
            self._kill_after(chance.randrange(MOST_EVENTS), chance.randrange(200_000))

    def drain(self) -> None:
        """Start a child that uploads the rest."""
        self._start("drain")
        assert self._line() == "ended 0"

    def _kill_after(self, events: int, spin: int) -> None:
        """Start a child, let it journal ``events``, go on for a moment, and kill it."""
        child = self._start("go")
        for _ in range(events):
            self.kept.append(self._line())
        for _ in range(spin):
            pass
        os.kill(child, signal.SIGKILL)
        while not (line := self._line()).startswith("ended"):
            self.kept.append(line)
        assert line == f"ended {-signal.SIGKILL}"

    def _start(self, task: str) -> int:
        self._in.write(f"{task}\n")
        self._in.flush()
        word, number = self._line().split()
        assert word == "child"
        return int(number)

    def _line(self) -> str:
        return self._out.readline().rstrip("\n")


@contextmanager
def killer(folder: Path, hall: MisbehavingHall) -> Iterator[Killer]:
    """A writer with ``folder/journal.db`` that uploads to ``hall``."""
    identity = folder / "identity.json"
    identity.touch(mode=0o600)
    identity.write_text(hall.identity().model_dump_json())
    command = [sys.executable, "-m", "tests.helpers.event_writer", folder / "journal.db", identity]
    with subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Killer(process)


def check_nothing_lost(folder: Path, hall: MisbehavingHall, kept: list[str]) -> int:
    """Every event that was said to be kept is in the journal and, once, at the hall; how many."""
    journal = Journal(folder / "journal.db", GATE)
    events = list(journal.events())
    backlog = journal.outbox.backlog()
    journal.close()
    assert verify_chain(events)[0] == len(events)
    assert {str(event.event_id) for event in events} >= set(kept)
    assert hall.events == {event.event_id: event for event in events}
    assert (backlog.waiting, backlog.dead) == (0, 0)
    return len(events)
