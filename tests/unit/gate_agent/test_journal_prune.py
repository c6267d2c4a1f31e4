"""Old events that the hall has go from the journal's front; what is left can still be proved."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.check import check_journal
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.prune import KEPT_LIMIT, PORTION
from gate_agent.journal.retention import NOT_AS_WRITTEN, STAMP, TOO_MANY_REFUSED, UNSENT, Retention
from gate_agent.journal.store import Journal, NewEvent
from sync.clock import HallClock
from sync.errors import StoreError
from sync.wire import Bilingual, Direction, GateEvent, GateEventKind, Problem
from tests.helpers.waiting import wait_until

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=200)
REFUSED = Problem(code="invalid", message=Bilingual(zh="不合规", en="Invalid"))
KILLS = 3


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def key(path: Path) -> EvidenceKey:
    return EvidenceKey.at(path.with_name(KEY_FILE))


@pytest.fixture
def journal(path: Path, key: EvidenceKey) -> Iterator[Journal]:
    opened = Journal(path, "east", key)
    yield opened
    opened.close()


def write(
    journal: Journal,
    count: int,
    at: datetime = NOW,
    kind: GateEventKind = GateEventKind.DENIED,
    attempt: UUID | None = None,
    offset_s: float | None = None,
) -> list[GateEvent]:
    new = NewEvent("L1", kind, at, Direction.IN, attempt, holder=uuid4(), hall_offset_s=offset_s)
    return [journal.append(new) for _ in range(count)]


def sent(journal: Journal, events: list[GateEvent]) -> None:
    journal.outbox.settle([event.seq for event in events])


def refused(journal: Journal, *events: GateEvent) -> None:
    journal.outbox.settle([], [(event.seq, REFUSED) for event in events])


def prune(journal: Journal, before: datetime = LATER) -> int:
    """Until nothing goes; how many went."""
    removed = 0
    while portion := journal.prune(before, LATER).removed:
        removed += portion
    return removed


def numbers(journal: Journal) -> list[int]:
    return [event.seq for event in journal.events()]


def change(path: Path, *statements: str) -> None:
    """Do what somebody with the file in his hands can do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            assert db.execute(statement).rowcount, f"{statement} changed nothing"


# --- what goes --------------------------------------------------------------------------------


