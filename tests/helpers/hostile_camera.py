"""A camera that sends whatever bytes a test wants, over real HTTP."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Final

from tests.helpers.waiting import LIMIT_S

BOUNDARY: Final = "edge"
ANSWER: Final = (
    "HTTP/1.1 200 OK\r\n"
    f"Content-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n"
    "Connection: close\r\n\r\n"
).encode()
_ACCEPT_S: Final = 0.1
_REQUEST_BYTES: Final = 65_536


def part(body: bytes, *, length: int | None = None, measured: bool = True) -> bytes:
    """One part; ``length`` lies about it, and without ``measured`` nothing is said of it."""
    announced = len(body) if length is None else length
    measure = f"Content-Length: {announced}\r\n" if measured else ""
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n{measure}\r\n"
    return head.encode() + body + b"\r\n"


class HostileCamera:
    """Sends ``script`` to each viewer, piece by piece, and then holds the line.

    With ``tls`` it speaks HTTPS.
    """

    def __init__(self, script: Iterable[bytes], tls: ssl.SSLContext | None = None) -> None:
        self._script: Final = script
        self._tls: Final = tls
        self._end: Final = threading.Event()
        self._server: Final = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(_ACCEPT_S)
        self._thread: Final = threading.Thread(target=self._serve, name="hostile-camera")

    @property
    def url(self) -> str:
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://127.0.0.1:{self._server.getsockname()[1]}/video"

    def _serve(self) -> None:
        while not self._end.is_set():
            try:
                viewer, _ = self._server.accept()
            except TimeoutError:
                continue
            with viewer:
                viewer.settimeout(LIMIT_S)
                try:
                    self._send_to(viewer)
                except OSError:
                    continue  # the viewer had enough

    def _send_to(self, viewer: socket.socket) -> None:
        line = viewer if self._tls is None else self._tls.wrap_socket(viewer, server_side=True)
        with line:
            line.recv(_REQUEST_BYTES)
            for piece in self._script:
                line.sendall(piece)
                if self._end.is_set():
                    return
            self._end.wait()

    def __enter__(self) -> HostileCamera:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        self._thread.join()
        self._server.close()
