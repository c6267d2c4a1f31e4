"""``feed``, ``thumbnails`` and ``events`` of the terminal interface."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from django.db import connections
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.security import HttpBearer

from hall.conf.problems import Refusal, Refused
from hall.returns.faces import open_thumbnail
from hall.returns.models import EnrolledFace
from hall.terminals.auth import Terminal, bearer_token, calling_device
from hall.terminals.devices import gates_in_service, recognise
from sync.wire import (
    EventBatch,
    EventReceipt,
    FeedPage,
    TerminalRole,
)

from .desk import FeedDesk, FeedQuery, Source
from .events import keep_events
from .models import FeedEntry
from .pages import read_head, read_rows
from .publish import feed_advanced
from .restored import look_at_cursor

router = Router(tags=["gates"])


@cache
def feed_desk() -> FeedDesk:
    """The process's one desk, told of every commit that moves the feed."""
    desk = FeedDesk(
        Source(
            head=read_head,
            rows=read_rows,
            admit=lambda token: recognise(token, TerminalRole.GATE),
            ahead=lambda token, cursor: look_at_cursor(recognise(token, TerminalRole.GATE), cursor),
            admitted=gates_in_service,
            close=connections.close_all,
        )
    )
    feed_advanced.connect(desk.nudge)
    return desk


class PresentedToken(HttpBearer):
    """Takes the token as it stands; the desk judges it before and after the wait."""

    def __call__(self, request: HttpRequest) -> str:
        return bearer_token(request)

    def authenticate(self, request: HttpRequest, token: str) -> str:
        return token


@router.get("feed", auth=PresentedToken(), response=FeedPage)
async def feed(request: HttpRequest, asked: Annotated[FeedQuery, Query()]) -> HttpResponse:
    """Records after the cursor; with ``wait``, held open that many seconds while there are none."""
    page = await feed_desk().page(bearer_token(request), asked.cursor, asked.limit, asked.wait)
    return HttpResponse(page, content_type="application/json")


@router.get(
    "thumbnails/{sha256}",
    auth=Terminal(TerminalRole.GATE),
    openapi_extra={"responses": {200: {"content": {"image/jpeg": {}}}}},
)
def thumbnail(request: HttpRequest, sha256: str) -> HttpResponse:
    """The enrolled thumbnail (JPEG) that a record in the feed names."""
    if not FeedEntry.objects.filter(thumbnail_sha256=sha256).exclude(thumbnail_sha256="").exists():
        raise Refusal(Refused.NOT_FOUND)
    face = EnrolledFace.objects.filter(thumbnail_sha256=sha256).first()
    if face is None:
        raise Refusal(Refused.NOT_FOUND)
    return HttpResponse(open_thumbnail(face), content_type="image/jpeg")


@router.post("events", auth=Terminal(TerminalRole.GATE), response=EventReceipt)
def events(request: HttpRequest, body: EventBatch) -> EventReceipt:
    """Journalled events in order; each is kept exactly once."""
    return keep_events(calling_device(request), body.events)
