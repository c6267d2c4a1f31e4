"""Fire and lockdown on a real journal: nothing ends unseen, nothing is written out of order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gate_agent.conditions import Conditions
from gate_agent.desk.emergency import EmergencyDesk, Ended
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.in_force import IN_FORCE_FILE, Emergency, InForceFile
from gate_agent.journal.start import JOURNAL_FILE, open_or_renew
from gate_agent.journal.store import Journal, NewEvent
from sync.clock import HallClock
from sync.errors import StoreFull
from sync.wire import Direction, GateEvent, GateEventKind

GUARD = "Guard Wei"
KEY = EvidenceKey(bytes(range(32)))
PAGES = 1_000_000
"""More than any test fills."""
Recorded = Callable[[GateEvent], None]


def nobody() -> None:
    """Nobody shows what is in force."""


def nothing(event: GateEvent) -> None:
    """Nobody counts events."""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / JOURNAL_FILE, "east", KEY)
    yield opened
    opened.close()


def path_of(journal: Journal) -> Path:
    return journal._store.path


def desk_on(journal: Journal, recorded: Recorded = nothing) -> EmergencyDesk:
    file = InForceFile(path_of(journal).with_name(IN_FORCE_FILE))
    return EmergencyDesk(journal, file, HallClock(), Conditions(nobody), nobody, recorded)


def damage(path: Path) -> None:
    """As a disk does that lost a block: where the tables are told."""
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(512))


@pytest.fixture
def renewed(tmp_path: Path) -> Iterator[Callable[[], Journal]]:
    """The next journal after one with a lockdown and a fire was damaged."""
    path = tmp_path / JOURNAL_FILE
    with ExitStack() as opened:

        def renew() -> Journal:
            before = Journal(path, "east", KEY)
            desk = desk_on(before)
            desk.lock_down(GUARD, "stranger on campus")
            desk.fire_input("barrier", "L1", active=True)
            desk.settle()
            before.close()
            damage(path)
            after = open_or_renew(path, "east", KEY, datetime.now(UTC))
            opened.callback(after.close)
            return after

        yield renew


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


def test_a_lockdown_ordered_while_one_is_ended_is_in_force_afterwards(journal: Journal) -> None:
    began: list[bool] = []

    def orders(event: GateEvent) -> None:
        if event.kind is GateEventKind.LOCKDOWN_ENDED:
            began.append(desk.lock_down("Guard Li", "another stranger"))

    desk = desk_on(journal, orders)
    assert desk.lock_down(GUARD, "stranger on campus")
    assert not desk.lock_down("Guard Li", "stranger on campus")
    assert desk.end_lockdown(GUARD, "found") is Ended.DONE
    assert began == [False], "one is in force already"
    assert desk.now.lockdown is not None
    assert desk.now.lockdown.by == "Guard Li"
    lockdown, ended = GateEventKind.LOCKDOWN, GateEventKind.LOCKDOWN_ENDED
    assert kinds(journal) == [lockdown, ended, lockdown]
    began.clear()
    desk = desk_on(journal)
    assert desk.now.lockdown is not None, "also after a restart"
    assert desk.end_lockdown(GUARD, "found") is Ended.DONE
    assert not desk.locked_down()


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


def test_both_survive_a_damaged_journal(renewed: Callable[[], Journal]) -> None:
    journal = renewed()
    desk = desk_on(journal)
    assert desk.now.fire is not None
    assert desk.now.lockdown is not None
    assert (desk.now.lockdown.by, desk.now.lockdown.reason) == (GUARD, "stranger on campus")
    desk.settle()
    assert kinds(journal) == ["journal_renewed", "fire", "lockdown"], "the new journal says so too"
    assert desk_on(journal).now == desk.now
    assert desk.end_lockdown(GUARD, "found") is Ended.DONE
    assert desk.release_fire(GUARD, "all are out") is Ended.DONE
    assert desk_on(journal).now == Emergency()


@pytest.mark.parametrize("state", [None, b"", b"\0" * 4096, b"x" * 10], ids=repr)
def test_what_nobody_can_know_is_a_lockdown(
    renewed: Callable[[], Journal], state: bytes | None
) -> None:
    journal = renewed()
    file = path_of(journal).with_name(IN_FORCE_FILE)
    file.unlink()
    if state is not None:
        file.write_bytes(state)
    desk = desk_on(journal)
    assert desk.now.lockdown is not None
    assert (desk.now.lockdown.by, desk.now.lockdown.reason) == ("", "journal_damaged")
    assert desk_on(journal).now.lockdown is not None, "as long as nobody ends it"
    desk.settle()
    assert kinds(journal) == ["journal_renewed", "lockdown"]
    assert desk.end_lockdown(GUARD, "asked the security office") is Ended.DONE
    assert desk_on(journal).now == Emergency()


def test_a_damaged_file_leaves_the_journal_to_tell(journal: Journal) -> None:
    desk = desk_on(journal)
    desk.lock_down(GUARD, "stranger on campus")
    path_of(journal).with_name(IN_FORCE_FILE).write_bytes(b"rubbish")
    lockdown = desk_on(journal).now.lockdown
    assert lockdown is not None
    assert lockdown.by == GUARD


def test_what_a_full_disk_kept_out_of_the_journal_survives_a_restart(journal: Journal) -> None:
    fill(journal)
    desk_on(journal).lock_down(GUARD, "stranger on campus")
    assert kinds(journal) == []
    again = desk_on(journal)
    assert again.now.lockdown is not None
    limit(journal, PAGES)
    again.settle()
    assert kinds(journal) == ["lockdown"]
