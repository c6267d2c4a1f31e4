"""A server that keeps the contract in all but one thing.

It stands before a real hall and passes everything on; its fault alters the question or the answer.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import requests

from sync.conformance.probe import BASE_PATH
from sync.wire import BODY_LIMIT_BYTES, TerminalIdentity

Said = tuple[int, str, bytes]
"""Status, media type, body."""
_JSON: Final = "application/json"
_UPSTREAM_S: Final = 30.0


def _edited(edit: Callable[[Any], None]) -> Callable[[Said], Said]:
    """Alter a successful JSON answer."""

    def apply(said: Said) -> Said:
        status, media_type, body = said
        if status >= 300 or media_type != _JSON:
            return said
        content = json.loads(body)
        edit(content)
        return status, media_type, json.dumps(content).encode()

    return apply


def _swap_rows(page: Any) -> None:
    if len(page["rows"]) > 2:
        page["rows"][0], page["rows"][1] = page["rows"][1], page["rows"][0]


def _drop_row(page: Any) -> None:
    if len(page["rows"]) > 2:
        del page["rows"][1]


def _repeat_holder(page: Any) -> None:
    if len(page["rows"]) > 2:
        page["rows"][2]["jws"] = page["rows"][1]["jws"]


def _forge(page: Any) -> None:
    for row in page["rows"]:
        head, _, rest = row["jws"].partition(".")
        payload, _, signature = rest.partition(".")
        row["jws"] = f"{head}.{payload}.{'A' * len(signature)}"


def _misvouch(page: Any) -> None:
    if page["rows"]:
        page["vouched"] = page["rows"][0]["jws"]


def _new_epoch(page: Any) -> None:
    page["epoch"] = "00000000-0000-4000-8000-000000000000"


def _call_all_new(receipt: Any) -> None:
    receipt["accepted"] += receipt["duplicate"]
    receipt["duplicate"] = []


def _reject_nothing(receipt: Any) -> None:
    receipt["accepted"] += [item["event_id"] for item in receipt["rejected"]]
    receipt["rejected"] = []


def _other_contract(hello: Any) -> None:
    hello["contract"] = "2"


def _no_labels(form: Any) -> None:
    for rules in form["properties"].values():
        rules.pop("x-label")


def _no_rules(form: Any) -> None:
    form["properties"]["travel_mode"].pop("enum")


def _mute(said: Said) -> Said:
    """Refuse in plain text."""
    status, _, _ = said
    return (status, "text/plain", b"no") if status == 401 else said


def _one_language(said: Said) -> Said:
    status, media_type, body = said
    if status != 404:
        return said
    problem = json.loads(body)
    problem["message"]["zh"] = " "
    return status, media_type, json.dumps(problem).encode()


def _fail(said: Said) -> Said:
    return (500, _JSON, said[2]) if said[0] == 400 else said


def _empty_page(said: Said) -> Said:
    if said[0] != 409:
        return said
    return 200, _JSON, b'{"rows": []}'


def _let_in(said: Said) -> Said:
    return (200, _JSON, b"{}") if said[0] == 403 else said


class Fault(Enum):
    """(path it concerns, what becomes of the answer); None: another part of the server is loose."""

    NONE = ("", None)
    OTHER_CONTRACT = ("hello", _edited(_other_contract))
    MUTE = ("hello", _mute)
    ANY_TOKEN = ("hello", None)
    ANY_ROLE = ("", _let_in)
    ONE_LANGUAGE = ("no-such-call", _one_language)
    FAILS_ON_NONSENSE = ("events", _fail)
    READS_EVERYTHING = ("events", None)
    SWAPS_ROWS = ("feed", _edited(_swap_rows))
    DROPS_A_ROW = ("feed", _edited(_drop_row))
    REPEATS_A_HOLDER = ("feed", _edited(_repeat_holder))
    FORGES = ("feed", _edited(_forge))
    MISVOUCHES = ("feed", _edited(_misvouch))
    OTHER_EPOCH = ("feed", _edited(_new_epoch))
    NEVER_AHEAD = ("feed", _empty_page)
    NEVER_HOLDS = ("feed", None)
    FORGETS = ("events", _edited(_call_all_new))
    BELIEVES_ALL = ("events", _edited(_reject_nothing))
    NO_LABELS = ("returns/form", _edited(_no_labels))
    NO_RULES = ("returns/form", _edited(_no_rules))
    NEVER_SIGNS_OUT = ("sessions/current", None)


class _Handler(BaseHTTPRequestHandler):
    upstream: TerminalIdentity
    fault: Fault
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        self.close_connection = True
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(BASE_PATH)
        length = int(self.headers.get("Content-Length", 0))
        if length > BODY_LIMIT_BYTES and self.fault is not Fault.READS_EVERYTHING:
            # Whether the whole body is insisted on is the loose server's own affair.
            self._say(self._asked(path, "", b"x" * length))
            return
        body = self.rfile.read(length)
        concerned, alter = self.fault.value
        if self.fault is Fault.NEVER_SIGNS_OUT and self.command == "DELETE":
            self._say((204, "", b""))
            return
        said = self._asked(path, parts.query, body)
        self._say(alter(said) if alter and concerned in ("", path) else said)

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def _asked(self, path: str, query: str, body: bytes) -> Said:
        headers = {
            name: value
            for name, value in self.headers.items()
            if name in ("Authorization", "X-Yanhu-Session", "Content-Type")
        }
        if self.fault is Fault.ANY_TOKEN and "Authorization" in headers:
            headers["Authorization"] = f"Bearer {self.upstream.token}"
        params = {name: values[0] for name, values in parse_qs(query).items()}
        if self.fault is Fault.NEVER_HOLDS:
            params.pop("wait", None)
        answer = requests.request(
            self.command,
            self.upstream.hall_url + BASE_PATH + path,
            params=params,
            data=body,
            headers=headers,
            timeout=_UPSTREAM_S,
        )
        media_type = answer.headers.get("Content-Type", "").partition(";")[0]
        return answer.status_code, media_type, answer.content

    def _say(self, said: Said) -> None:
        status, media_type, body = said
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing: a test's output is for failures."""


@contextmanager
def loose_server(upstream: TerminalIdentity, fault: Fault) -> Iterator[str]:
    """The address of a server with this fault, gone when the block ends."""
    handler = type("BoundHandler", (_Handler,), {"upstream": upstream, "fault": fault})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="loose-server"
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
