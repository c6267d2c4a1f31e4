"""Whatever is done to a journal's file: it is found, and the first event concerned is named."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate_agent.journal import checkpoints
from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.check import Whole, check_journal
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.rows import row_of
from gate_agent.journal.store import SCHEMA, Journal, NewEvent
from sync.errors import StoreError
from sync.outbox import Backlog, Outbox
from sync.wire import ADDED_LATER, Direction, GateEvent, GateEventKind
from tests.helpers.events import journalled
from tests.helpers.hand_clock import HandClock

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
EVENTS = 12
EVERY = 4
TAIL = 2
"""Events after the last checkpoint."""
FLIPS = 300


def new() -> NewEvent:
    return NewEvent(
        "L1", GateEventKind.DENIED, NOW, Direction.IN, uuid4(), holder=uuid4(), reason="pending"
    )


@pytest.fixture(scope="module")
def key() -> EvidenceKey:
    return EvidenceKey(random.Random(20300901).randbytes(32))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, key: EvidenceKey) -> Path:
    """A journal with three checkpoints and a few events after the last."""
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    journal = Journal(path, "east", key)
    for number in range(1, EVENTS + TAIL + 1):
        journal.append(new())
        if number % EVERY == 0:
            journal.vouch(NOW)
    journal.close()
    return path


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "journal.db"))


def change(path: Path, *statements: str) -> None:
    """Do what somebody with the file in his hands can do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            db.execute(statement)


def broken(path: Path, key: EvidenceKey) -> ChainBroken:
    with pytest.raises(ChainBroken) as caught:
        check_journal(path, "east", key.public)
    return caught.value


def test_a_whole_journal_is_vouched_for(whole: Path, key: EvidenceKey) -> None:
    found = check_journal(whole, "east", key.public)
    assert (found.events, found.checkpoints, found.vouched) == (EVENTS + TAIL, 3, EVENTS)


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        pytest.param(["DELETE FROM event WHERE seq = 6"], 6, id="removed"),
        pytest.param(["DELETE FROM event WHERE seq = 1"], 1, id="first removed"),
        pytest.param(
            ["INSERT INTO event SELECT 0, x'', kind, lane, '', at, hash, body FROM event LIMIT 1"],
            1,
            id="inserted",
        ),
        pytest.param(
            ["UPDATE event SET seq = -5 WHERE seq = 5", "UPDATE event SET seq = 5 WHERE seq = 6",
             "UPDATE event SET seq = 6 WHERE seq = -5"],
            5,
            id="reordered",
        ),
        pytest.param([f"DELETE FROM event WHERE seq > {EVENTS - 1}"], EVENTS, id="cut tail"),
        pytest.param(["DELETE FROM event"], 1, id="emptied"),
        pytest.param(["DELETE FROM checkpoint WHERE number = 2"], EVERY + 1, id="checkpoint gone"),
        pytest.param(
            ["UPDATE checkpoint SET seq = seq + 1 WHERE number = 3"], 2 * EVERY + 1,
            id="checkpoint moved",
        ),
    ],
)  # fmt: skip
def test_what_was_done_is_found_where_it_was_done(
    copied: Path, key: EvidenceKey, statements: list[str], seq: int
) -> None:
    change(copied, *statements)
    assert broken(copied, key).seq == seq


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        pytest.param(
            [f"DELETE FROM event WHERE seq > {EVENTS}"], EVENTS + 1, id="cut at a checkpoint"
        ),
        pytest.param(
            ["DELETE FROM outbox WHERE position = 5"], EVENTS + TAIL + 1, id="waits no more"
        ),
        pytest.param(
            ["UPDATE outbox SET message_id = zeroblob(16) WHERE position = 5"], 5, id="another id"
        ),
        pytest.param(
            ["INSERT INTO dead_letter SELECT *, 'x', '', '', '' FROM outbox WHERE position = 7"],
            7,
            id="waits and was refused",
        ),
        pytest.param(
            ["INSERT INTO dead_letter VALUES (99, x'', 'x', '', '', '')"], 99, id="made up"
        ),
        pytest.param(["UPDATE tally SET count = 99"], EVENTS + TAIL + 1, id="figures"),
        pytest.param(["DELETE FROM tally"], EVENTS + TAIL + 1, id="no figures"),
        pytest.param(["INSERT INTO about VALUES ('somebody', 4)"], 4, id="about nobody"),
        pytest.param(["DELETE FROM about WHERE seq = 3"], 3, id="about somebody"),
    ],
)
def test_lists_must_say_what_the_events_say(
    copied: Path, key: EvidenceKey, statements: list[str], seq: int
) -> None:
    check_journal(copied, "east", key.public)
    change(copied, *statements)
    assert broken(copied, key).seq == seq


