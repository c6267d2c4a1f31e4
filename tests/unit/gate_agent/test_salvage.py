"""A damaged journal gives up what can be read of it: passages, entries, used passes."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from gate_agent.journal.carried import CARRIED_FILE, Carried, carried
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.pass_book import PassBook
from gate_agent.journal.salvage import salvage
from gate_agent.journal.start import JOURNAL_FILE, kept_aside, open_or_renew
from gate_agent.journal.store import Journal, NewEvent
from sync.wire import Direction, GateEventKind

KEY = EvidenceKey(bytes(range(32)))
NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
PEOPLE = [uuid4() for _ in range(40)]
"""Who went in, one after the other, each by a pass."""
LAST = 2 * len(PEOPLE) + 2
PAGE = 4096
ROWS_A_PAGE = 6


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal's file."""
    path = tmp_path_factory.mktemp("journal") / JOURNAL_FILE
    journal = Journal(path, "east", KEY)
    journal._store._writer.execute("PRAGMA synchronous = OFF")
    for number, holder in enumerate(PEOPLE):
        went(journal, holder, NOW + timedelta(seconds=number))
    unused = uuid4()
    journal.append(event(GateEventKind.GRANTED, unused, UUID(int=0), UUID(int=0)))
    journal.append(event(GateEventKind.TIMED_OUT, unused, UUID(int=0)))
    journal.vouch(NOW)
    journal.close()
    return path.read_bytes()


@pytest.fixture
def path(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / JOURNAL_FILE
    path.write_bytes(content)
    return path


def event(
    kind: GateEventKind,
    attempt: UUID,
    holder: UUID,
    pass_id: UUID | None = None,
    at: datetime = NOW,
) -> NewEvent:
    return NewEvent("L1", kind, at, Direction.IN, attempt, holder, pass_id=pass_id)


def went(journal: Journal, holder: UUID, at: datetime) -> None:
    """Let ``holder`` in by the pass of the same number."""
    attempt = uuid4()
    journal.append(event(GateEventKind.GRANTED, attempt, holder, holder, at))
    journal.append(event(GateEventKind.PASSED, attempt, holder, at=at))


def renewed(path: Path) -> Carried:
    """What the next start of the agent finds."""
    open_or_renew(path, "east", KEY, NOW).close()
    return carried(path.parent, NOW)


def meddle(path: Path, statement: str) -> None:
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("DROP TRIGGER event_is_final")
        db.execute("DROP TRIGGER event_stays")
        db.execute(statement)
    db.close()


def notice(path: Path, found: Carried) -> str:
    said = kept_aside(path, found.whole)
    assert said is not None
    return said.en


def test_a_damage_that_hides_nothing_costs_nothing(path: Path) -> None:
    with path.open("r+b") as file:  # an index is damaged; the rows are not
        file.seek(PAGE * root_page(path, "event_attempt"))
        file.write(bytes(64))
    found = renewed(path)
    assert [passage.holder for passage in found.passages] == PEOPLE
    assert {used.pass_id for used in found.used} == set(PEOPLE), "the unused pass is not among them"
    assert "were read back" in notice(path, found)
    book = PassBook(found.used)
    assert book.is_used(PEOPLE[0], uuid4())


def root_page(path: Path, name: str) -> int:
    """Where a table or an index begins, counted from 0."""
    with sqlite3.connect(path) as db:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (root,) = db.execute(query, (name,)).fetchone()
    db.close()
    return int(root) - 1


def test_all_but_a_damaged_page_is_read(path: Path, content: bytes) -> None:
    chance = random.Random(20300901)
    fewest = len(PEOPLE)
    for page in range(len(content) // PAGE):
        damaged = bytearray(content)
        place = PAGE * page
        damaged[place : place + PAGE] = chance.randbytes(PAGE)
        path.write_bytes(damaged)
        found = salvage(path, "east", NOW)
        people = [passage.holder for passage in found.passages]
        assert people == [person for person in PEOPLE if person in people], "in order, none made up"
        assert found.whole <= (people == PEOPLE), "what is missing is said"
        fewest = min(fewest, len(people))
    assert len(PEOPLE) - ROWS_A_PAGE <= fewest < len(PEOPLE), "no page costs more than its rows"


def test_a_row_that_was_changed_does_not_count(path: Path) -> None:
    meddle(
        path, f"UPDATE event SET body = replace(body, '\"in\"', '\"out\"') WHERE seq = {LAST - 2}"
    )
    found = salvage(path, "east", NOW)
    assert [passage.holder for passage in found.passages] == PEOPLE[:-1]
    assert not found.whole


def test_a_row_that_was_removed_is_missed(path: Path) -> None:
    meddle(path, f"DELETE FROM event WHERE seq = {LAST - 3}")
    assert not salvage(path, "east", NOW).whole


@pytest.mark.parametrize("content", [b"", b"no journal", bytes(PAGE)], ids=len)
def test_a_file_that_is_none_gives_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / JOURNAL_FILE
    path.write_bytes(content)
    found = salvage(path, "east", NOW)
    assert (found.passages, found.used, found.whole) == ((), (), False)


def test_what_two_damaged_journals_told_is_remembered_for_its_time(path: Path) -> None:
    meddle(path, f"UPDATE event SET hash = 'x' WHERE seq = {LAST}")
    later = NOW + timedelta(days=100)
    journal = open_or_renew(path, "east", KEY, NOW)
    went(journal, UUID(int=1), later)
    journal.close()
    meddle(path, "UPDATE event SET hash = 'x' WHERE seq = 3")
    open_or_renew(path, "east", KEY, later).close()
    found = carried(path.parent, later)
    assert [passage.holder for passage in found.passages] == [*PEOPLE, UUID(int=1)]
    assert [used.pass_id for used in found.used] == [UUID(int=1)]
    found = carried(path.parent, later + timedelta(days=150))
    assert [passage.holder for passage in found.passages] == [UUID(int=1)]


def test_a_damaged_file_of_what_was_carried_over_keeps_no_gate_from_starting(path: Path) -> None:
    meddle(path, f"UPDATE event SET hash = 'x' WHERE seq = {LAST}")
    renewed(path)
    (path.parent / CARRIED_FILE).write_bytes(b"rubbish" * PAGE)
    found = carried(path.parent, NOW)
    assert found == Carried()
    assert "lost some entries and passes" in notice(path, found)
