"""Kills a whole agent at any moment of its life while cards are shown, and watches its barrier."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import IO, Final

from devices.ports import Sensor
from gate_agent.journal.chain import verify_chain
from gate_agent.journal.store import Journal
from sync.wire import GateEvent, GateEventKind, ReturnStatus
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

AT_THE_START: Final = 0.1
"""Share of the agents that are killed before they are ready."""
START_S: Final = 0.6
AT_WORK_S: Final = 0.7
"""The reader's daemon sees a card within 0.4 s; from there to the barrier it is moments."""
_ORDERED: Final = (GateEventKind.GRANTED, GateEventKind.OPENED_BY_GUARD)


@dataclass(slots=True)
class Seen:
    """What came of the kills."""

    kills: int = 0
    opened: int = 0
    """Lives in which the barrier opened."""
    grants: int = 0
    """Grants on the disk; each opening needs one before it."""
    unexplained: list[str] = field(default_factory=list)
    """Openings without a grant, and of a card that may not pass. Must be empty."""


class GateKiller:
    """A forking starter of one agent, and the hardware around it."""

    def __init__(self, gate: Gate, hall: MisbehavingHall, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._gate: Final = gate
        self._in: Final[IO[str]] = process.stdin
        self._out: Final[IO[str]] = process.stdout
        self._may: Final = new_uid()
        self._may_not: Final = new_uid()
        digest = hall.registry.digest
        hall.publish(approved(digest(self._may)))
        hall.publish(approved(digest(self._may_not), status=ReturnStatus.REVOKED))
        self._said("loaded")

    def kill(self, times: int, chance: random.Random) -> Seen:
        seen = Seen()
        self._first_life()
        for _ in range(times):
            self._life(chance, seen)
        return seen

    def drain(self) -> None:
        """Let one more agent report the rest, and end it in good order."""
        child = self._start()
        self._gate.url = self._said("ready")
        wait_until(lambda: self._gate.state().backlog.waiting == 0, "all is reported", 60.0)
        os.kill(child, signal.SIGTERM)
        assert self._said("ended") == "0"

    def _first_life(self) -> None:
        """The records are fetched once; later agents know them from the start."""
        child = self._start()
        self._gate.url = self._said("ready")
        self._gate.wait_ready()
        wait_until(lambda: self._gate.state().records.count == 2, "both records are there")
        os.kill(child, signal.SIGKILL)
        assert self._said("ended") == str(-signal.SIGKILL)

    def _life(self, chance: random.Random, seen: Seen) -> None:
        relay = self._gate.site.relay
        grants, moves = self._grants(), len(relay.moves)
        may = chance.random() < 0.5
        child = self._start()
        if chance.random() < AT_THE_START:
            Event().wait(chance.uniform(0, START_S))
            self._kill(child)
        else:
            self._gate.url = self._said("ready")
            self._gate.wait_devices()
            with self._gate.site.pcsc.card(self._may if may else self._may_not):
                Event().wait(chance.uniform(0, AT_WORK_S))
                if chance.random() < 0.5:
                    relay.set_sensor(Sensor.PASSAGE, True)
                self._kill(child)
        relay.set_sensor(Sensor.PASSAGE, False)
        wait_until(lambda: not relay.is_open(), "the board has closed by itself")
        opened, granted = relay.moves[moves:].count(True), self._grants() - grants
        seen.kills += 1
        seen.opened += opened > 0
        seen.grants += granted
        if opened > granted or (opened and not may):
            seen.unexplained.append(f"kill {seen.kills}: {opened} openings, {granted} grants")

    def _kill(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        while (word := self._out.readline().split())[0] != "ended":
            assert word[0] == "ready", word
        assert word[1] == str(-signal.SIGKILL)

    def _grants(self) -> int:
        path = self._gate.data / "journal.db"
        if not path.exists():
            return 0
        kinds = ",".join(f"'{kind.value}'" for kind in _ORDERED)
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
            (count,) = journal.execute(
                f"SELECT count(*) FROM event WHERE kind IN ({kinds})"
            ).fetchone()
        assert isinstance(count, int)
        return count

    def _start(self) -> int:
        self._in.write("go\n")
        self._in.flush()
        return int(self._said("child"))

    def _said(self, what: str) -> str:
        word, _, rest = self._out.readline().strip().partition(" ")
        assert word == what, f"waited for {what}, heard {word!r}"
        return rest


@contextmanager
def gate_killer(gate: Gate, hall: MisbehavingHall) -> Iterator[GateKiller]:
    """Kills agents of ``gate``, whose lane lets in by the card alone."""
    gate.by_card_alone()
    text = gate.config.read_text().replace("open_s = 2.5", "open_s = 0.3")
    gate.config.write_text(text.replace("passing_s = 3.0", "passing_s = 0.3"))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.gate_starter", str(gate.config)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield GateKiller(gate, hall, process)


def check_evidence(gate: Gate, hall: MisbehavingHall) -> int:
    """The journal is whole, all of it is once at the hall, and each grant has one outcome; returns
    how many events there are."""
    journal = Journal(gate.data / "journal.db", "east")
    events = list(journal.events())
    backlog = journal.outbox.backlog()
    journal.close()
    assert verify_chain(events)[0] == len(events)
    assert hall.events == {event.event_id: event for event in events}
    assert (backlog.waiting, backlog.dead) == (0, 0)
    outcomes = Counter(event.attempt for event in events if _is_outcome(event))
    granted = [event.attempt for event in events if event.kind in _ORDERED]
    assert all(outcomes[attempt] == 1 for attempt in granted)
    return len(events)


def _is_outcome(event: GateEvent) -> bool:
    return event.kind in (GateEventKind.PASSED, GateEventKind.TIMED_OUT)
