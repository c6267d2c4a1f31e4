"""The hall as a terminal sees it: one method a call of the contract (docs/contract.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from pydantic import ValidationError

from sync.clock import HallClock
from sync.errors import Malformed
from sync.transport import ANSWER_LIMIT_S, Answer, Transport
from sync.wire import (
    FEED_PAGE_LIMIT,
    THUMBNAIL_LIMIT_BYTES,
    Catalogue,
    CertificateIssued,
    CertificateRequest,
    EventBatch,
    EventReceipt,
    FeedPage,
    Hello,
    Message,
    PrintReport,
    ReturnState,
    ReturnSubmission,
    Session,
    SignIn,
    TelephoneLink,
    TerminalIdentity,
)

BASE_PATH: Final = "/api/terminal/v1/"
FEED_GRACE_S: Final = 5.0
"""A held feed request may answer this much later than asked before the hall counts as silent."""

_JSON: Final = "application/json"
_M = TypeVar("_M", bound=Message)


class HallClient:
    """Calls the hall with this terminal's token.

    A thread of its own has a client of its own; :meth:`abort` alone may come from another. Every
    method raises HallError (sync.errors) and nothing else; none retries by itself.
    """

    def __init__(self, transport: Transport, clock: HallClock) -> None:
        self._transport: Final = transport
        self.clock: Final = clock

    @classmethod
    def of(
        cls, identity: TerminalIdentity, clock: HallClock, ca_file: Path | None = None
    ) -> HallClient:
        """A client for the terminal that ``identity`` enrols; ``ca_file`` as in Transport."""
        return cls(Transport(identity.hall_url, identity.token, ca_file), clock)

    def close(self) -> None:
        self._transport.close()

    def abort(self) -> None:
        """End a call in flight; see :meth:`sync.transport.Transport.abort`."""
        self._transport.abort()

    # --- any terminal -------------------------------------------------------------------------

    def hello(self) -> Hello:
        """Who the hall is, and its time."""
        answer = self._transport.call("GET", BASE_PATH + "hello")
        hello = _message(answer, Hello)
        self.clock.heard(hello.server_time, doubt_s=answer.took_s / 2)
        return hello

    # --- gates --------------------------------------------------------------------------------

    def feed(self, cursor: int, wait_s: float = 0.0, limit: int = FEED_PAGE_LIMIT) -> FeedPage:
        """Rows after ``cursor``; the hall may hold the answer for ``wait_s`` when there are none.

        Raises CursorAhead when the hall's feed ends before ``cursor``.
        """
        params = {"cursor": str(cursor), "limit": str(limit), "wait": f"{wait_s:g}"}
        answer = self._transport.call(
            "GET",
            BASE_PATH + "feed",
            params=params,
            answer_limit_s=max(ANSWER_LIMIT_S, wait_s + FEED_GRACE_S),
        )
        return _message(answer, FeedPage)

    def thumbnail(self, sha256: str) -> bytes:
        """An enrolled thumbnail as JPEG, unchecked. Raises NotFound when no longer needed."""
        answer = self._transport.call("GET", BASE_PATH + f"thumbnails/{sha256}")
        if answer.media_type != "image/jpeg" or len(answer.body) > THUMBNAIL_LIMIT_BYTES:
            raise Malformed(f"a thumbnail came as {answer.media_type}, {len(answer.body)} bytes")
        return answer.body

    def upload(self, batch: EventBatch) -> EventReceipt:
        """Hand over journalled events. Raises Malformed unless each is answered exactly once."""
        receipt = self._send("events", batch, EventReceipt)
        answered = [*receipt.accepted, *receipt.duplicate, *(r.event_id for r in receipt.rejected)]
        if sorted(answered) != sorted(event.event_id for event in batch.events):
            raise Malformed("the receipt does not answer each event exactly once")
        return receipt

    # --- kiosks -------------------------------------------------------------------------------

    def sign_in(self, credential: str) -> Session:
        """Begin a session for a card's keyed digest. Raises NotFound for an unknown card."""
        return self._send("sessions", SignIn(credential=credential), Session)

    def sign_out(self, session: str) -> None:
        self._transport.call("DELETE", BASE_PATH + "sessions/current", session=session)

    def services(self) -> Catalogue:
        return self._get("services", Catalogue)

    def return_form(self) -> dict[str, object]:
        """JSON Schema 2020-12 of the return registration, with ``x-label`` in zh and en."""
        answer = self._transport.call("GET", BASE_PATH + "returns/form")
        try:
            schema = json.loads(_json(answer))
        except ValueError as error:
            raise Malformed("the form is not JSON") from error
        if not isinstance(schema, dict):
            raise Malformed("the form is not a JSON object")
        return schema

    def current_return(self, session: str) -> ReturnState:
        return self._get("returns/current", ReturnState, session)

    def submit_return(self, session: str, submission: ReturnSubmission) -> ReturnState:
        """Register a return. Asked again with the same idempotency key: the same answer."""
        return self._send("returns", submission, ReturnState, session)

    def telephone_link(self, session: str) -> TelephoneLink:
        """A link for the holder's telephone; the one of before shows no passes from then on."""
        path = BASE_PATH + "telephone-links"
        return _message(self._transport.call("POST", path, session=session), TelephoneLink)

    def request_certificate(self, session: str, request: CertificateRequest) -> CertificateIssued:
        return self._send("certificates", request, CertificateIssued, session)

    def document(self, session: str, certificate: UUID) -> bytes:
        """The signed PDF of an issued certificate."""
        answer = self._transport.call(
            "GET", BASE_PATH + f"certificates/{certificate}/document", session=session
        )
        if answer.media_type != "application/pdf":
            raise Malformed(f"a document came as {answer.media_type}")
        return answer.body

    def report_printed(
        self, session: str, certificate: UUID, report: PrintReport
    ) -> CertificateIssued:
        """Say that the document was printed. Raises Refused (`already_printed`)."""
        path = f"certificates/{certificate}/printed"
        return self._send(path, report, CertificateIssued, session)

    # --- inside -------------------------------------------------------------------------------

    def _get(self, path: str, model: type[_M], session: str | None = None) -> _M:
        return _message(self._transport.call("GET", BASE_PATH + path, session=session), model)

    def _send(self, path: str, body: Message, model: type[_M], session: str | None = None) -> _M:
        encoded = body.model_dump_json().encode()
        answer = self._transport.call("POST", BASE_PATH + path, body=encoded, session=session)
        return _message(answer, model)


def _json(answer: Answer) -> bytes:
    if answer.media_type != _JSON:
        raise Malformed(f"expected JSON, got {answer.media_type or 'no media type'}")
    return answer.body


def _message(answer: Answer, model: type[_M]) -> _M:
    try:
        return model.model_validate_json(_json(answer))
    except ValidationError as error:
        first = ".".join(str(part) for part in error.errors()[0]["loc"]) or "body"
        raise Malformed(f"not a {model.__name__}: {error.error_count()} wrong, {first}") from None