def test_an_end_cut_off_at_a_checkpoint_is_found_at_the_start(
    copied: Path, key: EvidenceKey
) -> None:
    """Else no event could be written any more: its number waits for the hall already."""
    change(copied, f"DELETE FROM event WHERE seq > {EVENTS}")
    with pytest.raises(JournalCorrupt, match=f"event {EVENTS + 1}: missing"):
        Journal(copied, "east", key)


def test_a_journal_written_anew_from_the_start_is_found(copied: Path, key: EvidenceKey) -> None:
    """Hashing everything anew makes a chain that holds; only the signatures tell."""
    change(copied, "DELETE FROM event")
    with closing(sqlite3.connect(copied, isolation_level=None)) as db:
        for event in journalled(EVENTS + TAIL):
            row = (event.seq, event.event_id.bytes, event.kind, event.lane, None,
                   event.at.timestamp(), event.hash, event.model_dump_json())  # fmt: skip
            db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    assert broken(copied, key).seq == EVERY


def test_another_key_vouches_for_nothing(whole: Path) -> None:
    assert broken(whole, EvidenceKey(bytes(32))).seq == 1


EVENT_CELLS = ("seq", "event_id", "kind", "lane", "attempt", "at", "hash", "body")
CHECKPOINT_CELLS = ("number", "seq", "hash", "at", "previous", "signature")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_flipped_bit_in_any_cell_is_named(
    copied: Path, whole: Path, key: EvidenceKey, data: st.DataObject
) -> None:
    shutil.copy(whole, copied)
    of_event = data.draw(st.booleans())
    column = data.draw(st.sampled_from(EVENT_CELLS if of_event else CHECKPOINT_CELLS))
    table, row_id, rows = ("event", "seq", EVENTS) if of_event else ("checkpoint", "number", 3)
    row = data.draw(st.integers(1, rows))
    change(copied)
    with closing(sqlite3.connect(copied, isolation_level=None)) as db:
        (value,) = db.execute(f"SELECT {column} FROM {table} WHERE {row_id} = {row}").fetchone()
        damaged = flipped(value, data)
        try:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {row_id} = {row}", (damaged,))
        except sqlite3.IntegrityError:
            return  # would be two rows of one number
    named = broken(copied, key).seq
    if of_event:
        assert named <= row, "not later than where it is"
        assert named == row or column == "seq"
    else:
        assert named > (row - 1) * EVERY or column in ("number", "seq")


def flipped(value: object, data: st.DataObject) -> object:
    match value:
        case bytes():
            changed = bytearray(value)
            changed[data.draw(st.integers(0, len(value) - 1))] ^= 1 << data.draw(st.integers(0, 7))
            return bytes(changed)
        case str():
            place = data.draw(st.integers(0, len(value) - 1))
            other = chr(ord(value[place]) ^ (1 << data.draw(st.integers(0, 6))))
            return value[:place] + other + value[place + 1 :]
        case int():
            return value ^ (1 << data.draw(st.integers(0, 40)))
        case float():
            return value + data.draw(st.sampled_from([-3600.0, 1e-3, 1.0, 6 * 3600.0]))
        case _:
            raise AssertionError(f"unexpected {type(value)}")


def test_a_flipped_bit_of_the_file_never_makes_another_journal(
    whole: Path, tmp_path: Path, key: EvidenceKey
) -> None:
    """It is found and named, or it hit nothing that the journal says."""
    content, truth = whole.read_bytes(), said(whole)
    chance = random.Random(20300901)
    path, found = tmp_path / "flipped.db", 0
    for _ in range(FLIPS):
        damaged = bytearray(content)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            check_journal(path, "east", key.public)
        except (ChainBroken, StoreError):
            found += 1
        else:
            assert said(path) == truth
    assert found > FLIPS // 8, "some flips hit what is read"


