"""The upload loop against a real server: order, batches, refusals, and a hall that forgets."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gate_agent.journal.store import Journal, NewEvent
from sync.backoff import Backoff
from sync.client import HallClient
from sync.clock import HallClock
from sync.errors import HallFault, Malformed, Revoked, SyncError
from sync.outbox import Backlog
from sync.upload import GIVEN_UP, UNREADABLE, EventUploader
from sync.wire import EVENT_BATCH_LIMIT, Direction, EventBatch, GateEvent, GateEventKind
from tests.helpers import misbehaving_hall as bad
from tests.helpers.misbehaving_hall import Handler, MisbehavingHall, misbehaving_hall
from tests.helpers.waiting import wait_until


@pytest.fixture
def hall() -> Iterator[MisbehavingHall]:
    with misbehaving_hall() as running:
        yield running


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db", "east")
    yield opened
    opened.close()


class Upload:
    """An uploader with what it reported."""

    def __init__(self, hall: MisbehavingHall, journal: Journal) -> None:
        self.reports: list[SyncError | None] = []
        self.client = HallClient.of(hall.identity(), HallClock())
        self.loop = EventUploader(
            journal.outbox,
            journal.load,
            self.client,
            self.reports.append,
            Backoff(first_s=0.01, last_s=0.05),
        )


@pytest.fixture
def upload(hall: MisbehavingHall, journal: Journal) -> Iterator[Upload]:
    made = Upload(hall, journal)
    yield made
    made.client.close()


def fill(journal: Journal, count: int) -> list[GateEvent]:
    new = NewEvent("L1", GateEventKind.DENIED, datetime.now(UTC), Direction.IN)
    return [journal.append(new) for _ in range(count)]


def test_events_go_in_order_and_in_batches(
    hall: MisbehavingHall, journal: Journal, upload: Upload
) -> None:
    events = fill(journal, EVENT_BATCH_LIMIT + 5)
    while upload.loop.upload_batch():
        pass
    assert list(hall.events.values()) == events
    assert hall.asked == ["events", "events"]
    assert journal.outbox.backlog() == Backlog(waiting=0, dead=0)


def test_an_answer_that_was_lost_counts_once(
    hall: MisbehavingHall, journal: Journal, upload: Upload
) -> None:
    fill(journal, 3)

    def take_and_hang_up(handler: Handler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        hall.take(EventBatch.model_validate_json(body))
        bad.half_a_body(handler)

    hall.behave("events", take_and_hang_up)
    with pytest.raises(SyncError):
        upload.loop.upload_batch()
    assert journal.outbox.backlog().waiting == 3
    assert upload.loop.upload_batch()
    assert hall.duplicates == 3
    assert len(hall.events) == 3
    assert journal.outbox.backlog() == Backlog(waiting=0, dead=0)


def test_the_one_event_that_spoils_a_batch_is_found_and_set_aside(
    hall: MisbehavingHall, journal: Journal, upload: Upload
) -> None:
    events = fill(journal, 20)
    poison = events[13]

    def choke(handler: Handler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        if str(poison.event_id).encode() in body:
            handler.refuse(422, "invalid")
        else:
            receipt = hall.take(EventBatch.model_validate_json(body))
            handler.reply(200, receipt.model_dump_json().encode())

    hall.behave("events", choke, None)
    assert upload.loop.upload_batch()
    assert list(hall.events.values()) == [event for event in events if event != poison]
    (letter,) = journal.outbox.dead_letters()
    assert (letter.message_id, letter.problem.code) == (poison.event_id, "invalid")
    assert journal.outbox.backlog() == Backlog(waiting=0, dead=1)


def test_one_event_at_which_the_hall_fails_holds_up_no_other(
    hall: MisbehavingHall, journal: Journal, upload: Upload
) -> None:
    events = fill(journal, 30)
    poison = events[13]

    def choke(handler: Handler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        if str(poison.event_id).encode() in body:
            handler.refuse(500, "broken")
        else:
            receipt = hall.take(EventBatch.model_validate_json(body))
            handler.reply(200, receipt.model_dump_json().encode())

    hall.behave("events", choke, None)
    rounds = 0
    while hall.events.keys() != {event.event_id for event in events if event != poison}:
        rounds += 1
        with suppress(HallFault):
            upload.loop.upload_batch()
        assert rounds < 40, "the others must arrive"
    assert journal.outbox.backlog() == Backlog(waiting=1, dead=0), "it may be the hall's hour"
    while journal.outbox.backlog().waiting:
        rounds += 1
        fill(journal, 1)
        while journal.outbox.waiting(9) != (poison.seq,) and journal.outbox.backlog().waiting:
            upload.loop.upload_batch()
        with suppress(HallFault):
            upload.loop.upload_batch()
        assert rounds < 60, "it must be given up"
    (letter,) = journal.outbox.dead_letters()
    assert (letter.position, letter.problem) == (poison.seq, GIVEN_UP)


def test_a_hall_that_fails_at_everything_costs_no_event(
    hall: MisbehavingHall, journal: Journal, upload: Upload
) -> None:
    fill(journal, 12)
    hall.behave("events", lambda handler: handler.refuse(503, "restarting"), None)
    for _ in range(60):
        with pytest.raises(HallFault):
            upload.loop.upload_batch()
    assert journal.outbox.backlog() == Backlog(waiting=12, dead=0)
    hall.behave_well()
    while upload.loop.upload_batch():
        pass
    assert len(hall.events) == 12


@pytest.mark.parametrize(
    "damage",
    [
        "body = substr(body, 1, 90)",
        "body = CAST(x'ff' || CAST(body AS BLOB) AS TEXT)",
        "body = replace(body, '\"in\"', '\"out\"')",
        "body = replace(body, '\"seq\":7', '\"seq\":8')",
    ],
)
def test_a_damaged_event_holds_up_no_other(
    hall: MisbehavingHall, journal: Journal, upload: Upload, tmp_path: Path, damage: str
) -> None:
    events = fill(journal, 20)
    with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as db:
        db.execute("DROP TRIGGER event_is_final")
        db.execute(f"UPDATE event SET {damage} WHERE seq = 7")
    while upload.loop.upload_batch():
        pass
    assert list(hall.events.values()) == [event for event in events if event.seq != 7]
    (letter,) = journal.outbox.dead_letters()
    assert (letter.position, letter.problem) == (7, UNREADABLE)
    assert journal.problem is not None
    assert "number 7" in journal.problem.en


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        pytest.param(
            lambda handler: handler.refuse(401, "token_unknown"), Revoked, id="token unknown"
        ),
        pytest.param(
            bad.json_body({"accepted": [], "duplicate": [], "rejected": []}),
            Malformed,
            id="empty receipt",
        ),
    ],
)
def test_a_refusal_of_the_terminal_kills_no_event(
    hall: MisbehavingHall,
    journal: Journal,
    upload: Upload,
    behaviour: bad.Behaviour,
    error: type[SyncError],
) -> None:
    fill(journal, 2)
    hall.behave("events", behaviour)
    with pytest.raises(error):
        upload.loop.upload_batch()
    assert journal.outbox.backlog() == Backlog(waiting=2, dead=0)


def test_the_loop_goes_on_when_the_hall_is_back(
    hall: MisbehavingHall, journal: Journal, upload: Upload
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=upload.loop.run, args=(stop,))
    thread.start()
    try:
        fill(journal, 1)
        upload.loop.wake()
        wait_until(lambda: len(hall.events) == 1, "the first event arrived")
        hall.stop()
        fill(journal, 2)
        upload.loop.wake()
        wait_until(lambda: upload.reports[-1] is not None, "the failure is reported")
        hall.start()
        wait_until(lambda: len(hall.events) == 3, "the others arrived")
        wait_until(lambda: upload.reports[-1] is None, "all is well again")
    finally:
        stop.set()
        upload.loop.wake()
        thread.join()
