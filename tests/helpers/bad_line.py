"""A network line to a printer that loses what a test wants it to lose."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

SEND_DOCUMENT: Final = 0x0006
GET_JOB_ATTRIBUTES: Final = 0x0009
"""Operation id (RFC 8011, section 5.4.15)."""
UPSTREAM_LIMIT_S: Final = 5.0


class BadLine:
    """Passes IPP requests on to ``upstream`` and the answers back, but for one."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream)
        self._loses_request: int | None = None
        self._loses_answer: int | None = None
        self.lost = False
        """Something was lost."""
        line = self

        class Request(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                line.pass_on(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
                """Nothing."""

        self._server: Final = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._thread: Final = threading.Thread(target=self._server.serve_forever, name="line")

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self._server.server_address[1]}{self._upstream.path}"

    def lose_request(self, operation: int) -> None:
        """The next such request never arrives."""
        self._loses_request = operation

    def lose_answer_to(self, operation: int) -> None:
        """The next such request arrives, but its answer does not."""
        self._loses_answer = operation

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        operation = int.from_bytes(body[2:4], "big")
        if operation == self._loses_request:
            self._loses_request, self.lost = None, True
            request.close_connection = True
            return
        status, answer = self._ask(request.path, body)
        if operation == self._loses_answer:
            self._loses_answer, self.lost = None, True
            request.close_connection = True
            return
        request.send_response(status)
        request.send_header("Content-Type", "application/ipp")
        request.send_header("Content-Length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)

    def _ask(self, path: str, body: bytes) -> tuple[int, bytes]:
        line = http.client.HTTPConnection(
            str(self._upstream.hostname), self._upstream.port, timeout=UPSTREAM_LIMIT_S
        )
        try:
            line.request("POST", path, body, {"Content-Type": "application/ipp"})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def __enter__(self) -> BadLine:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
