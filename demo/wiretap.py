"""Somebody on the line between the gate and the hall: passes everything on, or tampers with it.

A gate must survive this: a record with a broken signature is refused, and an old record that is
played again, well signed as it is, changes nothing.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, assert_never
from urllib.parse import urlsplit

UPSTREAM_LIMIT_S: Final = 40.0
"""Longer than the hall holds a long poll open."""
_HOP_BY_HOP: Final = {"connection", "transfer-encoding", "keep-alive", "content-length", "host"}


class Tampering(StrEnum):
    NONE = "none"
    BREAK_SIGNATURES = "break_signatures"
    REPLAY_KEPT = "replay_kept"
    """Answer that nothing is new with the kept record, once, and then be quiet."""


class Wiretap:
    """The man in the middle."""

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self.upstream = (str(parts.hostname), int(parts.port or 80))
        self.tampering = Tampering.NONE
        self.replayed = 0
        self._keeping = False
        self._kept: str | None = None
        self._guard = threading.Lock()

    def keep_record(self) -> None:
        """Keep the last record of the next page that has any, to play it again later."""
        with self._guard:
            self._keeping, self._kept = True, None

    @property
    def kept(self) -> bool:
        with self._guard:
            return self._kept is not None

    def alter(self, path: str, body: bytes) -> bytes:
        """What the gate gets to see of an answer."""
        if "/feed?" not in path:
            return body
        page = json.loads(body)
        with self._guard:
            if self._keeping and page["rows"]:
                self._keeping, self._kept = False, page["rows"][-1]["jws"]
            match self.tampering:
                case Tampering.NONE:
                    return body
                case Tampering.BREAK_SIGNATURES:
                    page["rows"] = [{**row, "jws": _broken(row["jws"])} for row in page["rows"]]
                case Tampering.REPLAY_KEPT:
                    self._replay(page)
                case _:
                    assert_never(self.tampering)
        return json.dumps(page).encode()

    def _replay(self, page: dict[str, Any]) -> None:
        if page["rows"] or self._kept is None:
            return
        cursor = page["cursor"]
        page["rows"] = [{"seq": cursor + 1, "prev": cursor, "jws": self._kept}]
        page["next"] = cursor + 1
        self.replayed += 1
        self.tampering = Tampering.NONE


def _broken(jws: str) -> str:
    head, payload, signature = jws.split(".")
    return f"{head}.{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def _handler(tap: Wiretap) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing: the line carries tokens."""

        def _pass_on(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
            headers["Accept-Encoding"] = "identity"
            line = http.client.HTTPConnection(*tap.upstream, timeout=UPSTREAM_LIMIT_S)
            try:
                line.request(self.command, self.path, body, headers)
                answer = line.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                self.close_connection = True
                self.connection.close()
                return
            finally:
                line.close()
            if answer.status == http.HTTPStatus.OK:
                content = tap.alter(self.path, content)
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _pass_on  # noqa: N815 - names of the standard library

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A gate that hangs up is no news."""


@contextmanager
def tapped(upstream: str) -> Iterator[tuple[Wiretap, str]]:
    """A wiretap in front of ``upstream`` and the address it listens on."""
    tap = Wiretap(upstream)
    server = _Server(("127.0.0.1", 0), _handler(tap))
    thread = threading.Thread(target=server.serve_forever, name="wiretap")
    thread.start()
    try:
        yield tap, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
