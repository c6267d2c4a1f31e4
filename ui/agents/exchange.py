"""One HTTP exchange that any other thread can end, even before the first byte of the answer.

Protocol: HTTP/1.1 (RFC 9112) by :mod:`http.client`. A self-test answers only when it is done, and
the connection object is at hand here, so that hanging up does not have to wait for that. Redirects
are not followed and proxies of the environment not used: the token goes to the address that was
configured and nowhere else.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from threading import Lock
from typing import Final, Literal
from urllib.parse import urlsplit

from ui.agents.address import AgentAddress
from ui.agents.errors import (
    AgentError,
    AgentSilent,
    AgentUnintelligible,
    AgentUnreachable,
    AgentUntrusted,
    CallCancelled,
)

CONNECT_S: Final = 0.8
"""Time to connect; on a campus network it takes some milliseconds or fails."""
_PORTION: Final = 64 * 1024


class Call:
    """A handle by which another thread ends something that waits: an exchange, or a test."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._cancelled = False
        self._hang_up: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """End it now; it raises CallCancelled to whoever waits for it."""
        with self._lock:
            self._cancelled = True
            if self._hang_up is not None:
                self._hang_up()

    def attach(self, hang_up: Callable[[], None]) -> None:
        """Let :meth:`cancel` call ``hang_up``, which must not block.

        Raises CallCancelled if the cancelling came first.
        """
        with self._lock:
            if self._cancelled:
                raise CallCancelled
            self._hang_up = hang_up

    def detach(self) -> None:
        """What was attached is about to be closed: leave it alone from now on."""
        with self._lock:
            self._hang_up = None


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster; the waiting read has returned already


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. ``silence_s`` is the longest wait for the next byte of the answer."""

    method: Literal["GET", "POST"]
    path: str
    silence_s: float
    body: bytes | None = None


class Answer:
    """Status and body of one answer, read as it comes."""

    def __init__(self, response: HTTPResponse, host: str, call: Call) -> None:
        self._response = response
        self._host = host
        self._call = call
        self.status = response.status
        self.length = response.length or 0
        """Of the body in bytes; 0 when it was not said."""

    def portions(self) -> Iterator[bytes]:
        """Bytes as they arrive, until the answer ends. Raises AgentError."""
        while portion := self._next_portion():
            yield portion

    def whole(
        self, limit_bytes: int, within_s: float, told: Callable[[int], None] = lambda _: None
    ) -> bytes:
        """The body; raises AgentError if it is longer than the limit or takes longer.

        ``told`` hears with each portion how many bytes have come.
        """
        deadline = time.monotonic() + within_s
        body = bytearray()
        for portion in self.portions():
            body += portion
            told(len(body))
            if len(body) > limit_bytes:
                raise AgentUnintelligible(self._host, f"more than {limit_bytes} bytes")
            if time.monotonic() > deadline:
                raise AgentSilent(self._host)
        return bytes(body)

    def _next_portion(self) -> bytes:
        try:
            portion = self._response.read1(_PORTION)
        except (OSError, HTTPException) as exc:
            raise translate(exc, self._host, self._call) from exc
        if self._call.cancelled:
            raise CallCancelled
        return portion


@contextmanager
def exchange(address: AgentAddress, request: Request, call: Call) -> Iterator[Answer]:
    """Send ``request`` and yield its answer once the status is known. Raises AgentError."""
    connection = _connection(address)
    try:
        try:
            response = _send(connection, address, request, call)
        except (OSError, HTTPException) as exc:
            raise translate(exc, address.host, call) from exc
        with response:
            yield Answer(response, address.host, call)
    finally:
        call.detach()
        connection.close()


def _connection(address: AgentAddress) -> HTTPConnection:
    parts = urlsplit(address.url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = _trusting(address.ca_file)
        return HTTPSConnection(host, parts.port, timeout=CONNECT_S, context=context)
    return HTTPConnection(host, parts.port, timeout=CONNECT_S)


@cache
def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Kept, since reading a machine's authorities takes longer than a call."""
    return ssl.create_default_context(cafile=ca_file)


def _send(
    connection: HTTPConnection, address: AgentAddress, request: Request, call: Call
) -> HTTPResponse:
    connection.connect()
    call.attach(partial(_shut, connection.sock))
    connection.sock.settimeout(request.silence_s)
    headers = {"Authorization": f"Bearer {address.token}", "Accept": "*/*"}
    if request.body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(request.method, request.path, body=request.body, headers=headers)
    return connection.getresponse()


def translate(exc: Exception, host: str, call: Call) -> AgentError:
    """What a failure of the transport means to the caller."""
    if call.cancelled:
        return CallCancelled()
    if isinstance(exc, ssl.SSLCertVerificationError):
        return AgentUntrusted(host)
    if isinstance(exc, TimeoutError):
        return AgentSilent(host)
    return AgentUnreachable(host)
