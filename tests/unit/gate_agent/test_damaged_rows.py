"""One damaged row of an old journal costs that row: all others are still read."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from gate_agent.conditions import Conditions
from gate_agent.desk.emergency import ASSUMED, EmergencyDesk
from gate_agent.journal.in_force import InForceFile
from gate_agent.journal.kinds import GRANTS, OUTCOMES
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.rules.presence import Passage
from sync.clock import HallClock
from sync.wire import Direction, GateEventKind

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
PEOPLE = [UUID(int=number) for number in range(1, 5)]
DAMAGES = {
    "cut short": "body = substr(body, 1, 90)",
    "no text": "body = CAST(x'ff' || CAST(body AS BLOB) AS TEXT)",
    "empty": "body = x''",
    "no holder": "body = replace(body, '-0000-', '-0x00-')",
    "no direction": "body = replace(body, '\"in\"', '\"hn\"')",
}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Each of PEOPLE went in, by a pass: events 1 and 2, 3 and 4, and so on."""
    opened = Journal(tmp_path / "journal.db", "east")
    for person in PEOPLE:
        attempt = uuid4()
        for kind, passed in ((GateEventKind.GRANTED, person), (GateEventKind.PASSED, None)):
            opened.append(NewEvent("L1", kind, NOW, Direction.IN, attempt, person, pass_id=passed))
    yield opened
    opened.close()


@pytest.fixture
def damage(journal: Journal, tmp_path: Path) -> Callable[[str, int], None]:
    def done(change: str, seq: int) -> None:
        with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as db:
            db.execute("DROP TRIGGER event_is_final")
            assert db.execute(f"UPDATE event SET {change} WHERE seq = {seq}").rowcount

    return done


def people(journal: Journal) -> list[UUID]:
    return [one.holder for one in journal.passages(SINCE) if isinstance(one, Passage)]


def said(journal: Journal) -> str:
    return "" if journal.problem is None else journal.problem.en


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_passage_costs_itself(
    journal: Journal, damage: Callable[[str, int], None], change: str
) -> None:
    assert (people(journal), said(journal)) == (PEOPLE, "")
    damage(change, 4)
    assert people(journal) == [PEOPLE[0], *PEOPLE[2:]]
    assert "1 journal entries can't be read (number 4)" in said(journal)
    assert {used.pass_id for used in journal.used_passes(SINCE)} == set(PEOPLE)
    assert [event.seq for event in journal.latest(OUTCOMES, 9)] == [8, 6, 2]


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_grant_costs_its_pass(
    journal: Journal, damage: Callable[[str, int], None], change: str
) -> None:
    damage(change, 3)
    known = [used.pass_id for used in journal.used_passes(SINCE)]
    assert known == [PEOPLE[0], *PEOPLE[2:]]
    assert "number 3" in said(journal)
    assert people(journal) == PEOPLE
    assert journal.unfinished() == ()
    assert [event.seq for event in journal.latest(GRANTS, 9)] == [7, 5, 1]


def test_a_damaged_kind_hides_no_passage(
    journal: Journal, damage: Callable[[str, int], None]
) -> None:
    damage("kind = 'pasred'", 4)
    assert people(journal) == PEOPLE


def test_a_grant_that_lost_its_outcome_by_damage_gets_no_second_one(
    journal: Journal, damage: Callable[[str, int], None]
) -> None:
    damage("attempt = zeroblob(16)", 3)
    assert journal.unfinished() == ()
    assert "number 3" in said(journal)


def test_when_it_can_not_be_read_whether_a_lockdown_is_in_force_it_is(
    journal: Journal, damage: Callable[[str, int], None], tmp_path: Path
) -> None:
    newest = journal.append(NewEvent("all", GateEventKind.LOCKDOWN_ENDED, NOW, Direction.IN))
    damage("body = x''", newest.seq)
    desk = EmergencyDesk(
        journal,
        InForceFile(tmp_path / "in-force.state"),
        HallClock(),
        Conditions(lambda: None),
        lambda: None,
        lambda event: None,
    )
    assert desk.now.lockdown is not None
    assert desk.now.lockdown.reason == ASSUMED


def test_passages_are_not_held_all_at_once(journal: Journal) -> None:
    holder = PEOPLE[0]
    journal._store._writer.execute("PRAGMA synchronous = OFF")
    new = NewEvent("L1", GateEventKind.PASSED, NOW, Direction.IN, holder=holder)
    for _ in range(2_000):
        journal.append(new)

    def most_held() -> int:
        tracemalloc.start()
        count = sum(1 for _ in journal.passages(SINCE))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 2_000 + len(PEOPLE)
        return most

    # Each row is some 600 bytes of text: a portion of 500 fits, all 2,000 do not.
    assert most_held() < 800_000
