"""The feed's own way in (ASGI 3.0), past Django: two hundred gates ask and are woken together.

Django starts a thread for each request and two hops to it for each signal, held or not. What the
feed needs of a request is its token and three numbers; everything else goes on to Django, which
also answers here whatever is not a plain GET.
"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import parse_qsl

import structlog
from django.db import DatabaseError
from pydantic import ValidationError

from hall.conf.doors import AsgiApp, Receive, Scope, Send, answer
from hall.conf.problems import Refusal, Refused
from hall.terminals.auth import token_of

from .desk import FeedDesk, FeedQuery

_BODY_HEADERS: Final = frozenset({b"content-length", b"transfer-encoding"})
_log = structlog.get_logger(__name__)


class FeedDoor:
    """ASGI middleware in front of ``inner``: answers ``GET path`` from ``desk``."""

    def __init__(self, inner: AsgiApp, path: str, desk: FeedDesk) -> None:
        self._inner = inner
        self._path = path
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_ours(scope):
            await self._inner(scope, receive, send)
            return
        asking = asyncio.create_task(self._page(scope))
        leaving = asyncio.create_task(_gone(receive))
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            return
        leaving.cancel()
        status, content = asking.result()
        await answer(send, status, content)

    def _is_ours(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["path"] == self._path
            and scope["method"] == "GET"
            and _BODY_HEADERS.isdisjoint(name for name, _ in scope["headers"])
        )

    async def _page(self, scope: Scope) -> tuple[int, bytes]:
        """Status and body."""
        try:
            token = token_of(dict(scope["headers"]).get(b"authorization", b"").decode("latin-1"))
            asked = _query(scope["query_string"])
            return 200, await self._desk.page(token, asked.cursor, asked.limit, asked.wait)
        except Refusal as refusal:
            return refusal.why.status, refusal.problem.model_dump_json().encode()
        except DatabaseError as error:
            _log.error("feed_unreadable", error=type(error).__name__)
            broken = Refused.INTERNAL
            return broken.status, broken.problem().model_dump_json().encode()


def _query(text: bytes) -> FeedQuery:
    """Raises Refusal that names the first parameter that is wrong."""
    try:
        return FeedQuery.model_validate(dict(parse_qsl(text.decode("latin-1"), True)))
    except ValidationError as error:
        where = str(error.errors(include_url=False, include_input=False)[0]["loc"][0])
        raise Refusal(Refused.INVALID, where=where) from None


async def _gone(receive: Receive) -> None:
    """Returns when the caller has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