def said(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return [*db.execute("SELECT * FROM event"), *db.execute("SELECT * FROM checkpoint")]


# --- when checkpoints are made ----------------------------------------------------------------


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def journal(tmp_path: Path, key: EvidenceKey, clock: HandClock) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db", "east", key, clock)
    yield opened
    opened.close()


@pytest.mark.parametrize("versions", range(1, len(ADDED_LATER) + 1))
def test_rows_of_earlier_versions_are_whole(
    tmp_path: Path, key: EvidenceKey, versions: int
) -> None:
    """They lack the fields of the newest ``versions`` additions."""
    path = tmp_path / "journal.db"
    journal = Journal(path, "east", key)
    missing = frozenset[str]().union(*ADDED_LATER[-versions:])
    with journal_file(path) as db:
        write_as_before(db, journalled(2), missing)
    newer = journal.append(new())
    journal.close()
    assert newer.seq == 3
    assert check_journal(path, "east", key.public).hash == newer.hash


def test_a_field_taken_from_a_row_is_found(copied: Path, key: EvidenceKey) -> None:
    """No version wrote some of its additions and not the others."""
    change(copied, """UPDATE event SET body = replace(body, '"noted":"",', '') WHERE seq = 6""")
    assert broken(copied, key).seq == 6


def journal_file(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


def write_as_before(
    db: sqlite3.Connection, events: tuple[GateEvent, ...], missing: frozenset[str]
) -> None:
    for event in events:
        row = row_of(event)._replace(body=event.model_dump_json(exclude=set(missing)))
        db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        Outbox.put(db, event.seq, event.event_id)


def state(tmp_path: Path, key: EvidenceKey) -> Whole:
    return check_journal(tmp_path / "journal.db", "east", key.public)


def test_a_checkpoint_comes_with_so_many_events(
    journal: Journal, tmp_path: Path, key: EvidenceKey
) -> None:
    for _ in range(2 * checkpoints.EVERY_EVENTS + 1):
        journal.append(new())
    assert state(tmp_path, key).checkpoints == 2
    assert state(tmp_path, key).vouched == 2 * checkpoints.EVERY_EVENTS


def test_a_quiet_gate_vouches_too(
    journal: Journal, tmp_path: Path, key: EvidenceKey, clock: HandClock
) -> None:
    journal.append(new())
    journal.vouch_when_due(NOW)
    assert state(tmp_path, key).checkpoints == 0
    clock.now += checkpoints.EVERY_S
    journal.vouch_when_due(NOW)
    assert state(tmp_path, key).vouched == 1
    clock.now += checkpoints.EVERY_S
    journal.vouch_when_due(NOW)
    assert state(tmp_path, key).checkpoints == 1, "nothing came since"


def test_the_next_start_goes_on_from_the_last_checkpoint(
    journal: Journal, tmp_path: Path, key: EvidenceKey
) -> None:
    journal.append(new())
    journal.vouch(NOW)
    journal.append(new())
    journal.close()
    again = Journal(tmp_path / "journal.db", "east", key)
    again.vouch(NOW)
    again.close()
    assert state(tmp_path, key).vouched == 2


def test_a_start_does_not_vouch_for_a_damaged_end(copied: Path, key: EvidenceKey) -> None:
    change(copied, f"UPDATE event SET reason = '' WHERE seq = {EVENTS}".replace("reason", "kind"))
    change(copied, f"UPDATE event SET body = replace(body, 'pending', '') WHERE seq = {EVENTS + 1}")
    with pytest.raises(JournalCorrupt, match=f"event {EVENTS + 1}"):
        Journal(copied, "east", key)


def test_a_start_finds_that_the_end_was_cut_off(copied: Path, key: EvidenceKey) -> None:
    change(copied, f"DELETE FROM event WHERE seq >= {EVENTS}")
    with pytest.raises(JournalCorrupt, match=f"event {EVENTS}"):
        Journal(copied, "east", key)


def test_a_start_finds_a_checkpoint_of_another_key(whole: Path) -> None:
    with pytest.raises(JournalCorrupt, match="not this gate's"):
        Journal(whole, "east", EvidenceKey(bytes(32)))


def test_a_journal_from_before_checkpoints_is_taken_over(tmp_path: Path, key: EvidenceKey) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, "east")
    for _ in range(3):
        journal.append(new())
    journal.close()
    assert SCHEMA.version == 6
    change(
        path,
        *("DROP TABLE checkpoint", "DROP TABLE backlog", "DROP TABLE tally", "DROP TABLE about"),
        *("DROP TABLE pruned", "DROP TABLE taken", "DROP INDEX event_notable"),
        "PRAGMA user_version = 1",
    )
    journal = Journal(path, "east", key)
    assert journal.outbox.backlog() == Backlog(waiting=3, dead=0)
    journal.append(new())
    journal.vouch(NOW)
    assert journal.outbox.backlog() == Backlog(waiting=4, dead=0)
    assert sum(count.count for count in journal.counts(NOW, NOW + timedelta(days=1))) == 4
    journal.close()
    found = check_journal(path, "east", key.public)
    assert (found.vouched, found.stated_from) == (4, 0)
