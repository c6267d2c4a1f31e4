"""The hall's front door: reads each request body within bounds before Django sees it (ASGI 3.0).

Django would spool any body to disk first and judge it afterwards. Here a body that is announced or
turns out larger than the contract allows is refused unread, and one that stops half-way is named.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from sync.wire import BODY_LIMIT_BYTES

from .problems import Refused

BODY_PAUSE_LIMIT_S: Final = 15.0
"""Longest silence within a body; a terminal on a slow line still sends something in that time."""

Scope = dict[str, Any]
AsgiMessage = Mapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class _Unread(Exception):
    def __init__(self, why: Refused) -> None:
        super().__init__(why.code)
        self.why = why


class BodyDoor:
    """ASGI middleware; hands the inner application a body that is complete and small enough."""

    def __init__(
        self, inner: AsgiApp, limit: int = BODY_LIMIT_BYTES, pause_s: float = BODY_PAUSE_LIMIT_S
    ) -> None:
        self._inner = inner
        self._limit = limit
        self._pause_s = pause_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive)
        except _Unread as refused:
            why = refused.why
            await answer(send, why.status, why.problem().model_dump_json().encode(), close=True)
            return
        handed = False

        async def replay() -> AsgiMessage:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._inner(scope, replay, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        announced = headers.get(b"content-length")
        if announced is not None and announced.isdigit() and int(announced) > self._limit:
            raise _Unread(Refused.TOO_LARGE)
        body = bytearray()
        while True:
            try:
                async with asyncio.timeout(self._pause_s):
                    message = await receive()
            except TimeoutError:
                raise _Unread(Refused.MALFORMED) from None
            if message["type"] == "http.disconnect":
                raise _Unread(Refused.MALFORMED)
            body += message.get("body", b"")
            if len(body) > self._limit:
                raise _Unread(Refused.TOO_LARGE)
            if not message.get("more_body", False):
                return bytes(body)


async def answer(send: Send, status: int, content: bytes, *, close: bool = False) -> None:
    """A whole answer in JSON; ``close`` when the request was left unread."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
