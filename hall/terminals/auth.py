"""Who calls: the device token of every call, and the session of those that act for a student."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from hall.conf.problems import Refusal, Refused
from sync.wire import TerminalRole

from .devices import recognise
from .models import Device, KioskSession
from .sessions import current_session

SESSION_HEADER: Final = "X-Yanhu-Session"


def bearer_token(request: HttpRequest) -> str:
    """The token of ``Authorization: Bearer`` (RFC 6750). Raises Refusal."""
    return token_of(request.headers.get("Authorization", ""))


def token_of(authorization: str) -> str:
    """The token in that header's value. Raises Refusal."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(Refused.TOKEN_UNKNOWN)
    return token.strip()


class Terminal(HttpBearer):
    """Lets an enrolled terminal of ``role`` in (any role when None)."""

    def __init__(self, role: TerminalRole | None = None) -> None:
        super().__init__()
        self._role = role

    def __call__(self, request: HttpRequest) -> Device:
        return self.authenticate(request, bearer_token(request))

    def authenticate(self, request: HttpRequest, token: str) -> Device:
        return recognise(token, self._role)


class SignedIn(HttpBearer):
    """Lets a kiosk in that acts for a signed-in student."""

    def __call__(self, request: HttpRequest) -> KioskSession:
        return self.authenticate(request, bearer_token(request))

    def authenticate(self, request: HttpRequest, token: str) -> KioskSession:
        device = recognise(token, TerminalRole.KIOSK)
        return current_session(device, request.headers.get(SESSION_HEADER, ""))


SESSION_PARAMETER: Final = {
    "parameters": [
        {
            "in": "header",
            "name": SESSION_HEADER,
            "required": True,
            "schema": {"type": "string"},
            "description": "Token of the session, from `POST sessions`.",
        }
    ]
}
"""How OpenAPI shows the session header."""


def calling_device(request: HttpRequest) -> Device:
    """The terminal that :class:`Terminal` let in."""
    caller = getattr(request, "auth", None)
    if not isinstance(caller, Device):
        raise TypeError("this call does not go through Terminal()")
    return caller


def calling_session(request: HttpRequest) -> KioskSession:
    """The session that :class:`SignedIn` let in."""
    caller = getattr(request, "auth", None)
    if not isinstance(caller, KioskSession):
        raise TypeError("this call does not go through SignedIn()")
    return caller
