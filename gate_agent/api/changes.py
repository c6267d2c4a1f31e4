"""Tells the event streams, which live on the API's loop, that something changed in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


class Changes:
    """:meth:`notify` may be called from any thread; :meth:`listening` on the loop only."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: Final[set[asyncio.Event]] = set()
        self._stopped = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """The streams run on ``loop``, until :meth:`stop`."""
        with self._lock:
            self._loop = loop

    def notify(self) -> None:
        """Something changed. Cheap."""
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._wake)

    def stop(self) -> None:
        """End all streams; called before the loop ends."""
        with self._lock:
            self._stopped = True
            loop, self._loop = self._loop, None
            if loop is not None:
                loop.call_soon_threadsafe(self._wake)

    @property
    def stopped(self) -> bool:
        return self._stopped

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set at each change; the listener clears it."""
        news = asyncio.Event()
        self._news.add(news)
        try:
            yield news
        finally:
            self._news.discard(news)

    def _wake(self) -> None:
        for news in self._news:
            news.set()
