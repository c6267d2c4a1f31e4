"""The journal on a real SQLite file: append-only, chained, honest about damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from gate_agent.journal.chain import ChainBroken, chained, verify_chain
from gate_agent.journal.errors import JournalCorrupt, JournalForeign
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.journal.tally import total
from sync.errors import StoreError
from sync.outbox import Backlog
from sync.wire import (
    JOURNAL_START,
    Bilingual,
    Direction,
    GateEvent,
    GateEventKind,
    Problem,
)
from tests.helpers.events import journalled

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal(path, "east")
    yield opened
    opened.close()


def new(kind: GateEventKind = GateEventKind.DENIED, attempt: UUID | None = None) -> NewEvent:
    return NewEvent(lane="L1", kind=kind, at=NOW, direction=Direction.IN, attempt=attempt)


def fill(journal: Journal, count: int) -> tuple[GateEvent, ...]:
    return tuple(journal.append(new()) for _ in range(count))


def test_the_newest_and_those_whose_id_begins_so_are_found(journal: Journal) -> None:
    new = NewEvent("L1", GateEventKind.PASSED, NOW, Direction.IN)
    events = tuple(journal.append(new) for _ in range(5))
    assert journal.last(2) == events[-2:]
    assert journal.last(9) == events
    assert journal.begun_with(events[3].event_id.hex) == (events[3],)
    assert journal.begun_with("") == events
    for digit in "0123456789abcdef":
        fit = tuple(event for event in events if event.event_id.hex.startswith(digit))
        assert journal.begun_with(digit) == fit


def test_events_are_numbered_and_chained(journal: Journal) -> None:
    events = fill(journal, 5)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert events[0].previous_hash == JOURNAL_START
    assert verify_chain(journal.events()) == (5, events[-1].hash)
    assert tuple(journal.events()) == events


def test_the_chain_goes_on_after_a_restart(path: Path) -> None:
    first = Journal(path, "east")
    (event,) = fill(first, 1)
    first.close()
    second = Journal(path, "east")
    (next_event,) = fill(second, 1)
    assert (next_event.seq, next_event.previous_hash) == (2, event.hash)
    second.close()


@pytest.mark.parametrize(
    "change",
    ["UPDATE event SET kind = 'granted'", "DELETE FROM event WHERE seq = 2"],
)
def test_the_store_itself_refuses_to_forget(journal: Journal, path: Path, change: str) -> None:
    fill(journal, 3)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(change)
    other.close()


def tampered(events: list[GateEvent], how: str) -> list[GateEvent]:
    match how:
        case "changed":
            events[3] = events[3].model_copy(update={"reason": "pending"})
        case "changed and hashed anew":
            events[3] = chained(events[3].model_copy(update={"reason": "pending"}))
        case "removed":
            del events[3]
        case "inserted":
            events.insert(3, events[2])
        case "reordered":
            events[3], events[4] = events[4], events[3]
        case "cut at the front":
            del events[0]
    return events


@pytest.mark.parametrize(
    ("how", "seq"),
    [
        ("changed", 4),
        ("changed and hashed anew", 5),
        ("removed", 4),
        ("inserted", 4),
        ("reordered", 4),
        ("cut at the front", 1),
    ],
)
def test_the_first_broken_link_is_named(how: str, seq: int) -> None:
    events = list(journalled(8))
    assert verify_chain(events)[0] == 8
    with pytest.raises(ChainBroken) as caught:
        verify_chain(tampered(events, how))
    assert caught.value.seq == seq


def test_a_changed_newest_event_is_noticed_when_opening(path: Path) -> None:
    journal = Journal(path, "east")
    fill(journal, 3)
    journal.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("DROP TRIGGER event_is_final")
    other.execute("UPDATE event SET body = replace(body, 'denied', 'passed') WHERE seq = 3")
    other.close()
    with pytest.raises(JournalCorrupt, match="event 3"):
        Journal(path, "east")


def test_the_journal_of_another_gate_is_refused(path: Path) -> None:
    journal = Journal(path, "east")
    fill(journal, 1)
    journal.close()
    with pytest.raises(JournalForeign, match="gate east, not west"):
        Journal(path, "west")


def test_a_damaged_file_is_named_and_left_alone(path: Path) -> None:
    journal = Journal(path, "east")
    fill(journal, 200)
    journal.close()
    content = bytearray(path.read_bytes())
    content[8192:16384] = bytes(8192)
    path.write_bytes(content)
    with pytest.raises(JournalCorrupt):
        Journal(path, "east")
    assert path.read_bytes() == bytes(content)


def test_a_closed_journal_is_a_named_error(path: Path) -> None:
    journal = Journal(path, "east")
    journal.close()
    with pytest.raises(StoreError):
        journal.append(new())


def test_grants_without_an_outcome_are_found(journal: Journal) -> None:
    attempts = [uuid4() for _ in range(4)]
    for attempt, outcome in zip(
        attempts,
        (GateEventKind.PASSED, GateEventKind.TIMED_OUT, None, None),
        strict=True,
    ):
        by_guard = attempt == attempts[3]
        kind = GateEventKind.OPENED_BY_GUARD if by_guard else GateEventKind.GRANTED
        journal.append(new(kind, attempt))
        if outcome is not None:
            journal.append(new(outcome, attempt))
    assert [event.attempt for event in journal.unfinished()] == attempts[2:]


def test_the_day_is_counted_by_kind_and_direction(journal: Journal) -> None:
    fill(journal, 3)
    counts = journal.counts(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert total(counts, GateEventKind.DENIED, Direction.IN) == 3
    assert total(counts, GateEventKind.DENIED, Direction.OUT) == 0
    assert total(counts, GateEventKind.PASSED) == 0
    assert journal.counts(NOW + timedelta(minutes=5), NOW + timedelta(hours=1)) == ()


def test_each_event_waits_until_the_hall_has_it(journal: Journal) -> None:
    events = fill(journal, 4)
    outbox = journal.outbox
    assert outbox.waiting(3) == (1, 2, 3)
    outbox.settle([1, 3])
    assert outbox.waiting(9) == (2, 4)
    assert journal.load(outbox.waiting(9)) == (events[1], events[3])
    assert outbox.backlog() == Backlog(waiting=2, dead=0)
    outbox.settle([1, 99])
    assert outbox.backlog() == Backlog(waiting=2, dead=0)


def test_a_dead_letter_stays_visible_and_can_be_offered_again(journal: Journal) -> None:
    events = fill(journal, 2)
    problem = Problem(code="invalid", message=Bilingual(zh="不行", en="No"), where="seq")
    journal.outbox.settle([], [(1, problem)])
    (letter,) = journal.outbox.dead_letters()
    assert (letter.position, letter.message_id, letter.problem) == (1, events[0].event_id, problem)
    assert journal.outbox.backlog() == Backlog(waiting=1, dead=1)
    assert journal.outbox.revive(1)
    assert not journal.outbox.revive(1)
    assert journal.outbox.waiting(9) == (1, 2)


def test_everything_from_a_number_on_can_be_offered_again(journal: Journal) -> None:
    fill(journal, 5)
    problem = Problem(code="invalid", message=Bilingual(zh="不行", en="No"), where="seq")
    journal.outbox.settle([1, 2, 4], [(3, problem)])
    assert journal.outbox.waiting(9) == (5,)
    assert journal.resend(2) == 3
    assert journal.outbox.waiting(9) == (2, 3, 4, 5)
    assert journal.outbox.backlog() == Backlog(waiting=4, dead=0)
    assert journal.resend(1) == 1
    assert journal.resend(9) == 0
    assert journal.outbox.backlog() == Backlog(waiting=5, dead=0)


def test_an_event_that_can_not_be_kept_leaves_no_trace(journal: Journal) -> None:
    fill(journal, 1)
    with pytest.raises(ValidationError):
        journal.append(
            NewEvent(
                lane="L1",
                kind=GateEventKind.DENIED,
                at=NOW,
                direction=Direction.IN,
                score=float("inf"),
            )
        )
    assert verify_chain(journal.events())[0] == 1
    assert journal.outbox.waiting(9) == (1,)
