"""Power loss at the level of files: what the disk had promised is there, what was torn is not.

After each transaction the files are copied as they are: all of it was synced by then. A loss before
the next one is done leaves any mixture of old and new 512-byte sectors of what was being written,
within the order that SQLite's syncs enforce: the header of a log that begins again, its frames, and
then (at a checkpoint) the database.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from gate_agent.journal.check import check_journal
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal, NewEvent
from sync.mirror import Mirror
from sync.vault import Vault
from sync.wire import AccessRecord, Direction, GateEventKind
from tests.helpers.records import Registry, approved, new_uid

EVENTS: Final = 40
LOSSES: Final = 4
"""Different losses between any two events."""
CHECKPOINT_PAGES: Final = 16
"""So that the log is folded into the database many times in a short test."""
PAGES: Final = 8
PAGE_ROWS: Final = 10
SECTOR: Final = 512
HEADER: Final = 32
"""Of a log (SQLite file format, 4.1)."""
KEY: Final = EvidenceKey(bytes(range(32)))


@dataclass(frozen=True, slots=True)
class Disk:
    """Both files as they were at one moment."""

    database: bytes
    log: bytes
    promised: int
    """Events that the journal had said to be kept."""

    @classmethod
    def of(cls, path: Path, promised: int) -> Disk:
        return cls(path.read_bytes(), _log(path).read_bytes(), promised)

    def put(self, path: Path) -> None:
        path.write_bytes(self.database)
        _log(path).write_bytes(self.log)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def written(path: Path) -> list[Disk]:
    """The disk before the first transaction and after each."""
    journal = Journal(path, "east", KEY)
    journal._store._writer.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    moments = [Disk.of(path, 0)]
    for number in range(1, EVENTS + 1):
        new = NewEvent("L1", GateEventKind.GRANTED, datetime.now(UTC), Direction.IN, uuid4())
        journal.append(new)
        moments.append(Disk.of(path, number))
        if number % 7 == 0:
            journal.vouch(datetime.now(UTC))
            moments.append(Disk.of(path, number))
    journal.close()
    return moments


def torn(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Some sectors arrived, some did not, some hold rubbish."""
    size = chance.choice([len(before), len(after), chance.randint(0, len(after))])
    kept = bytearray(after[: max(size, min(len(before), len(after)))])
    for start in range(0, len(kept), SECTOR):
        place = slice(start, min(start + SECTOR, len(kept)))
        old = before[place]
        if old == after[place]:
            continue
        if chance.random() < 0.5:
            lost = old if len(old) == place.stop - start else bytes(place.stop - start)
            kept[place] = lost
        elif chance.random() < 0.1 and not old:
            kept[place] = chance.randbytes(place.stop - start)
    return bytes(kept)


def lose(before: Disk, after: Disk, chance: random.Random) -> Disk:
    kept = before.promised
    if before.database != after.database and chance.random() < 0.5:
        return Disk(torn(before.database, after.database, chance), after.log, after.promised)
    if before.log[:HEADER] != after.log[:HEADER] and chance.random() < 0.2:
        return Disk(before.database, after.log[:HEADER] + before.log[HEADER:], kept)
    started = after.log[:HEADER] + before.log[HEADER:]
    return Disk(before.database, torn(started, after.log, chance), kept)


def test_what_was_promised_survives_and_nothing_is_half_there(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    moments = written(path)
    assert len({moment.database for moment in moments}) > 3, "the log was folded in several times"
    chance = random.Random(20300901)
    for before, after in pairwise(moments):
        for _ in range(LOSSES):
            left = lose(before, after, chance)
            left.put(path)
            journal = Journal(path, "east", KEY)
            events = [event.seq for event in journal.events()]
            waiting = journal.outbox.waiting(EVENTS + 1)
            backlog = journal.outbox.backlog().waiting
            journal.close()
            assert left.promised <= len(events) <= after.promised
            assert tuple(events) == waiting, "an event and its place in the outbox are one"
            assert backlog == len(events)
            assert check_journal(path, "east", KEY.public).events == len(events)


def test_a_loss_in_the_first_sync_costs_pages_and_no_more(tmp_path: Path) -> None:
    """Only the feed's end is synced: whatever of the pages before it had arrived is a mirror that
    stands where its records end, and goes on from there."""
    path, registry, epoch = tmp_path / "mirror.db", Registry(), uuid4()
    people = [approved(registry.digest(new_uid())) for _ in range(PAGES * PAGE_ROWS)]
    pages = [
        registry.page(epoch, start, people[start : start + PAGE_ROWS])
        for start in range(0, len(people), PAGE_ROWS)
    ]
    mirror = Mirror(path, Vault(bytes(32)), registry.verifier)
    moments = [Disk.of(path, 0)]
    for one in pages:
        mirror.apply(one)
        moments.append(Disk.of(path, 0))
    assert len({moment.database for moment in moments}) == 1, "nothing is folded in yet"
    mirror.close()
    chance = random.Random(20300902)
    stood = set()
    for arrived in moments[:-1] * LOSSES:
        lose(arrived, moments[-1], chance).put(path)
        mirror = Mirror(path, Vault(bytes(32)), registry.verifier)
        cursor = mirror.progress().cursor
        stood.add(cursor)
        assert mirror.count() == cursor
        assert cursor % PAGE_ROWS == 0
        for one in pages[cursor // PAGE_ROWS :]:
            mirror.apply(one)
        assert mirror.apply(registry.page(epoch, len(people), [])).caught_up
        end = Disk.of(path, 0)
        mirror.close()
        end.put(path)
        mirror = Mirror(path, Vault(bytes(32)), registry.verifier)
        assert mirror.progress().complete
        assert sorted(mirror.records(), key=_holder) == sorted(people, key=_holder)
        mirror.close()
    assert len(stood) == PAGES, "losses differ"


def _holder(record: AccessRecord) -> UUID:
    return record.holder


def test_old_events_are_gone_or_still_there(tmp_path: Path) -> None:
    """A loss while they are taken out leaves them all, or the statement that they went."""
    path, count = tmp_path / "journal.db", 5 * EVERY_EVENTS
    journal = Journal(path, "east", KEY)
    journal._store._writer.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    day = datetime(2030, 9, 1, tzinfo=UTC)
    events = [
        journal.append(NewEvent("L1", GateEventKind.DENIED, day, Direction.IN))
        for _ in range(count)
    ]
    journal.outbox.settle([event.seq for event in events])
    before = Disk.of(path, count)
    assert journal.prune(day + timedelta(days=1), day).removed == 4 * EVERY_EVENTS
    after = Disk.of(path, count)
    journal.close()
    chance = random.Random(20300901)
    found = set()
    for _ in range(8 * LOSSES):
        lose(before, after, chance).put(path)
        Journal(path, "east", KEY).close()
        whole = check_journal(path, "east", KEY.public)
        assert whole.events == count
        found.add(whole.pruned.removed if whole.pruned is not None else 0)
    assert found == {0, 4 * EVERY_EVENTS}, "both were seen"
