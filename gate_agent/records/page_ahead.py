"""The next page of the feed, asked for while the one before is still taken in.

In a first sync the hall and the network work while the mirror is written. One page is ahead at
most.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from sync.client import HallClient
from sync.wire import FeedPage


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page, and when it came by the clock of :meth:`sync.clock.HallClock.monotonic_s`."""

    page: FeedPage
    at_s: float


class PageAhead:
    """Belongs to one thread, and so does ``client`` between the calls."""

    def __init__(self, client: HallClient) -> None:
        self._client: Final = client
        self._asked: tuple[int, Future[Arrival]] | None = None

    def ask(self, cursor: int) -> None:
        """Begin to ask for what follows ``cursor``; the hall need not wait for anything."""
        self.finish()
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feed-ahead")
        self._asked = (cursor, pool.submit(self._fetch, cursor, 0.0))
        pool.shutdown(wait=False)

    def page(self, cursor: int, wait_s: float) -> Arrival:
        """What follows ``cursor``, as :meth:`sync.client.HallClient.feed`, which also raises."""
        asked = self._asked
        self.finish()
        if asked is not None and asked[0] == cursor:
            return asked[1].result()
        return self._fetch(cursor, wait_s)

    def finish(self) -> None:
        """Wait until nothing is asked any more, and forget what came."""
        if self._asked is not None:
            wait([self._asked[1]])
            self._asked = None

    def _fetch(self, cursor: int, wait_s: float) -> Arrival:
        page = self._client.feed(cursor, wait_s)
        return Arrival(page, self._client.clock.monotonic_s())
