"""Asking a server questions as a terminal would, without trusting any answer."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import ValidationError

from sync.wire import BODY_LIMIT_BYTES, Message, Problem, RecordKey, TerminalRole

BASE_PATH: Final = "/api/terminal/v1/"
ANSWER_LIMIT_S: Final = 10.0
"""Longest silence in seconds; no check asks to be held for nearly as long."""
_PIECE: Final = b"x" * 1024
_M = TypeVar("_M", bound=Message)


class Failed(Exception):
    """The server does not do what the contract says; the text says what it did instead."""


class Skipped(Exception):
    """The check cannot be made here; the text says what it would need."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One complete answer."""

    status: int
    media_type: str
    body: bytes = field(repr=False)
    took_s: float

    def message(self, model: type[_M], status: int = 200) -> _M:
        """The body as ``model``. Raises Failed."""
        self.expect(status)
        if self.media_type != "application/json":
            raise Failed(f"the answer is {self.media_type or 'untyped'} instead of JSON")
        try:
            return model.model_validate_json(self.body)
        except ValidationError as error:
            first = ".".join(str(part) for part in error.errors()[0]["loc"]) or "body"
            raise Failed(f"not a {model.__name__}: {first}: {error.errors()[0]['msg']}") from None

    def refusal(self, status: int, *codes: str) -> Problem:
        """The body as a Problem in both languages, with one of ``codes``. Raises Failed."""
        problem = self.message(Problem, status)
        if problem.code not in codes:
            raise Failed(f"the problem is {problem.code} instead of {' or '.join(codes)}")
        if not problem.message.zh.strip() or not problem.message.en.strip():
            raise Failed(f"the problem {problem.code} lacks its Chinese or English sentence")
        return problem

    def expect(self, status: int) -> None:
        if self.status != status:
            raise Failed(f"status {self.status} instead of {status}")


@dataclass(frozen=True)
class Probe:
    """One server under test, and what the tester was given."""

    url: str
    token: str = field(repr=False)
    role: TerminalRole
    keys: tuple[RecordKey, ...] = ()
    """Keys that records must be signed with; without them signatures are not checked."""
    credential: str = field(default="", repr=False)
    """Digest of a card that a kiosk may sign in with; without it sessions are not checked."""
    may_write: bool = True
    """Whether a marked probe event may be sent."""
    answer_limit_s: float = ANSWER_LIMIT_S

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        session: str = "",
        params: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """One call below the base path; ``token`` replaces ours, empty sends none.

        Raises Failed when no complete answer comes in time.
        """
        headers = self._headers(self.token if token is None else token, session)
        started = time.monotonic()
        try:
            answer = requests.request(
                method,
                self.url + BASE_PATH + path,
                headers=headers,
                params=params,
                data=body,
                timeout=self.answer_limit_s,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Failed(f"no answer ({type(error).__name__})") from None
        media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        return Answer(answer.status_code, media_type, answer.content, time.monotonic() - started)

    def announce_oversize(self, path: str) -> Answer:
        """Announce a body above the limit, send only its beginning, and read the answer.

        A server that insists on reading it all never answers. Raises Failed then.
        """
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        connection_type = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connection_type(parts.netloc, timeout=self.answer_limit_s)
        started = time.monotonic()
        try:
            connection.putrequest("POST", BASE_PATH + path)
            for name, value in self._headers(self.token, "").items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(BODY_LIMIT_BYTES + 1))
            connection.endheaders()
            connection.send(_PIECE)
            answer = connection.getresponse()
            media_type = answer.headers.get_content_type()
            return Answer(answer.status, media_type, answer.read(), time.monotonic() - started)
        except (OSError, http.client.HTTPException) as error:
            raise Failed(
                f"no answer before the whole body was sent ({type(error).__name__})"
            ) from None
        finally:
            connection.close()

    @staticmethod
    def _headers(token: str, session: str) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if session:
            headers["X-Yanhu-Session"] = session
        return headers
