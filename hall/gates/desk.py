"""The desk where gates wait for news: hundreds of long polls, one reader.

While anybody waits, one task looks at the feed's head ten times a second, and at once when this
process committed a change; twice a second it looks who is still in service, so that a withdrawn
gate is cut off while it waits. When the head moved, the desk reads once who may still be served,
and once the rows that follow a cursor, however many gates wake. Database work happens in its own
single thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar

import structlog
from django.db import DatabaseError
from pydantic import BaseModel, Field

from hall.conf.problems import Refusal, Refused
from hall.terminals.devices import token_hash
from sync.wire import FEED_PAGE_LIMIT, FEED_WAIT_LIMIT_S

from .pages import Head, Rows, encode_page

POLL_S: Final = 0.1
"""How late a change by another process (an operator's command) may be noticed."""
_ROSTER_S: Final = 0.5
"""How long one reading of who is in service may serve for many gates."""
_SHARED_PAGES: Final = 16
"""Encoded pages kept while the head stands still; a page is at most about 1 MB."""

T = TypeVar("T")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the desk reads from; each function runs in the desk's thread."""

    head: Callable[[], Head]
    rows: Callable[[int, int], Rows]
    admit: Callable[[str], object]
    """Recognises a gate's token; raises Refusal."""
    ahead: Callable[[str, int], None]
    """The gate with this token asks for what follows a place beyond the feed's end."""
    admitted: Callable[[], frozenset[str]]
    """SHA-256 of the tokens of all gates in service."""
    close: Callable[[], None]
    """Lets go of the database."""


class FeedQuery(BaseModel):
    """What a gate asks of the feed."""

    cursor: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
    limit: Annotated[int, Field(ge=1, le=FEED_PAGE_LIMIT)] = FEED_PAGE_LIMIT
    wait: Annotated[float, Field(ge=0, le=FEED_WAIT_LIMIT_S)] = 0.0


class FeedDesk:
    """Serves feed pages to gates. All methods but :meth:`nudge` belong to one event loop."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feed-desk")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._head: Head | None = None
        self._moved = asyncio.Event()
        self._nudged = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None
        self._waiting = 0
        self._pages: dict[tuple[int, int], asyncio.Task[Rows]] = {}
        self._roster: tuple[float, asyncio.Task[frozenset[str]]] | None = None
        self._admitted: frozenset[str] | None = None
        self._closing = False

    async def page(self, token: str, cursor: int, limit: int, wait_s: float) -> bytes:
        """The page after ``cursor``, after waiting up to ``wait_s`` seconds while it is empty.

        The token is judged before, during and after the wait, so a gate that is revoked meanwhile
        is refused at once. Raises Refusal (``token_unknown``, ``device_revoked``, ``wrong_role``,
        ``cursor_ahead``).
        """
        self._loop = asyncio.get_running_loop()
        await self._run(lambda: self._source.admit(token))
        head = await self._head_for(cursor)
        if cursor > head.seq:
            await self._run(lambda: self._source.ahead(token, cursor))
            raise Refusal(Refused.CURSOR_AHEAD, where="cursor")
        if cursor == head.seq and wait_s > 0 and not self._closing:
            await self._wait_beyond(cursor, wait_s, token)
            await self._check_still_admitted(token)
            head = self._head or head
        rows = await self._shared_rows(cursor, limit)
        return encode_page(head.epoch, rows, datetime.now(UTC))

    @property
    def waiting(self) -> int:
        """How many gates wait now."""
        return self._waiting

    def nudge(self, **_: object) -> None:
        """The feed moved: look now. From any thread (receiver of ``feed_advanced``)."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._nudged.set)

    def release(self) -> None:
        """Send everybody who waits home with what there is, and let nobody wait again."""
        self._closing = True
        self._moved.set()

    async def close(self) -> None:
        """Release, stop watching, end the thread."""
        self.release()
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
        await self._run(self._source.close)
        self._thread.shutdown(wait=True)

    async def _wait_beyond(self, cursor: int, wait_s: float, token: str) -> None:
        self._waiting += 1
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        try:
            async with asyncio.timeout(wait_s):
                while not self._closing and self._head is not None and self._head.seq <= cursor:
                    await self._moved.wait()
                    await self._check_still_admitted(token)
        except TimeoutError:
            return  # nothing new is a fine answer
        finally:
            self._waiting -= 1

    async def _watch(self) -> None:
        while self._waiting and not self._closing:
            try:
                async with asyncio.timeout(POLL_S):
                    await self._nudged.wait()
            except TimeoutError:
                pass  # time to look anyway
            self._nudged.clear()
            try:
                await self._refresh()
                await self._look_who_is_in_service()
            except DatabaseError as error:
                _log.warning("feed_head_unreadable", error=type(error).__name__)

    async def _head_for(self, cursor: int) -> Head:
        """The head; as last seen, while the watcher looks and ``cursor`` is no surprise."""
        watched = self._watcher is not None and not self._watcher.done()
        if watched and self._head is not None and cursor == self._head.seq:
            return self._head
        return await self._refresh()

    async def _look_who_is_in_service(self) -> None:
        """Wake everybody when a gate was withdrawn, so that it is not served to its wait's end."""
        admitted = await self._shared_roster()
        if admitted != self._admitted:
            self._admitted = admitted
            self._wake()

    async def _check_still_admitted(self, token: str) -> None:
        if token_hash(token) not in await self._shared_roster():
            await self._run(lambda: self._source.admit(token))

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def _refresh(self) -> Head:
        head = await self._run(self._source.head)
        if head != self._head:
            self._head = head
            self._pages.clear()
            self._roster = None
            self._wake()
        return head

    async def _shared_roster(self) -> frozenset[str]:
        now = asyncio.get_running_loop().time()
        if self._roster is None or now - self._roster[0] > _ROSTER_S:
            self._roster = (now, asyncio.create_task(self._run(self._source.admitted)))
        return await asyncio.shield(self._roster[1])

    async def _shared_rows(self, cursor: int, limit: int) -> Rows:
        key = (cursor, limit)
        task = self._pages.get(key)
        if task is None or (task.done() and task.exception() is not None):
            while len(self._pages) >= _SHARED_PAGES:
                del self._pages[next(iter(self._pages))]
            task = asyncio.create_task(self._run(lambda: self._source.rows(cursor, limit)))
            self._pages[key] = task
        return await asyncio.shield(task)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
