"""``returns`` of the terminal interface."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import JsonValue

from hall.terminals.auth import SESSION_PARAMETER, SignedIn, Terminal, calling_session
from sync.wire import ReturnState, ReturnSubmission, TerminalRole

from .form import return_form
from .registration import latest_registration, state_of, submit

router = Router(tags=["returns"])


@router.get("returns/form", auth=Terminal(TerminalRole.KIOSK), response=dict[str, JsonValue])
def form(request: HttpRequest) -> dict[str, JsonValue]:
    """The registration form as JSON Schema 2020-12 with ``x-`` annotations."""
    return return_form()


@router.get(
    "returns/current", auth=SignedIn(), response=ReturnState, openapi_extra=SESSION_PARAMETER
)
def current(request: HttpRequest) -> ReturnState:
    """Where the signed-in student's return stands."""
    return state_of(latest_registration(calling_session(request).student))


@router.post(
    "returns",
    auth=SignedIn(),
    response={201: ReturnState, 200: ReturnState},
    openapi_extra=SESSION_PARAMETER,
)
def register(request: HttpRequest, body: ReturnSubmission) -> Status[ReturnState]:
    """Submit the registration with the enrolled face; 200 when it was submitted before."""
    session = calling_session(request)
    submitted = submit(session.student, session.device, body)
    return Status(201 if submitted.first else 200, submitted.state)
