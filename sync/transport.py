"""One HTTP connection to the hall: bounded in size and time, abortable, its errors named.

requests' and urllib3's exceptions are translated here and nowhere else.
"""

from __future__ import annotations

import contextlib
import socket
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import requests
from pydantic import ValidationError
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError

from sync.errors import (
    CursorAhead,
    CutShort,
    HallError,
    HallFault,
    Malformed,
    NotFound,
    NotTrusted,
    Refused,
    Revoked,
    SessionExpired,
    TooLarge,
    Unreachable,
)
from sync.wire import BODY_LIMIT_BYTES, Problem

CONNECT_LIMIT_S: Final = 3.0
"""A hall on the campus network accepts within milliseconds; three seconds mean it is away."""
ANSWER_LIMIT_S: Final = 10.0
"""Longest silence before or inside an answer; rendering a certificate takes well under a second."""
BODY_LIMIT_S: Final = 30.0
"""Longest time for a whole body, so that a peer that drips bytes can't hold a thread."""
_CHUNK_BYTES: Final = 64 * 1024

_BY_CODE: Final[Mapping[str, type[Refused]]] = {
    "token_unknown": Revoked,
    "device_revoked": Revoked,
    "session_expired": SessionExpired,
    "cursor_ahead": CursorAhead,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer with a status of success."""

    status: int
    media_type: str
    body: bytes
    took_s: float
    """Seconds from asking to the answer's first byte."""


class Transport:
    """Calls one hall with one device token. One thread uses it at a time; any may abort it."""

    def __init__(self, base_url: str, token: str, ca_file: Path | None = None) -> None:
        """``ca_file`` (PEM) replaces the public certificate authorities."""
        self._base: Final = base_url
        self._adapter: Final = _AbortableAdapter()
        self._session: Final = requests.Session()
        # No proxy, .netrc or CA bundle of the environment: none may change whom we talk to.
        self._session.trust_env = False
        self._session.verify = str(ca_file) if ca_file is not None else True
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)
        self._session.headers.update(
            {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        session: str | None = None,
        answer_limit_s: float = ANSWER_LIMIT_S,
    ) -> Answer:
        """Ask once. Raises HallError; never retries."""
        headers = {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if session is not None:
            headers["X-Yanhu-Session"] = session
        asked = time.monotonic()
        with _named():
            if self._adapter.aborted:
                raise Unreachable("this terminal is stopping")
            response = self._session.request(
                method,
                self._base + path,
                params=dict(params or {}),
                data=body,
                headers=headers,
                timeout=(CONNECT_LIMIT_S, answer_limit_s),
                allow_redirects=False,
                stream=True,
            )
            took_s = time.monotonic() - asked
            with response:
                content = _read(response)
        if 200 <= response.status_code < 300:
            return Answer(response.status_code, _media_type(response), content, took_s)
        raise _refusal(response.status_code, content)

    def abort(self) -> None:
        """Make a call in flight fail at once, and every later one.

        A connection that is just being made escapes: whoever waits for the calling thread to end
        calls this again until it has.
        """
        self._adapter.abort()

    def close(self) -> None:
        self._session.close()


def _read(response: requests.Response) -> bytes:
    """The whole body. Raises TooLarge, Unreachable."""
    deadline = time.monotonic() + BODY_LIMIT_S
    content = bytearray()
    # What has come, however little: to wait for a whole portion could take for ever.
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        content += chunk
        if len(content) > BODY_LIMIT_BYTES:
            raise TooLarge(f"more than {BODY_LIMIT_BYTES} bytes")
        if time.monotonic() > deadline:
            raise Unreachable(f"the body took more than {BODY_LIMIT_S:.0f} s")
    return bytes(content)


def _media_type(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _refusal(status: int, content: bytes) -> HallError:
    if status >= 500:
        return HallFault(f"status {status}")
    if status < 400:
        return Malformed(f"status {status} is not part of the contract")
    try:
        problem = Problem.model_validate_json(content)
    except ValidationError:
        return Malformed(f"status {status} without a problem in its body")
    if status == 404:
        return NotFound(status, problem)
    return _BY_CODE.get(problem.code, Refused)(status, problem)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise NotTrusted(type(error).__name__) from error
    except ProtocolError as error:
        raise CutShort("the body ended early") from error
    except DecodeError as error:
        raise Malformed("the body can't be decoded") from error
    except HTTPError as error:
        raise Unreachable(type(error).__name__) from error
    except requests.exceptions.RequestException as error:
        raise Unreachable(type(error).__name__) from error


class _Remembering:
    """Makes connections for a pool and remembers them, weakly."""

    def __init__(self, make: Callable[..., HTTPConnection]) -> None:
        self._make: Final = make
        self.made: Final[weakref.WeakSet[HTTPConnection]] = weakref.WeakSet()

    def __call__(self, *args: object, **kwargs: object) -> HTTPConnection:
        connection = self._make(*args, **kwargs)
        self.made.add(connection)
        return connection


class _AbortableAdapter(HTTPAdapter):
    """requests' adapter, plus a way to end a long poll from another thread."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)
        self._makers: Final[list[_Remembering]] = []
        self.aborted = False

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> HTTPConnectionPool:
        pool = cast(
            HTTPConnectionPool,
            super().get_connection_with_tls_context(request, verify, proxies, cert),
        )
        if not isinstance(pool.ConnectionCls, _Remembering):
            # urllib3 offers the attribute for other classes; any maker of connections will do.
            maker = _Remembering(pool.ConnectionCls)  # type: ignore[arg-type]
            self._makers.append(maker)
            pool.ConnectionCls = maker  # type: ignore[assignment]
        return pool

    def abort(self) -> None:
        self.aborted = True
        for maker in self._makers:
            for connection in tuple(maker.made):
                if connection.sock is not None:
                    # Wakes the reader; the socket may just have been closed by the other side.
                    with contextlib.suppress(OSError):
                        connection.sock.shutdown(socket.SHUT_RDWR)
