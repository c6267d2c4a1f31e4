"""Each pass lets in once: at one gate, after a restart, and whatever neighbours tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from gate_agent.journal.pass_book import PassBook, UsedPass
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.passage.event_reasons import BARRIER_FAULT, INTERRUPTED, SENT_AWAY
from sync.passes import PASS_LIFE_LIMIT
from sync.wire import Direction, GateEventKind

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
PASS, ONE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.db", "east")
    yield journal
    journal.close()


def test_one_attempt_has_it() -> None:
    book = PassBook()
    assert book.take(PASS, ONE, NOW)
    assert book.take(PASS, ONE, NOW)
    assert not book.take(PASS, OTHER, NOW)
    assert (book.is_used(PASS, ONE), book.is_used(PASS, OTHER)) == (False, True)
    book.give_back(PASS, OTHER)
    assert book.is_used(PASS, OTHER)
    book.give_back(PASS, ONE)
    assert book.take(PASS, OTHER, NOW)


def test_of_all_lanes_at_once_one_gets_it() -> None:
    book = PassBook()
    together = threading.Barrier(8)
    got: list[bool] = []

    def lane() -> None:
        together.wait()
        got.append(book.take(PASS, uuid4(), NOW))

    lanes = [threading.Thread(target=lane) for _ in range(8)]
    for one in lanes:
        one.start()
    for one in lanes:
        one.join()
    assert sorted(got) == [False] * 7 + [True]


def test_a_neighbours_word_counts_and_takes_nothing_away() -> None:
    book = PassBook()
    book.used(PASS, NOW)
    assert not book.take(PASS, ONE, NOW)
    book.take(UUID(int=9), ONE, NOW)
    book.used(UUID(int=9), NOW)
    assert not book.is_used(UUID(int=9), ONE)


def test_a_neighbours_use_outlives_a_grant_here_that_nobody_used() -> None:
    """Both gates opened in the same moment."""
    book = PassBook()
    book.take(PASS, ONE, NOW)
    book.used(PASS, NOW)
    book.give_back(PASS, ONE)
    assert not book.take(PASS, OTHER, NOW)


def test_a_guards_opening_uses_a_pass_that_another_lane_gives_back() -> None:
    book = PassBook()
    book.take(PASS, ONE, NOW)
    book.recorded(PASS, OTHER, GateEventKind.OPENED_BY_GUARD, "rescue", NOW)
    book.recorded(PASS, OTHER, GateEventKind.PASSED, "", NOW)
    book.give_back(PASS, ONE)
    assert book.is_used(PASS, UUID(int=9))


class Clocks:
    """The hall's time, as far as it is known, and a clock that nobody can set."""

    def __init__(self) -> None:
        self.now, self.monotonic = NOW, 0.0
        self.book = PassBook(monotonic=lambda: self.monotonic)

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        self.monotonic += span.total_seconds()

    def take(self, pass_id: UUID) -> bool:
        return self.book.take(pass_id, uuid4(), self.now)


def test_it_is_remembered_for_its_life_and_no_longer() -> None:
    clocks = Clocks()
    clocks.take(PASS)
    clocks.pass_by(PASS_LIFE_LIMIT)
    clocks.take(UUID(int=9))
    assert clocks.book.is_used(PASS, OTHER)
    clocks.pass_by(timedelta(minutes=2))
    clocks.take(UUID(int=10))
    assert not clocks.book.is_used(PASS, OTHER)
    assert len(clocks.book) == 2


@pytest.mark.parametrize("hours", [6, -6])
def test_a_clock_that_jumps_and_comes_back_makes_no_pass_good_again(hours: int) -> None:
    clocks = Clocks()
    clocks.take(PASS)
    clocks.now += timedelta(hours=hours)
    clocks.pass_by(timedelta(minutes=2))
    clocks.take(UUID(int=9))
    clocks.now -= timedelta(hours=hours)
    clocks.pass_by(timedelta(minutes=2))
    assert not clocks.take(PASS)


def test_a_pass_is_kept_while_the_halls_time_has_not_passed_its_end() -> None:
    clocks = Clocks()
    clocks.take(PASS)
    clocks.now -= timedelta(hours=6)
    clocks.pass_by(timedelta(hours=1))
    clocks.take(UUID(int=9))
    assert not clocks.take(PASS)
    clocks.pass_by(timedelta(hours=6))
    clocks.take(UUID(int=10))
    assert clocks.take(PASS)


@pytest.mark.parametrize(
    ("outcome", "reason", "used"),
    [
        (None, "", True),
        (GateEventKind.PASSED, "", True),
        (GateEventKind.TIMED_OUT, INTERRUPTED, True),
        (GateEventKind.TIMED_OUT, "alarm", True),
        (GateEventKind.TIMED_OUT, "", False),
        (GateEventKind.TIMED_OUT, BARRIER_FAULT, False),
        (GateEventKind.TIMED_OUT, SENT_AWAY, False),
    ],
)
@pytest.mark.parametrize("grant", [GateEventKind.GRANTED, GateEventKind.OPENED_BY_GUARD])
def test_the_journal_knows_which_are_used(
    journal: Journal, grant: GateEventKind, outcome: GateEventKind | None, reason: str, used: bool
) -> None:
    def append(kind: GateEventKind, **more: object) -> None:
        fields = {"lane": "L1", "at": NOW, "direction": Direction.IN, "attempt": ONE, **more}
        journal.append(NewEvent(kind=kind, **fields))  # type: ignore[arg-type]

    append(GateEventKind.DENIED, pass_id=UUID(int=9))
    append(grant, pass_id=PASS, hall_offset_s=2.0)
    if outcome is not None:
        append(outcome, reason=reason)
    known = tuple(journal.used_passes(NOW - timedelta(days=1)))
    assert known == ((UsedPass(PASS, ONE, NOW - timedelta(seconds=2)),) if used else ())
    assert PassBook(known).is_used(PASS, OTHER) is used
    assert not list(journal.used_passes(NOW + timedelta(seconds=1)))
