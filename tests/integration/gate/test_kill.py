"""``kill -9`` at any moment: no event lost, none twice, the chain whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from gate_agent.chain import verify_chain
from gate_agent.journal import Journal
from sync.wire import GateEventKind
from tests.helpers.event_writer import GATE
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.waiting import wait_until

KILLS = 400
MOST_EVENTS = 12
"""A child is killed after so many events at most, at a random place of its work."""


class Writer:
    """The forking process and its children's words."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout
        assert self._line() == "ready"
        self.kept: list[str] = []
        """Ids of all events that some child said to be on the disk."""

    def kill_after(self, events: int, spin: int) -> None:
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

    def drain(self) -> None:
        """Start a child that uploads the rest."""
        self._start("drain")
        assert self._line() == "ended 0"

    def _start(self, task: str) -> int:
        self._in.write(f"{task}\n")
        self._in.flush()
        word, number = self._line().split()
        assert word == "child"
        return int(number)

    def _line(self) -> str:
        return self._out.readline().rstrip("\n")


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def writer(hall: MisbehavingHall, tmp_path: Path, journal_path: Path) -> Iterator[Writer]:
    identity = tmp_path / "identity.json"
    identity.touch(mode=0o600)
    identity.write_text(hall.identity().model_dump_json())
    command = [sys.executable, "-m", "tests.helpers.event_writer", journal_path, identity]
    with subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Writer(process)


def test_nothing_is_lost_and_nothing_counts_twice(
    hall: MisbehavingHall, writer: Writer, journal_path: Path
) -> None:
    chance = random.Random(20300901)
    for _ in range(KILLS):
        writer.kill_after(chance.randrange(MOST_EVENTS), chance.randrange(200_000))
    writer.drain()

    journal = Journal(journal_path, GATE)
    events = list(journal.events())
    backlog = journal.outbox.backlog()
    journal.close()
    assert verify_chain(events)[0] == len(events)
    assert {str(event.event_id) for event in events} >= set(writer.kept)
    assert hall.events == {event.event_id: event for event in events}
    assert (backlog.waiting, backlog.dead) == (0, 0)
    assert len(writer.kept) > KILLS, "the children did some work"
    assert hall.duplicates > 0, "some were killed between upload and settlement"


def test_a_grant_that_was_cut_off_gets_its_outcome(gate: Gate, hall: MisbehavingHall) -> None:
    with gate.process() as process:
        gate.wait_ready()
        assert gate.open_by_hand("rescue") is None
        wait_until(gate.site.relay.is_open, "the barrier is open")
        process.kill()
        process.wait()
    with gate.process():
        wait_until(lambda: len(hall.events) == 4, "the hall has all events")
        verdict = gate.verdict()
        assert verdict is not None
        assert "nobody went through" in verdict.sentence.en, "the last verdict is read back"
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    assert [(event.kind, event.reason) for event in events] == [
        (GateEventKind.STARTED, ""),
        (GateEventKind.OPENED_BY_GUARD, "rescue"),
        (GateEventKind.TIMED_OUT, "interrupted"),
        (GateEventKind.STARTED, ""),
    ]
    assert events[1].attempt == events[2].attempt
    assert verify_chain(events)[0] == 4
