"""The shipped hall as a process: quick with news, bounded, gone when told, whole when killed."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import psutil
import pytest
import requests

from sync.client import HallClient
from sync.errors import CursorAhead, Revoked
from sync.signing import RecordVerifier
from sync.wire import (
    BODY_LIMIT_BYTES,
    EventBatch,
    FeedPage,
    Problem,
    ReturnStatus,
    TerminalIdentity,
    TerminalRole,
)
from tests.helpers.events import journalled
from tests.helpers.hall import CLASSMATE, STUDENT, HallPeer, running_hall, submission, yanhu_hall
from tests.helpers.waiting import wait_until

FEED: Final = "/api/terminal/v1/feed"
HOLD_S: Final = 20.0
NEWS_S: Final = 1.0
"""A revocation must be at a waiting gate within this time of the command that made it."""


@pytest.fixture(scope="module")
def kiosk(hall: HallPeer) -> TerminalIdentity:
    return hall.enrol(TerminalRole.KIOSK, "library")


@pytest.fixture
def at_gate(hall: HallPeer, gate: TerminalIdentity) -> Iterator[HallClient]:
    client = hall.client(gate)
    yield client
    client.close()


def register(hall: HallPeer, kiosk: TerminalIdentity, number: str) -> None:
    client = hall.client(kiosk)
    session = client.sign_in(hall.digest(kiosk, number))
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    client.submit_return(session.token, submission(today))
    client.close()


def end_of(client: HallClient) -> int:
    return client.feed(0).next


def raw(hall: HallPeer, request: bytes, *, half_close: bool = False) -> tuple[int, bytes]:
    """Send these bytes, read one answer."""
    host, _, port = hall.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()


def test_a_kiosk_registers_and_a_gate_gets_it_signed(
    hall: HallPeer, kiosk: TerminalIdentity, gate: TerminalIdentity, at_gate: HallClient
) -> None:
    verifier = RecordVerifier(gate.record_keys)
    start = end_of(at_gate)
    register(hall, kiosk, STUDENT)
    (row,) = at_gate.feed(start).rows
    assert verifier.verify(row.jws).status is ReturnStatus.PENDING
    hall.cli("approve-return", "--student", STUDENT, "--by", "chen")
    (row,) = at_gate.feed(row.seq, wait_s=HOLD_S).rows
    record = verifier.verify(row.jws)
    assert record.status is ReturnStatus.APPROVED
    assert record.credentials == (hall.digest(gate, STUDENT),)
    assert record.thumbnail is not None
    assert at_gate.thumbnail(record.thumbnail).startswith(b"\xff\xd8\xff")


def test_a_revocation_is_at_a_waiting_gate_within_a_second(
    hall: HallPeer, kiosk: TerminalIdentity, gate: TerminalIdentity, at_gate: HallClient
) -> None:
    register(hall, kiosk, CLASSMATE)
    hall.cli("approve-return", "--student", CLASSMATE, "--by", "chen")
    cursor = end_of(at_gate)
    with ThreadPoolExecutor(1) as pool:
        arrived = pool.submit(
            lambda: (at_gate.feed(cursor, wait_s=HOLD_S), datetime.now().astimezone())
        )
        hall.cli("revoke-return", "--student", CLASSMATE, "--by", "chen")
        page, at = arrived.result(timeout=HOLD_S)
    record = RecordVerifier(gate.record_keys).verify(page.rows[0].jws)
    assert record.status is ReturnStatus.REVOKED
    assert record.decided_at is not None
    assert at - record.decided_at < timedelta(seconds=NEWS_S)


def test_a_hundred_gates_wait_cheaply_and_wake_together(
    hall: HallPeer, gate: TerminalIdentity, kiosk: TerminalIdentity, at_gate: HallClient
) -> None:
    cursor = end_of(at_gate)
    process = psutil.Process(hall.pid)
    before = process.memory_info().rss
    url = f"{hall.url}{FEED}?cursor={cursor}&wait={HOLD_S:g}"
    headers = {"Authorization": f"Bearer {gate.token}"}

    def wait() -> FeedPage:
        answer = requests.get(url, headers=headers, timeout=HOLD_S + 5)
        return FeedPage.model_validate_json(answer.content)

    with ThreadPoolExecutor(100) as pool:
        waiting = [pool.submit(wait) for _ in range(100)]
        wait_until(
            lambda: len(process.net_connections()) >= len(waiting), "all gates are connected"
        )
        register(hall, kiosk, CLASSMATE)
        grown = process.memory_info().rss - before
        pages = [future.result(timeout=HOLD_S) for future in waiting]
    assert {page.rows[0].prev for page in pages} == {cursor}
    assert {len(page.rows) for page in pages} == {1}
    assert grown < 60 * 1024 * 1024


def test_a_gate_revoked_while_it_waits_is_refused(hall: HallPeer) -> None:
    identity = hall.enrol(TerminalRole.GATE, "west")
    client = hall.client(identity)
    cursor = end_of(client)
    with ThreadPoolExecutor(1) as waiting:
        held = waiting.submit(client.feed, cursor, wait_s=HOLD_S)
        began = time.monotonic()
        hall.cli("revoke-device", "--name", "west")
        with pytest.raises(Revoked):
            held.result()
    assert time.monotonic() - began < HOLD_S / 2, "refused at once, not at the end of the wait"
    client.close()
    assert "no terminal is named north" in hall.cli("revoke-device", "--name", "north", code=1)


@pytest.mark.parametrize(
    ("query", "token", "expected"),
    [
        ("", "", (401, "token_unknown", "")),
        ("", "x" * 43, (401, "token_unknown", "")),
        ("?cursor=x", None, (422, "invalid", "cursor")),
        ("?cursor=9007199254740992", None, (422, "invalid", "cursor")),
        ("?limit=0", None, (422, "invalid", "limit")),
        ("?wait=26", None, (422, "invalid", "wait")),
        ("?wait=nan", None, (422, "invalid", "wait")),
        ("?cursor=9999999", None, (409, "cursor_ahead", "cursor")),
        ("?cursor=%FF%00", None, (422, "invalid", "cursor")),
    ],
)
def test_the_feed_refuses_like_every_other_call(
    hall: HallPeer,
    gate: TerminalIdentity,
    query: str,
    token: str | None,
    expected: tuple[int, str, str],
) -> None:
    bearer = {"Authorization": f"Bearer {gate.token if token is None else token}"}
    answer = requests.get(hall.url + FEED + query, headers=bearer, timeout=5)
    problem = Problem.model_validate_json(answer.content)
    assert (answer.status_code, problem.code, problem.where) == expected
    assert answer.headers["Content-Type"] == "application/json"


def test_a_gate_that_has_read_on_shows_that_the_hall_was_restored(tmp_path: Path) -> None:
    with running_hall(tmp_path) as hall:
        client = hall.client(hall.enrol(TerminalRole.GATE))
        assert "restart-feed" not in hall.cli("status")
        ahead = end_of(client) + 1
        with pytest.raises(CursorAhead):
            client.feed(ahead)
        said = hall.cli("status", code=1)
        assert "yanhu hall restart-feed" in said, "and what to do"
        hall.cli("restart-feed")
        assert client.feed(ahead).rows, "no gate stands beyond the feed that began again"
        assert "restart-feed" not in hall.cli("status")
        client.close()


def test_the_feed_takes_no_other_method(hall: HallPeer, gate: TerminalIdentity) -> None:
    headers = {"Authorization": f"Bearer {gate.token}"}
    answer = requests.post(hall.url + FEED, data=b"{}", headers=headers, timeout=5)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_bodies_are_bounded(hall: HallPeer, gate: TerminalIdentity) -> None:
    head = (
        f"POST /api/terminal/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {gate.token}\r\n"
    )
    announced = f"{head}Content-Length: {BODY_LIMIT_BYTES + 1}\r\n\r\n".encode() + b"x" * 1000
    status, body = raw(hall, announced)
    assert (status, Problem.model_validate_json(body).code) == (413, "too_large")
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    streamed = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 9
    status, body = raw(hall, streamed)
    assert (status, Problem.model_validate_json(body).code) == (413, "too_large")
    half = f"{head}Content-Length: 100\r\n\r\n".encode() + b'{"events"'
    status, body = raw(hall, half, half_close=True)
    assert (status, Problem.model_validate_json(body).code) == (400, "malformed")


def test_many_registrations_and_events_at_once_lose_nothing(
    hall: HallPeer, gate: TerminalIdentity
) -> None:
    """Writers queue for the database instead of failing."""
    batches = [EventBatch(events=journalled(20)) for _ in range(12)]

    def send(batch: EventBatch) -> int:
        client = hall.client(gate)
        try:
            return len(client.upload(batch).accepted)
        finally:
            client.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(send, batches)) == [20] * len(batches)


def test_a_killed_hall_comes_back_with_everything(
    hall: HallPeer, gate: TerminalIdentity, at_gate: HallClient
) -> None:
    events = EventBatch(events=journalled(5))
    at_gate.upload(events)
    before = at_gate.feed(0)
    hall.stop(signal.SIGKILL)
    hall.start()
    again = at_gate.upload(events)
    assert (again.accepted, len(again.duplicate)) == ((), 5)
    after = at_gate.feed(0)
    assert (after.epoch, after.rows) == (before.epoch, before.rows)


def test_a_taken_port_is_said(hall: HallPeer) -> None:
    said = hall.cli("serve", code=1)
    assert "cannot listen on" in said
    assert "Traceback" not in said


def test_stopping_is_quick_though_gates_wait(
    hall: HallPeer, gate: TerminalIdentity, at_gate: HallClient
) -> None:
    cursor = end_of(at_gate)
    answers: list[int] = []
    held = threading.Barrier(21)

    def wait() -> None:
        client = hall.client(gate)
        client.hello()
        held.wait()
        answers.append(client.feed(cursor, wait_s=HOLD_S).next)
        client.close()

    gates = [threading.Thread(target=wait) for _ in range(20)]
    for thread in gates:
        thread.start()
    held.wait()
    process = psutil.Process(hall.pid)
    wait_until(lambda: len(process.net_connections()) >= 20, "all gates are connected")
    started = time.monotonic()
    assert hall.stop() == 0
    assert time.monotonic() - started < 3.0
    for thread in gates:
        thread.join()
    hall.start()


def test_the_log_is_json_and_names_nobody(
    hall: HallPeer, gate: TerminalIdentity, at_gate: HallClient
) -> None:
    (event,) = journalled(1)
    at_gate.upload(EventBatch(events=(event.model_copy(update={"reason": "forged"}),)))
    lines = [json.loads(line) for line in hall.log().splitlines()]
    assert lines[-1]["event"] == "event_rejected"
    assert lines[-1]["why"] == "hash_mismatch"
    secrets = [gate.token, gate.credential_key, *hall.passwords.values(), "林小雨", STUDENT]
    secrets += [uid.hex() for uid in hall.cards.values()]
    for secret in secrets:
        assert secret not in hall.log()


def test_a_hall_that_was_not_set_up_says_so(tmp_path: Path, hall: HallPeer) -> None:
    elsewhere = tmp_path / "hall.toml"
    elsewhere.write_text(hall.config.read_text(encoding="utf-8"), encoding="utf-8")
    assert "run `yanhu hall init` first" in yanhu_hall(elsewhere, "serve", code=2)
    elsewhere.write_text("[hall]\nport = 1\n")
    said = yanhu_hall(elsewhere, "check-config", code=2)
    assert "hall.port: unknown key" in said
    assert "`yanhu hall example-config` prints a file that works" in said


def test_seeding_twice_is_refused(hall: HallPeer) -> None:
    assert "this hall has students already" in hall.cli("seed-demo", code=1)
