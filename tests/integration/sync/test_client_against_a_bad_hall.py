"""Whatever a hall answers, the client returns a checked message or raises one named error."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sync.client import HallClient
from sync.clock import HallClock
from sync.errors import (
    CursorAhead,
    CutShort,
    HallError,
    HallFault,
    Malformed,
    NotFound,
    Revoked,
    TooLarge,
    Unreachable,
)
from sync.wire import EventBatch, EventReceipt, GateEvent
from tests.helpers import misbehaving_hall as bad
from tests.helpers.events import journalled
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from tests.helpers.records import approved
from tests.helpers.waiting import wait_until


@pytest.fixture
def hall() -> Iterator[MisbehavingHall]:
    with misbehaving_hall() as running:
        yield running


@pytest.fixture
def client(hall: MisbehavingHall) -> Iterator[HallClient]:
    opened = HallClient.of(hall.identity(), HallClock())
    yield opened
    opened.close()


def test_a_sound_page_and_picture_come_through(hall: MisbehavingHall, client: HallClient) -> None:
    record = approved("0" * 64)
    hall.publish(record)
    page = client.feed(0)
    assert page.next == 1
    assert hall.registry.verifier.verify(page.rows[0].jws) == record
    sha256 = hall.add_thumbnail(b"\xff\xd8picture")
    assert client.thumbnail(sha256) == b"\xff\xd8picture"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        pytest.param(bad.half_a_body, CutShort, id="half a body"),
        pytest.param(bad.endless_body, TooLarge, id="endless body"),
        pytest.param(bad.status(500), HallFault, id="internal fault"),
        pytest.param(bad.status(502), HallFault, id="proxy without a hall"),
        pytest.param(bad.status(404), Malformed, id="refusal without a problem"),
        pytest.param(bad.status(301), Malformed, id="redirect"),
        pytest.param(bad.status(200), Malformed, id="another media type"),
        pytest.param(bad.json_body([]), Malformed, id="another message"),
        pytest.param(bad.json_body({"epoch": "x" * 900}), Malformed, id="wrong field"),
        pytest.param(
            lambda handler: handler.reply(200, b'{"epoch": '), Malformed, id="half a JSON text"
        ),
        pytest.param(
            lambda handler: handler.reply(200, b"\xff\xfe" * 30), Malformed, id="not UTF-8"
        ),
        pytest.param(
            lambda handler: handler.connection.close(), Unreachable, id="hangs up without a word"
        ),
        pytest.param(
            lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), Unreachable, id="not HTTP"
        ),
        pytest.param(
            lambda handler: handler.refuse(403, "device_revoked"), Revoked, id="revoked device"
        ),
    ],
)
def test_a_bad_answer_is_one_named_error(
    hall: MisbehavingHall,
    client: HallClient,
    behaviour: bad.Behaviour,
    error: type[HallError],
) -> None:
    hall.behave("feed", behaviour)
    with pytest.raises(error) as caught:
        client.feed(0)
    assert type(caught.value) is error
    assert caught.value.text.zh
    assert hall.token not in str(caught.value)
    assert client.feed(0).next == 0, "the next call is well again"


def test_a_hall_that_drips_holds_nobody(
    hall: MisbehavingHall, client: HallClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.transport.BODY_LIMIT_S", 0.2)
    hall.behave("feed", bad.dripping_body)
    with pytest.raises(Unreachable, match="the body took more than"):
        client.feed(0)


def test_a_hall_that_is_away_is_unreachable(hall: MisbehavingHall, client: HallClient) -> None:
    hall.stop()
    with pytest.raises(Unreachable):
        client.hello()


def test_a_wrong_token_is_refused(hall: MisbehavingHall) -> None:
    client = HallClient.of(hall.registry.identity(hall.url, "x" * 40), HallClock())
    with pytest.raises(Revoked):
        client.feed(0)
    client.close()


def test_a_cursor_beyond_the_feed_is_named(client: HallClient) -> None:
    with pytest.raises(CursorAhead):
        client.feed(17)


def test_a_missing_picture_is_not_found(client: HallClient) -> None:
    with pytest.raises(NotFound):
        client.thumbnail("0" * 64)


def test_an_oversized_picture_is_refused(hall: MisbehavingHall, client: HallClient) -> None:
    with pytest.raises(Malformed):
        client.thumbnail(hall.add_thumbnail(bytes(40_000)))


def receipt(**changes: object) -> Callable[[GateEvent], bad.Behaviour]:
    def answer(event: GateEvent) -> bad.Behaviour:
        whole = EventReceipt(accepted=(event.event_id,), duplicate=(), rejected=())
        return bad.json_body(whole.model_copy(update=changes).model_dump(mode="json"))

    return answer


@pytest.mark.parametrize(
    "answer", [receipt(accepted=()), receipt(accepted=(approved().holder,))], ids=["none", "other"]
)
def test_a_receipt_that_leaves_an_event_out_is_malformed(
    hall: MisbehavingHall,
    client: HallClient,
    answer: Callable[[GateEvent], bad.Behaviour],
) -> None:
    (event,) = journalled(1)
    hall.behave("events", answer(event))
    with pytest.raises(Malformed):
        client.upload(EventBatch(events=(event,)))
    assert client.upload(EventBatch(events=(event,))).accepted == (event.event_id,)


def test_a_long_poll_ends_as_soon_as_it_is_aborted(
    hall: MisbehavingHall, client: HallClient
) -> None:
    ended = threading.Event()

    def poll() -> None:
        with pytest.raises(Unreachable):
            client.feed(0, wait_s=20)
        ended.set()

    thread = threading.Thread(target=poll)
    thread.start()
    wait_until(lambda: "feed" in hall.asked, "the poll is being held")
    began = time.monotonic()
    while not ended.wait(0.05):
        client.abort()
    assert time.monotonic() - began < 1.0
    thread.join()
    with pytest.raises(Unreachable):
        client.hello()


def test_the_clock_follows_the_hall(hall: MisbehavingHall) -> None:
    clock = HallClock()
    client = HallClient.of(hall.identity(), clock)
    assert clock.offset_s() is None
    hall.clock_error = timedelta(hours=1)
    client.hello()
    client.close()
    assert clock.offset_s() == pytest.approx(-3600, abs=2)
    assert (clock.now() - datetime.now(UTC)).total_seconds() == pytest.approx(3600, abs=2)
