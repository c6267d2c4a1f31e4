"""Old events that the hall has go from the journal's front."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from gate_agent.journal.check import check_journal
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.prune import PORTION
from gate_agent.journal.store import Journal, NewEvent
from sync.wire import Direction, GateEventKind
from tests.helpers.old_journal import (
    LATER,
    NOW,
    numbers,
    prune,
    sent,
    write,
)


def test_old_events_go_up_to_the_last_checkpoint_but_one(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    events = write(journal, 5 * EVERY_EVENTS + 3)
    sent(journal, events)
    assert prune(journal) == 4 * EVERY_EVENTS
    assert numbers(journal)[0] == 4 * EVERY_EVENTS + 1
    whole = check_journal(path, "east", key.public)
    assert (whole.events, whole.checkpoints) == (len(events), 5)
    assert whole.pruned is not None
    assert (whole.pruned.seq, whole.pruned.hash) == (4 * EVERY_EVENTS, events[255].hash)
    assert whole.pruned.removed == 4 * EVERY_EVENTS


def test_the_journal_goes_on_after_it_and_is_pruned_again(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    for _ in range(4):
        sent(journal, write(journal, PORTION))
        assert prune(journal)
    journal.close()
    again = Journal(path, "east", key)
    again.append(NewEvent("L1", GateEventKind.DENIED, NOW, Direction.IN))
    again.close()
    whole = check_journal(path, "east", key.public)
    assert whole.events == 4 * PORTION + 1
    assert whole.pruned is not None
    assert whole.pruned.removed == 4 * PORTION - EVERY_EVENTS


def test_figures_and_lists_go_with_the_events(journal: Journal) -> None:
    events = write(journal, 3 * EVERY_EVENTS)
    sent(journal, events)
    holder = events[0].holder
    assert holder is not None
    prune(journal)
    (count,) = journal.counts(NOW, LATER)
    assert count.count == len(numbers(journal)) == EVERY_EVENTS
    with journal._store.read() as db:
        assert db.execute("SELECT count(*) FROM about").fetchone() == (EVERY_EVENTS,)


def test_young_events_stay(journal: Journal) -> None:
    sent(journal, write(journal, 2 * EVERY_EVENTS))
    sent(journal, write(journal, 4 * EVERY_EVENTS, LATER))
    assert prune(journal, NOW - timedelta(seconds=1)) == 0
    assert prune(journal, LATER - timedelta(seconds=1)) == 2 * EVERY_EVENTS


def test_age_is_told_by_the_halls_time(journal: Journal) -> None:
    """A gate whose clock was a year ahead wrote these."""
    year = timedelta(days=365)
    sent(journal, write(journal, 3 * EVERY_EVENTS, NOW + year, offset_s=year.total_seconds()))
    assert prune(journal, NOW + timedelta(days=1)) == 2 * EVERY_EVENTS


def test_without_a_key_nothing_goes(path: Path) -> None:
    keyless = Journal(path, "east")
    sent(keyless, write(keyless, 300))
    assert prune(keyless) == 0
    keyless.close()


def test_the_file_gets_smaller(journal: Journal, path: Path) -> None:
    sent(journal, write(journal, 16 * PORTION))
    with journal._store.write() as db:
        (before,) = db.execute("PRAGMA page_count").fetchone()
    prune(journal)
    with journal._store.write() as db:
        (after,) = db.execute("PRAGMA page_count").fetchone()
    assert after < before / 2
    with journal._store.read() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert path.stat().st_size < before * 4096 / 2
