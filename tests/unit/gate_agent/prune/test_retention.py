"""The thread that takes old events out, and the clock that it goes by."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.prune import PORTION
from gate_agent.journal.retention import NOT_AS_WRITTEN
from gate_agent.journal.store import Journal
from tests.helpers.old_journal import (
    LATER,
    NOW,
    Clocks,
    change,
    keeper,
    numbers,
    sent,
    write,
)
from tests.helpers.waiting import wait_until


def test_the_clock_that_is_behind_counts(journal: Journal) -> None:
    clocks = Clocks(LATER)
    retention = keeper(journal, clocks)
    assert retention.before() is None, "the hall's time is not known"
    clocks.hall.heard(LATER + timedelta(days=4000))
    assert retention.before() == NOW
    clocks.wall = LATER + timedelta(days=9000)
    assert retention.before() == NOW + timedelta(days=4000)


def test_its_thread_takes_out_what_is_old(journal: Journal) -> None:
    sent(journal, write(journal, 4 * PORTION))
    clocks = Clocks(LATER + timedelta(hours=1))
    clocks.hall.heard(clocks.wall)
    retention = keeper(journal, clocks)
    retention.start()
    wait_until(lambda: len(numbers(journal)) == EVERY_EVENTS, "all that is old is gone")
    retention.stop()


def test_what_it_finds_is_said(journal: Journal, path: Path) -> None:
    sent(journal, write(journal, 3 * EVERY_EVENTS))
    change(path, "DELETE FROM event WHERE seq = 9")
    clocks = Clocks(LATER + timedelta(hours=1))
    clocks.hall.heard(clocks.wall)
    conditions = Conditions(lambda: None)
    retention = keeper(journal, clocks, conditions)
    retention.start()
    wait_until(lambda: conditions.problem(Area.RETENTION) == NOT_AS_WRITTEN, "it is said")
    retention.stop()
