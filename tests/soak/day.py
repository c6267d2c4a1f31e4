"""A day at a busy gate, as fast as it goes: memory stays flat and nothing is lost.

What only waits (a person walking, a quiet night) is left out; what works is real: journal and
mirror on the disk, feed and upload over HTTP, the hall away now and then, records changing.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import psutil

from gate_agent.conditions import Conditions
from gate_agent.journal.check import check_journal
from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.records.book import RecordBook
from gate_agent.sync_threads import SyncThreads
from sync.clock import HallClock
from sync.signing import RecordVerifier
from sync.vault import Vault
from sync.wire import AccessRecord, Direction, GateEventKind
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

PEOPLE: Final = 500
CHANGE_EVERY: Final = 10
"""Passages between two changes of a record."""
OUTAGE_EVERY: Final = 2_000
LOOKS: Final = 20
"""Readings of the memory over the day; those of the first quarter are warming up."""
GROWTH_LIMIT_MB: Final = 16.0
"""SQLite's caches and the allocator's moods; a leak of 1 kB a passage would be ten times that."""
LEFT_OVER_LIMIT: Final = 8
"""Requests that happen to be under way at the hall, which lives in the same process: two handles
and a thread each."""
CATCH_UP_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Day:
    """What was seen."""

    events: int
    outages: int
    memory_mb: tuple[float, ...]
    threads: tuple[int, ...]
    handles: tuple[int, ...]
    """Open files and sockets, at the same moments."""

    @property
    def growth_mb(self) -> float:
        """Largest reading of the last quarter above the largest of the second."""
        quarter = len(self.memory_mb) // 4
        return max(self.memory_mb[-quarter:]) - max(self.memory_mb[quarter : 2 * quarter])

    @property
    def left_over(self) -> int:
        """Threads and handles that the last quarter has more than the second."""
        quarter = len(self.memory_mb) // 4
        return sum(
            max(0, max(counts[-quarter:]) - max(counts[quarter : 2 * quarter]))
            for counts in (self.threads, self.handles)
        )


class _Gate:
    """Everything of an agent that keeps something, without devices."""

    def __init__(self, folder: Path, hall: MisbehavingHall) -> None:
        identity = hall.identity()
        clock, conditions = HallClock(), Conditions(lambda: None)
        self.key: Final = EvidenceKey.at(folder / KEY_FILE)
        self.journal: Final = Journal(folder / "journal.db", "east", self.key)
        self.book: Final = RecordBook(
            folder / "mirror.db",
            Vault.at(folder / "vault.key"),
            RecordVerifier(identity.record_keys),
            clock,
            conditions,
        )
        self.sync: Final = SyncThreads(
            identity, None, 5.0, clock, self.book, self.journal, conditions, lambda: None
        )

    def passage(self, digest: str) -> None:
        """What the disk sees of one: lookup, grant, outcome."""
        record, standing = self.book.by_credential(digest)
        attempt = uuid4()
        kinds = (GateEventKind.GRANTED, GateEventKind.PASSED)
        for kind in kinds if record is not None else (GateEventKind.DENIED,):
            self.journal.append(_event(kind, attempt, record, standing.age_s))
            self.sync.journalled()

    def stop(self) -> None:
        self.sync.stop()
        self.journal.vouch(datetime.now(UTC))
        self.journal.close()
        self.book.close()


def _event(
    kind: GateEventKind, attempt: UUID, record: AccessRecord | None, age_s: float | None
) -> NewEvent:
    return NewEvent(
        "L1",
        kind,
        datetime.now(UTC),
        Direction.IN,
        attempt,
        holder=record.holder if record else None,
        record_version=record.version if record else None,
        mirror_age_s=age_s,
    )


def live_a_day(passages: int) -> Day:
    """Raises AssertionError when anything is lost, kept twice or not vouched for."""
    chance = random.Random(20300901)
    with misbehaving_hall() as hall, tempfile.TemporaryDirectory(prefix="yanhu-soak-") as name:
        folder = Path(name)
        gate = _Gate(folder, hall)
        people = [approved(hall.registry.digest(new_uid())) for _ in range(PEOPLE)]
        for record in people:
            hall.publish(record)
        gate.sync.start()
        wait_until(lambda: gate.book.progress.complete, "the records are there")
        memory: list[float] = []
        threads: list[int] = []
        handles: list[int] = []
        outages, arrived = 0, 0
        own = psutil.Process()
        for number in range(1, passages + 1):
            gate.passage(chance.choice(people).credentials[0])
            if number % CHANGE_EVERY == 0:
                place = chance.randrange(PEOPLE)
                record = people[place]
                people[place] = record.model_copy(update={"version": record.version + 1})
                hall.publish(people[place])
            if number % OUTAGE_EVERY == OUTAGE_EVERY // 2:
                hall.stop()
                outages += 1
            elif number % OUTAGE_EVERY == OUTAGE_EVERY * 3 // 4:
                hall.start()
            if number % max(1, passages // LOOKS) == 0:
                arrived += _forget(hall)
                memory.append(own.memory_info().rss / 2**20)
                threads.append(own.num_threads())
                handles.append(own.num_fds())
        if not _listening(hall):
            hall.start()
        wait_until(lambda: gate.journal.outbox.backlog().waiting == 0, "all arrived", CATCH_UP_S)
        gate.stop()
        arrived += _forget(hall)
        whole = check_journal(folder / "journal.db", "east", gate.key.public)
        assert whole.events == whole.vouched == arrived
        return Day(whole.events, outages, tuple(memory), tuple(threads), tuple(handles))


def _forget(hall: MisbehavingHall) -> int:
    """Empty the hall's memory, which is not what is measured; how many events it had."""
    taken = list(hall.events)
    for event_id in taken:
        del hall.events[event_id]
    hall.asked.clear()
    return len(taken)


def _listening(hall: MisbehavingHall) -> bool:
    return hall._server is not None
