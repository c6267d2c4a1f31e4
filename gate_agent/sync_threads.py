"""The threads that talk to the hall: feed, thumbnails, upload."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.store import Journal
from gate_agent.records.book import RecordBook
from gate_agent.records.feed import FeedFollower, PictureFetcher
from sync.client import HallClient
from sync.clock import HallClock
from sync.errors import SyncError, Unreachable
from sync.upload import EventUploader
from sync.wire import TerminalIdentity

ABORT_EVERY_S: Final = 0.1
"""A connection that is being made escapes an abort, so it is repeated until the thread ends."""


class SyncThreads:
    """Started and stopped together. A client a thread: requests' session belongs to one."""

    def __init__(
        self,
        identity: TerminalIdentity,
        ca_file: Path | None,
        wait_s: float,
        clock: HallClock,
        book: RecordBook,
        journal: Journal,
        conditions: Conditions,
        changed: Callable[[], None],
    ) -> None:
        """``changed`` is called when records or backlog have changed."""
        self._stop: Final = threading.Event()
        self._clients: Final = [HallClient.of(identity, clock, ca_file) for _ in range(3)]
        feed_client, picture_client, upload_client = self._clients

        def applied() -> None:
            self._pictures.wake()
            changed()

        def uploaded(error: SyncError | None) -> None:
            # That the hall is away is said once, by the feed.
            text = None if error is None or isinstance(error, Unreachable) else error.text
            conditions.report(Area.UPLOAD, text)
            changed()

        self._pictures: Final = PictureFetcher(book, picture_client, conditions)
        self._uploader: Final = EventUploader(journal.outbox, journal.load, upload_client, uploaded)
        follower = FeedFollower(book, feed_client, conditions, wait_s, applied)
        self._threads: Final = [
            threading.Thread(target=run, args=(self._stop,), name=name, daemon=True)
            for name, run in (
                ("feed", follower.run),
                ("pictures", self._pictures.run),
                ("upload", self._uploader.run),
            )
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def journalled(self) -> None:
        """A new event waits to be uploaded."""
        self._uploader.wake()

    def stop(self) -> None:
        """End all three, also in the middle of a call."""
        self._stop.set()
        self._pictures.wake()
        self._uploader.wake()
        for thread in self._threads:
            while thread.is_alive():
                for client in self._clients:
                    client.abort()
                thread.join(ABORT_EVERY_S)
        for client in self._clients:
            client.close()
