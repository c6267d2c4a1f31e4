"""A hall on a real socket that keeps the contract until it is told to break it.

For what the real hall never does: half bodies, endless bodies, lies about its clock, pages with
holes. ``behave`` hands one answer (or, with ``times=None``, all answers) of a path to a function
that writes whatever it likes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from sync.client import BASE_PATH
from sync.wire import (
    AccessRecord,
    Bilingual,
    EventBatch,
    EventReceipt,
    FeedPage,
    FeedRow,
    GateEvent,
    GateEventKind,
    Hello,
    Problem,
    RejectedEvent,
    TerminalIdentity,
    event_hash,
)
from tests.helpers.records import Registry

_NO: Final = Problem(code="invalid", message=Bilingual(zh="不行", en="No"))

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; the connection ends with it."""

    hall: MisbehavingHall
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.close_connection = True
        path = urlsplit(self.path).path.removeprefix(BASE_PATH)
        behaviour = self.hall.next_behaviour(path)
        # The terminal may hang up at any time.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            behaviour(self) if behaviour is not None else self._obey(path)

    def _obey(self, path: str) -> None:
        if self.headers.get("Authorization") != f"Bearer {self.hall.token}":
            return self.refuse(401, "token_unknown")
        if path == "hello":
            return self.reply(200, self.hall.hello().model_dump_json().encode())
        if path == "feed":
            query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            page = self.hall.page_after(
                int(query["cursor"]), int(query["limit"]), float(query["wait"])
            )
            if page is None:
                return self.refuse(409, "cursor_ahead")
            return self.reply(200, page.model_dump_json().encode())
        if path == "events":
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                return None  # the terminal was killed in the midst of its sending
            receipt = self.hall.take(EventBatch.model_validate_json(body))
            return self.reply(200, receipt.model_dump_json().encode())
        if path.startswith("thumbnails/"):
            jpeg = self.hall.thumbnails.get(path.partition("/")[2])
            if jpeg is not None:
                return self.reply(200, jpeg, "image/jpeg")
        return self.refuse(404, "not_found")

    def reply(self, status: int, body: bytes, media_type: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status: int, code: str) -> None:
        problem = _NO.model_copy(update={"code": code})
        self.reply(status, problem.model_dump_json().encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing: a test's output is for failures."""


class MisbehavingHall:
    """Feed, thumbnails and events in memory. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self.registry: Final = Registry()
        self.token: Final = secrets.token_urlsafe(32)
        self.epoch = uuid4()
        self.clock_error = timedelta()
        self.thumbnails: Final[dict[str, bytes]] = {}
        self.events: Final[dict[UUID, GateEvent]] = {}
        self.duplicates = 0
        self._refused_kind: GateEventKind | None = None
        self.asked: Final[list[str]] = []
        self._rows: list[tuple[int, UUID, str]] = []
        self._seq = 0
        self._behaviours: dict[str, list[Behaviour | None]] = {}
        self._always: dict[str, Behaviour] = {}
        self._changed: Final = threading.Condition()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._port = 0

    # --- what a test arranges -----------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def identity(self) -> TerminalIdentity:
        return self.registry.identity(self.url, self.token)

    def publish(self, record: AccessRecord) -> None:
        """Put ``record`` at the feed's end, in place of its holder's earlier one."""
        self.publish_signed(record.holder, self.registry.signer.sign(record))

    def publish_signed(self, holder: UUID, jws: str) -> None:
        with self._changed:
            self._seq += 1
            self._rows = [row for row in self._rows if row[1] != holder]
            self._rows.append((self._seq, holder, jws))
            self._changed.notify_all()

    def add_thumbnail(self, jpeg: bytes) -> str:
        sha256 = hashlib.sha256(jpeg).hexdigest()
        self.thumbnails[sha256] = jpeg
        return sha256

    def start_afresh(self) -> None:
        """A new epoch with an empty feed."""
        with self._changed:
            self.epoch, self._rows, self._seq = uuid4(), [], 0
            self._changed.notify_all()

    def go_back(self) -> None:
        """Lose the feed without a new epoch, as after a restored backup."""
        with self._changed:
            self._rows, self._seq = [], 0
            self._changed.notify_all()

    def refuse_kind(self, kind: GateEventKind | None) -> None:
        """Reject events of this kind for good from now on; None: no longer any."""
        self._refused_kind = kind

    def behave(self, path: str, behaviour: Behaviour, times: int | None = 1) -> None:
        """Answer the next ``times`` requests of ``path`` (all of them, if None) so."""
        with self._changed:
            if times is None:
                self._always[path] = behaviour
            else:
                self._behaviours.setdefault(path, []).extend([behaviour] * times)
            # A long poll that is being held ends, so that the next one misbehaves.
            self._changed.notify_all()

    def behave_well(self) -> None:
        with self._changed:
            self._always.clear()
            self._behaviours.clear()

    def start(self) -> None:
        """Listen; after :meth:`stop` on the same port again."""
        handler = type("BoundHandler", (Handler,), {"hall": self})
        server = _Server(("127.0.0.1", self._port), handler)
        self._stopping = False
        self._port = server.server_address[1]
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="misbehaving-hall"
        )
        self._thread.start()

    def stop(self) -> None:
        """Go away: nobody listens until :meth:`start`."""
        if self._server is None or self._thread is None:
            return
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

    # --- what the handler asks ----------------------------------------------------------------

    def next_behaviour(self, path: str) -> Behaviour | None:
        with self._changed:
            self.asked.append(path)
            queued = self._behaviours.get(path)
            return queued.pop(0) if queued else self._always.get(path)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock_error

    def hello(self) -> Hello:
        return Hello(
            contract="1",
            campus="demo",
            campus_name=Bilingual(zh="示范校园", en="Demonstration Campus"),
            epoch=self.epoch,
            server_time=self.now(),
            device="gate-1",
        )

    def page_after(self, cursor: int, limit: int, wait_s: float) -> FeedPage | None:
        """The rows after ``cursor``; None when the feed ends before it."""
        with self._changed:
            epoch = self.epoch
            self._changed.wait_for(
                lambda: (
                    self._seq != cursor
                    or self._stopping
                    or self.epoch != epoch
                    or self._behaviours.get("feed")
                    or "feed" in self._always
                ),
                timeout=wait_s,
            )
            if cursor > self._seq and self.epoch == epoch and cursor != 0:
                return None
            rows = [row for row in self._rows if row[0] > cursor][:limit]
        last = cursor
        signed = []
        for seq, _, jws in rows:
            signed.append(FeedRow(seq=seq, prev=last, jws=jws))
            last = seq
        return FeedPage(
            epoch=self.epoch,
            cursor=cursor,
            next=last,
            server_time=self.now(),
            rows=tuple(signed),
        )

    def take(self, batch: EventBatch) -> EventReceipt:
        """Keep each event once; a wrong hash is a test's failure at once."""
        accepted, duplicate, rejected = [], [], []
        with self._changed:
            for event in batch.events:
                assert event.hash == event_hash(event)
                if event.kind is self._refused_kind:
                    rejected.append(RejectedEvent(event_id=event.event_id, problem=_NO))
                elif event.event_id in self.events:
                    assert self.events[event.event_id] == event
                    self.duplicates += 1
                    duplicate.append(event.event_id)
                else:
                    self.events[event.event_id] = event
                    accepted.append(event.event_id)
        return EventReceipt(
            accepted=tuple(accepted), duplicate=tuple(duplicate), rejected=tuple(rejected)
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    allow_reuse_address = True


def half_a_body(handler: Handler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"epoch": "')


def endless_body(handler: Handler) -> None:
    """Send until the terminal hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    block = b" " * 65536
    while True:
        handler.wfile.write(block)


def dripping_body(handler: Handler) -> None:
    """Send a byte now and then, far fewer than promised, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    drop = threading.Event()
    for _ in range(100):
        handler.wfile.write(b" ")
        drop.wait(0.02)


def status(code: int) -> Behaviour:
    """Answer with ``code`` and a body that is no problem."""
    return lambda handler: handler.reply(code, b"oops", "text/plain")


def json_body(content: object) -> Behaviour:
    """Answer 200 with ``content`` as JSON, whatever the contract says."""
    return lambda handler: handler.reply(200, json.dumps(content).encode())


def page(content: FeedPage) -> Behaviour:
    """Answer with this page, whatever was asked."""
    return lambda handler: handler.reply(200, content.model_dump_json().encode())


@contextmanager
def misbehaving_hall() -> Iterator[MisbehavingHall]:
    """A running hall, gone when the block ends."""
    hall = MisbehavingHall()
    hall.start()
    try:
        yield hall
    finally:
        hall.stop()
