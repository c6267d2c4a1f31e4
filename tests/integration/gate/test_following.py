"""Following the feed: one request a change, and yet the records are confirmed in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from gate_agent.conditions import Conditions
from gate_agent.records.book import RecordBook
from gate_agent.records.feed import FeedFollower
from sync.client import HallClient
from sync.clock import HallClock
from sync.signing import RecordVerifier, UntrustedRecord
from sync.vault import Vault
from sync.wire import FEED_PAGE_LIMIT
from tests.helpers.misbehaving_hall import MisbehavingHall, page
from tests.helpers.records import Registry, approved
from tests.helpers.waiting import wait_until

WAIT_S: Final = 20.0


class Following:
    """A follower whose clock the test advances."""

    def __init__(self, folder: Path, hall: MisbehavingHall) -> None:
        self.later_s = 0.0
        identity = hall.identity()
        clock = HallClock(lambda: datetime.now(UTC), lambda: self.later_s)
        conditions = Conditions(lambda: None)
        self.client: Final = HallClient.of(identity, clock)
        self.book: Final = RecordBook(
            folder / "mirror.db",
            Vault.at(folder / "vault.key"),
            RecordVerifier(identity.record_keys),
            clock,
            conditions,
        )
        self._hall: Final = hall
        self._follower: Final = FeedFollower(
            self.book, self.client, conditions, WAIT_S, lambda: None
        )

    def pass_time(self, seconds: float) -> None:
        """For the gate and for the hall."""
        self.later_s += seconds
        self._hall.clock_error += timedelta(seconds=seconds)

    def change(self) -> int:
        """One change at the hall, taken in; how many times the hall was asked for it."""
        self._hall.publish(approved())
        asked, count = self._hall.asked.count("feed"), self.book.count
        while self.book.count == count:
            self._follower.step()
        return self._hall.asked.count("feed") - asked

    def finish_asking(self) -> None:
        """What was asked for ahead has come."""
        asked = self._follower._ahead._asked
        assert asked is not None
        asked[1].result()

    @property
    def age_s(self) -> float | None:
        return self.book.standing().age_s

    def step(self) -> None:
        self._follower.step()

    def read_in(self) -> None:
        while not self.book.progress.complete:
            self._follower.step()


@pytest.fixture
def gate(hall: MisbehavingHall, tmp_path: Path) -> Iterator[Following]:
    hall.publish(approved())
    following = Following(tmp_path, hall)
    following.read_in()
    yield following
    following.client.close()
    following.book.close()


def test_a_change_costs_one_request(gate: Following) -> None:
    assert [gate.change() for _ in range(5)] == [1] * 5


def test_where_changes_never_cease_the_records_are_confirmed_in_time(gate: Following) -> None:
    """Changes come before a waiting gate is ever told that there is nothing new."""
    for _ in range(12):
        gate.pass_time(WAIT_S / 4)
        gate.change()
        if gate.age_s is None or gate.age_s >= WAIT_S:
            gate.step()
        assert gate.age_s is not None
        assert gate.age_s < WAIT_S


@pytest.fixture
def newcomer(hall: MisbehavingHall, tmp_path: Path) -> Iterator[Following]:
    """A gate before its first sync of more than one page."""
    for _ in range(FEED_PAGE_LIMIT + 1):
        hall.publish(approved())
    following = Following(tmp_path, hall)
    yield following
    following.client.close()
    following.book.close()


def test_the_next_page_is_asked_for_before_it_is_due(
    newcomer: Following, hall: MisbehavingHall
) -> None:
    newcomer.step()
    assert newcomer.book.count == FEED_PAGE_LIMIT
    wait_until(lambda: hall.asked.count("feed") == 2, "the hall is asked for what follows")
    newcomer.read_in()
    assert newcomer.book.count == FEED_PAGE_LIMIT + 1
    assert hall.asked.count("feed") == 3, "each page once, the empty one too"


def test_what_was_asked_for_after_a_refused_page_is_forgotten(
    newcomer: Following, hall: MisbehavingHall
) -> None:
    forged = Registry().page(hall.epoch, 0, [approved() for _ in range(FEED_PAGE_LIMIT)])
    hall.behave("feed", page(forged))
    with pytest.raises(UntrustedRecord):
        newcomer.step()
    assert newcomer.book.progress.cursor == 0
    newcomer.read_in()
    assert newcomer.book.count == FEED_PAGE_LIMIT + 1


def test_a_page_that_waited_tells_the_time_of_its_arrival(
    newcomer: Following, hall: MisbehavingHall
) -> None:
    newcomer.step()
    wait_until(lambda: hall.asked.count("feed") == 2, "the hall is asked for what follows")
    newcomer.finish_asking()
    newcomer.later_s += 60
    newcomer.step()
    late = newcomer.client.clock.now() - datetime.now(UTC)
    assert abs(late.total_seconds() - 60) < 5, "a minute went by since the hall said the time"
