"""``hello`` and ``sessions`` of the terminal interface (docs/contract.md)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from hall.conf.current import hall_config
from hall.gates.models import FeedHead
from sync.wire import CONTRACT_VERSION, Hello, Session, SignIn, TerminalRole

from .auth import SESSION_HEADER, SESSION_PARAMETER, Terminal, calling_device
from .sessions import sign_in, sign_out

router = Router(tags=["terminals"])


@router.get("hello", auth=Terminal(), response=Hello)
def hello(request: HttpRequest) -> Hello:
    """Which campus and contract this is, and whose clock."""
    config = hall_config()
    return Hello(
        contract=CONTRACT_VERSION,
        campus=config.campus.code,
        campus_name=config.campus.name,
        epoch=FeedHead.objects.get().epoch,
        server_time=timezone.now(),
        device=calling_device(request).name,
    )


@router.post("sessions", auth=Terminal(TerminalRole.KIOSK), response={201: Session})
def begin_session(request: HttpRequest, body: SignIn) -> Status[Session]:
    """Sign in the holder of the card that was presented."""
    return Status(201, sign_in(calling_device(request), body.credential))


@router.delete(
    "sessions/current",
    auth=Terminal(TerminalRole.KIOSK),
    response={204: None},
    openapi_extra=SESSION_PARAMETER,
)
def end_session(request: HttpRequest) -> Status[None]:
    """Sign out; signing out twice is fine."""
    sign_out(calling_device(request), request.headers.get(SESSION_HEADER, ""))
    return Status(204, None)
