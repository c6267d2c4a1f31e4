"""No event can be kept from the hall unseen: not by taking it from the list of those that wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.check import check_journal
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal, NewEvent
from sync.wire import Bilingual, Direction, GateEventKind, Problem

KEY = EvidenceKey(bytes(range(32)))
NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=200)
NEW = NewEvent("L1", GateEventKind.PASSED, NOW, Direction.IN)
REFUSED = Problem(code="invalid", message=Bilingual(zh="不合规", en="Invalid"))
WAITS_NO_MORE = "has not taken it, and it does not wait any more"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """Ten events: the hall has 1 to 4 and 7, has refused 5, and lacks 6 and all after 7."""
    opened = Journal(path, "east", KEY)
    for _ in range(10):
        opened.append(NEW)
    opened.outbox.settle([1, 2, 3, 4, 7], [(5, REFUSED)])
    opened.vouch(NOW)
    yield opened
    opened.close()


def change(path: Path, statement: str) -> None:
    """By the program's own rules: no trigger is in the way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        assert db.execute(statement).rowcount


def broken(path: Path) -> str:
    with pytest.raises(ChainBroken) as caught:
        check_journal(path, "east", KEY.public)
    return str(caught.value)


def test_what_the_hall_has_is_vouched_for(journal: Journal, path: Path) -> None:
    assert check_journal(path, "east", KEY.public).stated_from == 0
    assert journal.outbox.revive(5)
    check_journal(path, "east", KEY.public)
    journal.outbox.settle([5, 6, 8, 9, 10])
    check_journal(path, "east", KEY.public)


@pytest.mark.parametrize("seq", [6, 8, 10])
def test_an_event_that_waits_no_more_is_found(journal: Journal, path: Path, seq: int) -> None:
    change(path, f"DELETE FROM outbox WHERE position = {seq}")
    assert broken(path) == f"event {seq}: the hall {WAITS_NO_MORE}"


def test_a_refused_event_that_is_gone_is_found(journal: Journal, path: Path) -> None:
    change(path, "DELETE FROM dead_letter")
    assert broken(path).startswith("event 5")


def test_what_the_gate_signs_later_hides_nothing(journal: Journal, path: Path) -> None:
    change(path, "DELETE FROM outbox WHERE position = 8")
    journal.outbox.settle([6, 9, 10])
    journal.close()
    Journal(path, "east", KEY).close()
    assert broken(path) == f"event 8: the hall {WAITS_NO_MORE}"


def test_what_was_dismissed_is_no_loss(journal: Journal, path: Path) -> None:
    journal.dismiss(5, 5, NEW)
    check_journal(path, "east", KEY.public)


def test_an_event_that_was_kept_from_the_hall_is_not_removed(journal: Journal, path: Path) -> None:
    change(path, "DELETE FROM outbox WHERE position = 6")
    journal.outbox.settle([8, 9, 10])
    journal.append(NEW)
    journal.vouch(NOW)
    with pytest.raises(JournalCorrupt, match="event 6"):
        journal.prune(LATER, LATER)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE taken SET upto = 10",
        "UPDATE taken SET rest = '[]'",
        "UPDATE taken SET rest = '{'",
        "UPDATE taken SET since = 10",
        "DELETE FROM taken",
    ],
)
def test_a_statement_that_was_changed_is_found_also_at_the_start(
    journal: Journal, path: Path, statement: str
) -> None:
    change(path, statement)
    assert "not stated by this gate's key" in broken(path)
    journal.close()
    with pytest.raises(JournalCorrupt, match="what the hall has taken"):
        Journal(path, "east", KEY)


def test_an_end_that_the_hall_has_is_missed(journal: Journal, path: Path) -> None:
    journal.append(NEW)
    journal.outbox.settle([5, 6, *range(8, 12)])
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DROP TRIGGER event_stays")
        db.execute("DELETE FROM event WHERE seq = 11")
    assert broken(path) == "event 11: missing; the hall has taken events up to 11"
    with pytest.raises(JournalCorrupt, match="event 11: missing"):
        Journal(path, "east", KEY)


def test_a_journal_of_an_earlier_version_begins_with_what_it_finds(
    journal: Journal, path: Path
) -> None:
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DROP TABLE taken")
        db.execute("PRAGMA user_version = 4")
    reader = Journal(path, "east")
    reader.close()
    Journal(path, "east", KEY).close()
    assert check_journal(path, "east", KEY.public).stated_from == 7
    change(path, "DELETE FROM outbox WHERE position = 6")
    assert broken(path).startswith("event 6")
