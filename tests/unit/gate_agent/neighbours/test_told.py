"""What a neighbour's word about passages does to anti-passback and counted entries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.rules.told import PLACES, ToldPassages
from sync.wire import Direction
from tests.helpers.records import approved

NOW = datetime(2030, 9, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_newest_passage_counts_whoever_saw_it() -> None:
    told = ToldPassages()
    book = PresenceBook({"L1": "site"}, (), told)
    holder = uuid4()
    assert book.last(holder, "L1").inside is None
    told.passed("east", holder, "site", True, NOW, uuid4())
    assert book.last(holder, "L1").inside is True
    book.passed(Passage(holder, "L1", Direction.OUT, NOW + MINUTE))
    assert book.last(holder, "L1").inside is False
    told.passed("east", holder, "site", True, NOW, uuid4())
    assert book.last(holder, "L1").inside is False, "told late, and older"
    told.passed("west", holder, "site", True, NOW + 2 * MINUTE, uuid4())
    assert book.last(holder, "L1").inside is True
    assert book.last(holder, "elsewhere").inside is None


def test_entries_at_neighbours_are_counted_once() -> None:
    told = ToldPassages()
    book = PresenceBook({"L1": "site"}, (), told)
    record = approved(valid_from=NOW)
    event = uuid4()
    for _ in range(2):
        told.passed("east", record.holder, "site", True, NOW + MINUTE, event)
    told.passed("east", record.holder, "site", False, NOW + 2 * MINUTE, uuid4())
    told.passed("east", record.holder, "site", True, NOW - MINUTE, uuid4())
    book.passed(Passage(record.holder, "L1", Direction.IN, NOW + 3 * MINUTE))
    assert book.of(record, "L1").entries == 2


def test_a_talkative_gate_pushes_out_only_its_own() -> None:
    told = ToldPassages()
    holder = uuid4()
    told.passed("east", holder, "site", True, NOW, uuid4())
    first = uuid4()
    told.passed("liar", first, "site", True, NOW, uuid4())
    for _ in range(PLACES):
        told.passed("liar", uuid4(), "site", True, NOW, uuid4())
    assert told.last(holder, "site") == (True, NOW)
    assert told.entries(holder, None) == 1
    assert told.last(first, "site") is None
    assert told.entries(first, None) == 0
