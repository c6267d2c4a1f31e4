"""Fire and lockdown on a real journal: nothing ends unseen, nothing is written out of order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gate_agent.conditions import Conditions
from gate_agent.desk.emergency import EmergencyDesk, Ended
from gate_agent.journal.store import Journal, NewEvent
from sync.clock import HallClock
from sync.errors import StoreFull
from sync.wire import Direction, GateEvent, GateEventKind

GUARD = "Guard Wei"
PAGES = 1_000_000
"""More than any test fills."""
Recorded = Callable[[GateEvent], None]


def nobody() -> None:
    """Nobody shows what is in force."""


def nothing(event: GateEvent) -> None:
    """Nobody counts events."""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db", "east")
    yield opened
    opened.close()


def desk_on(journal: Journal, recorded: Recorded = nothing) -> EmergencyDesk:
    return EmergencyDesk(journal, HallClock(), Conditions(nobody), nobody, recorded)


def fill(journal: Journal) -> None:
    """Let the journal's file have no room for one more event, as on a full disk."""
    limit(journal, 1)  # SQLite takes as many pages as there are already
    filler = NewEvent("L1", GateEventKind.STARTED, datetime.now(UTC), Direction.IN)
    with suppress(StoreFull):
        while journal.append(filler).seq:
            continue


def limit(journal: Journal, pages: int) -> None:
    journal._store._writer.execute(f"PRAGMA max_page_count = {pages}")


def kinds(journal: Journal) -> list[GateEventKind]:
    kinds = [event.kind for event in journal.events()]
    return [kind for kind in kinds if kind is not GateEventKind.STARTED]


def test_an_input_that_rises_while_a_release_is_written_keeps_the_lanes_open(
    journal: Journal,
) -> None:
    def rises(event: GateEvent) -> None:
        if event.kind is GateEventKind.FIRE_RELEASED:
            desk.fire_input("other", "L2", active=True)

    desk = desk_on(journal, rises)
    desk.fire_input("barrier", "L1", active=True)
    desk.fire_input("barrier", "L1", active=False)
    assert desk.release_fire(GUARD, "all are out") is Ended.FIRE_INPUT_ACTIVE
    assert desk.now.fire is not None
    assert kinds(journal) == ["fire", "fire_released", "fire"]
    assert desk_on(journal).now.fire is not None, "nor does a restart close them"


def test_what_began_on_a_full_disk_is_written_before_its_end(journal: Journal) -> None:
    desk = desk_on(journal)
    fill(journal)
    assert desk.lock_down(GUARD, "stranger on campus")
    desk.fire_input("barrier", "L1", active=True)
    desk.settle()
    desk.fire_input("barrier", "L1", active=False)
    assert desk.end_lockdown(GUARD, "found") is Ended.NOT_RECORDED
    assert desk.release_fire(GUARD, "all are out") is Ended.NOT_RECORDED
    assert kinds(journal) == []
    limit(journal, PAGES)
    assert desk.release_fire(GUARD, "all are out") is Ended.DONE
    assert desk.end_lockdown(GUARD, "found") is Ended.DONE
    assert kinds(journal) == ["lockdown", "fire", "fire_released", "lockdown_ended"]
    standing = desk_on(journal).now
    assert (standing.fire, standing.lockdown) == (None, None)