def test_old_events_go_up_to_the_last_checkpoint_but_one(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    events = write(journal, 5 * EVERY_EVENTS + 3)
    sent(journal, events)
    assert prune(journal) == 4 * EVERY_EVENTS
    assert numbers(journal)[0] == 4 * EVERY_EVENTS + 1
    whole = check_journal(path, "east", key.public)
    assert (whole.events, whole.checkpoints) == (len(events), 5)
    assert whole.pruned is not None
    assert (whole.pruned.seq, whole.pruned.hash) == (4 * EVERY_EVENTS, events[255].hash)
    assert whole.pruned.removed == 4 * EVERY_EVENTS


def test_the_journal_goes_on_after_it_and_is_pruned_again(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    for _ in range(4):
        sent(journal, write(journal, PORTION))
        assert prune(journal)
    journal.close()
    again = Journal(path, "east", key)
    again.append(NewEvent("L1", GateEventKind.DENIED, NOW, Direction.IN))
    again.close()
    whole = check_journal(path, "east", key.public)
    assert whole.events == 4 * PORTION + 1
    assert whole.pruned is not None
    assert whole.pruned.removed == 4 * PORTION - EVERY_EVENTS


def test_figures_and_lists_go_with_the_events(journal: Journal) -> None:
    events = write(journal, 3 * EVERY_EVENTS)
    sent(journal, events)
    holder = events[0].holder
    assert holder is not None
    prune(journal)
    (count,) = journal.counts(NOW, LATER)
    assert count.count == len(numbers(journal)) == EVERY_EVENTS
    with journal._store.read() as db:
        assert db.execute("SELECT count(*) FROM about").fetchone() == (EVERY_EVENTS,)


def test_young_events_stay(journal: Journal) -> None:
    sent(journal, write(journal, 2 * EVERY_EVENTS))
    sent(journal, write(journal, 4 * EVERY_EVENTS, LATER))
    assert prune(journal, NOW - timedelta(seconds=1)) == 0
    assert prune(journal, LATER - timedelta(seconds=1)) == 2 * EVERY_EVENTS


def test_age_is_told_by_the_halls_time(journal: Journal) -> None:
    """A gate whose clock was a year ahead wrote these."""
    year = timedelta(days=365)
    sent(journal, write(journal, 3 * EVERY_EVENTS, NOW + year, offset_s=year.total_seconds()))
    assert prune(journal, NOW + timedelta(days=1)) == 2 * EVERY_EVENTS


def test_without_a_key_nothing_goes(path: Path) -> None:
    keyless = Journal(path, "east")
    sent(keyless, write(keyless, 300))
    assert prune(keyless) == 0
    keyless.close()


def test_the_file_gets_smaller(journal: Journal, path: Path) -> None:
    sent(journal, write(journal, 16 * PORTION))
    with journal._store.write() as db:
        (before,) = db.execute("PRAGMA page_count").fetchone()
    prune(journal)
    with journal._store.write() as db:
        (after,) = db.execute("PRAGMA page_count").fetchone()
    assert after < before / 2
    with journal._store.read() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert path.stat().st_size < before * 4096 / 2


# --- what stays -------------------------------------------------------------------------------


def test_what_was_not_sent_stays_with_all_after_it(journal: Journal) -> None:
    events = write(journal, 5 * EVERY_EVENTS)
    sent(journal, events[:100] + events[101:])
    assert prune(journal) == EVERY_EVENTS
    assert journal.load([101]) == (events[100],)


def test_what_the_hall_refused_stays_and_is_vouched_for(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    events = write(journal, 5 * EVERY_EVENTS)
    sent(journal, events[:6] + events[7:99] + events[100:])
    refused(journal, events[6], events[99])
    assert prune(journal) == 4 * EVERY_EVENTS - 2
    assert numbers(journal)[:3] == [7, 100, 4 * EVERY_EVENTS + 1]
    whole = check_journal(path, "east", key.public)
    assert whole.pruned is not None
    assert whole.pruned.kept == ((7, events[6].hash), (100, events[99].hash))

    assert journal.outbox.revive(7)
    assert prune(journal) == 0, "it waits again"
    sent(journal, [events[6]])
    sent(journal, write(journal, 2 * EVERY_EVENTS))
    assert prune(journal) == 2 * EVERY_EVENTS + 1
    assert numbers(journal)[0] == 100
    check_journal(path, "east", key.public)


def test_a_grant_that_stays_keeps_its_outcome(journal: Journal) -> None:
    """Else the next start would end it a second time."""
    attempt = uuid4()
    (grant,) = write(journal, 1, kind=GateEventKind.GRANTED, attempt=attempt)
    others = write(journal, 40)
    others += write(journal, 1, kind=GateEventKind.PASSED, attempt=attempt)
    others += write(journal, 3 * EVERY_EVENTS)
    refused(journal, grant)
    sent(journal, others)
    assert prune(journal)
    assert numbers(journal)[:2] == [1, 42]
    assert journal.unfinished() == ()


def test_the_store_itself_gives_no_other_row_away(journal: Journal) -> None:
    events = write(journal, 3 * EVERY_EVENTS)
    refused(journal, events[3])
    sent(journal, events[:3] + events[4:])
    prune(journal)
    for statement in (
        "DELETE FROM event WHERE seq = 4",
        f"DELETE FROM event WHERE seq = {3 * EVERY_EVENTS}",
        "DELETE FROM checkpoint",
    ):
        with pytest.raises(StoreError, match="append-only"), journal._store.write() as db:
            db.execute(statement)


@pytest.mark.parametrize("seq", [1, 64, 65, 100, 256, 257])
@pytest.mark.parametrize("ahead", [timedelta(days=100), timedelta(days=9999)])
def test_one_event_stamped_in_the_future_holds_up_no_other(
    journal: Journal, seq: int, ahead: timedelta
) -> None:
    """The gate started with a wrong clock, and had not yet heard the hall's time."""
    events = write(journal, seq - 1) + write(journal, 1, NOW + ahead)
    sent(journal, events + write(journal, 401 - seq, offset_s=0.0))
    assert prune(journal, NOW + timedelta(days=1)) == 5 * EVERY_EVENTS


def test_without_the_halls_time_a_future_stamp_is_still_found_out(journal: Journal) -> None:
    sent(journal, write(journal, 1, LATER + timedelta(days=1)) + write(journal, 400))
    assert prune(journal, NOW + timedelta(days=1)) == 5 * EVERY_EVENTS


def test_a_time_of_nothing_but_wrong_stamps_is_not_taken_for_old(journal: Journal) -> None:
    sent(journal, write(journal, 300, LATER + timedelta(days=1)))
    assert prune(journal) == 0
    sent(journal, write(journal, 100, LATER, offset_s=0.0))
    assert prune(journal, LATER - timedelta(days=1)) == 0, "they may be of that very day"
    assert prune(journal, LATER) == 5 * EVERY_EVENTS


# --- what holds it up ---------------------------------------------------------------------------


def test_more_refused_events_than_can_stay_are_said_and_can_be_dismissed(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    events = write(journal, KEPT_LIMIT + 2 * EVERY_EVENTS)
    refused(journal, *events[: KEPT_LIMIT + 1])
    sent(journal, events[KEPT_LIMIT + 1 :])
    journal.append(NewEvent("L1", GateEventKind.DENIED, LATER, Direction.IN))
    assert prune(journal) == PORTION - KEPT_LIMIT == 0
    conditions = shown(journal)
    assert conditions.problem(Area.RETENTION) == TOO_MANY_REFUSED
    dismissal = NewEvent(
        "all", GateEventKind.EVENT_DISMISSED, LATER, Direction.IN, guard="Wang", reason="tests"
    )
    assert journal.dismiss(2, 300, dismissal) == KEPT_LIMIT
    assert journal.dismiss(2, 300, dismissal) == 0
    (letter,) = journal.outbox.dead_letters()
    assert letter.position == 1
    told = journal.latest([GateEventKind.EVENT_DISMISSED], 999)
    assert [event.noted for event in told] == [str(n) for n in range(KEPT_LIMIT + 1, 1, -1)]
    assert {(event.guard, event.reason) for event in told} == {("Wang", "tests")}
    assert prune(journal)
    assert numbers(journal)[0] == 1
    assert numbers(journal)[1] > KEPT_LIMIT
    assert check_journal(path, "east", key.public).pruned is not None


def test_old_events_that_the_hall_has_not_are_said(journal: Journal) -> None:
    events = write(journal, 3 * EVERY_EVENTS)
    sent(journal, events[:9] + events[10:])
    conditions = shown(journal)
    assert conditions.problem(Area.RETENTION) == UNSENT.format(seq=10)
    sent(journal, events)
    assert shown(journal).problem(Area.RETENTION) is None


def test_a_stamp_that_holds_up_older_events_is_said(journal: Journal) -> None:
    late = write(journal, 1, LATER, offset_s=0.0)
    sent(journal, late + write(journal, 3 * EVERY_EVENTS, offset_s=0.0))
    conditions = shown(journal)
    assert conditions.problem(Area.RETENTION) == STAMP.format(seq=1)


def shown(journal: Journal) -> Conditions:
    """What is said by a retention that begins, looks, and ends."""
    clocks = Clocks(LATER + timedelta(hours=1))
    clocks.hall.heard(clocks.wall)
    looked = threading.Event()
    conditions = Conditions(looked.set)
    retention = keeper(journal, clocks, conditions)
    retention.start()
    try:
        wait_until(lambda: looked.is_set() or len(numbers(journal)) == EVERY_EVENTS, "it looked")
    finally:
        retention.stop()
    return conditions


# --- what is found ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        pytest.param("DELETE FROM event WHERE seq = 257", 257, id="first that is left"),
        pytest.param("DELETE FROM event WHERE seq = 300", 300, id="in the rest"),
        pytest.param("DELETE FROM event WHERE seq = 7", 7, id="kept for the hall"),
        pytest.param("UPDATE event SET lane = 'L2' WHERE seq = 7", 7, id="kept, changed"),
        pytest.param("DELETE FROM pruned", 1, id="the statement itself"),
        pytest.param("UPDATE pruned SET seq = 300", 1, id="more said to be pruned"),
        pytest.param("UPDATE pruned SET kept = '[]'", 1, id="nothing said to be kept"),
        pytest.param("UPDATE pruned SET at = ''", 1, id="another time"),
        pytest.param("UPDATE pruned SET kept = '{'", 1, id="unreadable"),
        pytest.param("DELETE FROM checkpoint WHERE number = 5", 257, id="checkpoint gone"),
    ],
)
def test_a_row_that_somebody_else_took_is_found(
    journal: Journal, path: Path, key: EvidenceKey, statement: str, seq: int
) -> None:
    events = write(journal, 7 * EVERY_EVENTS)
    sent(journal, events[:6] + events[7:])
    refused(journal, events[6])
    assert journal.prune(LATER, LATER).removed == PORTION - 1
    journal.close()
    change(path, statement)
    with pytest.raises(ChainBroken) as caught:
        check_journal(path, "east", key.public)
    assert caught.value.seq == seq


def test_an_older_statement_put_back_is_found(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    sent(journal, write(journal, 2 * PORTION))
    assert journal.prune(LATER, LATER).removed
    with journal._store.read() as db:
        old = db.execute("SELECT * FROM pruned").fetchone()
    sent(journal, write(journal, PORTION))
    assert prune(journal)
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("INSERT OR REPLACE INTO pruned VALUES (?, ?, ?, ?, ?, ?, ?, ?)", old)
    with pytest.raises(ChainBroken, match=f"event {PORTION + 1}"):
        check_journal(path, "east", key.public)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event WHERE seq = 9",
        "UPDATE event SET body = replace(body, 'L1', 'L2') WHERE seq = 60",
        "DELETE FROM checkpoint WHERE number = 1",
        "DELETE FROM event WHERE seq = 1",
    ],
)
def test_a_journal_that_somebody_meddled_with_is_not_shortened(
    journal: Journal, path: Path, statement: str
) -> None:
    sent(journal, write(journal, 5 * EVERY_EVENTS))
    change(path, statement)
    left = numbers(journal)
    with pytest.raises(JournalCorrupt):
        journal.prune(LATER, LATER)
    assert numbers(journal) == left


def test_a_start_finds_a_forged_statement(journal: Journal, path: Path, key: EvidenceKey) -> None:
    sent(journal, write(journal, 3 * EVERY_EVENTS))
    prune(journal)
    journal.close()
    change(path, "UPDATE pruned SET seq = seq + 1")
    with pytest.raises(JournalCorrupt, match="not signed"):
        Journal(path, "east", key)


def test_killed_in_the_middle_it_is_whole(journal: Journal, path: Path, key: EvidenceKey) -> None:
    sent(journal, write(journal, 2 * KILLS * PORTION))
    chance = random.Random(20300901)
    command = [sys.executable, "-m", "tests.helpers.pruner", str(path), LATER.isoformat()]
    gone = 0
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline(), "a portion went"
            for _ in range(chance.randrange(300_000)):
                pass
            process.kill()
        whole = check_journal(path, "east", key.public)
        assert whole.events == 2 * KILLS * PORTION
        assert whole.pruned is not None
        assert whole.pruned.seq > gone
        gone = whole.pruned.seq
        assert numbers(journal)[0] == gone + 1


# --- when -------------------------------------------------------------------------------------


class Clocks:
    """Both clocks, set by hand."""

    def __init__(self, wall: datetime) -> None:
        self.wall = wall
        self.hall = HallClock(lambda: self.wall, lambda: 0.0)


def keeper(journal: Journal, clocks: Clocks, conditions: Conditions | None = None) -> Retention:
    said = conditions or Conditions(lambda: None)
    return Retention(journal, timedelta(days=200), clocks.hall, said, look_s=0.01)


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
