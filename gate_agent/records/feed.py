"""Follows the hall's feed, so that a decision of the hall is obeyed here at once.

A long poll is always waiting at the hall; what comes is applied before anything else is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import structlog

from gate_agent.conditions import Area, Conditions
from gate_agent.records.book import RecordBook
from gate_agent.records.page_ahead import PageAhead
from sync.backoff import Backoff
from sync.client import HallClient
from sync.errors import (
    CursorAhead,
    EpochChanged,
    FeedError,
    HallError,
    Malformed,
    NotFound,
    StoreError,
)
from sync.wire import CONTRACT_VERSION

PICTURE_PORTION: Final = 50

_log = structlog.get_logger(__name__)


class FeedFollower:
    """Keeps the record book as new as the hall. :meth:`run` belongs to one thread."""

    def __init__(
        self,
        book: RecordBook,
        client: HallClient,
        conditions: Conditions,
        wait_s: float,
        applied: Callable[[], None],
        backoff: Backoff | None = None,
    ) -> None:
        """``wait_s``: how long the hall may hold a request. ``applied`` is called after a page."""
        self._book: Final = book
        self._client: Final = client
        self._ahead: Final = PageAhead(client)
        self._conditions: Final = conditions
        self._wait_s: Final = wait_s
        self._applied: Final = applied
        self._backoff: Final = backoff or Backoff()
        self._greeted = False
        self._at_end = False

    def run(self, stop: threading.Event) -> None:
        """Follow until ``stop`` is set and the client aborted."""
        while not stop.is_set():
            try:
                self.step()
            except HallError as error:
                self._greeted = self._at_end = False
                self._failed(stop, Area.HALL, error)
            except (FeedError, StoreError) as error:
                self._at_end = False
                self._failed(stop, Area.RECORDS, error)
            else:
                self._backoff.worked()
        self._ahead.finish()

    def step(self) -> None:
        """Ask once and apply the answer. Raises HallError, FeedError, StoreError."""
        if self._book.damaged:
            self._book.rebuild()
            self._at_end = False
        if not self._greeted:
            self._ahead.finish()
            self._greet()
        progress = self._book.progress
        try:
            arrival = self._ahead.page(progress.cursor, self._patience_s())
        except CursorAhead:
            if progress.epoch is None or progress.cursor == 0:
                raise
            _log.warning("the hall went back in time; syncing afresh", cursor=progress.cursor)
            self._book.restart(progress.epoch)
            self._at_end = False
            return
        self._heard()
        page = arrival.page
        if page.rows and not self._at_end:
            self._ahead.ask(page.next)
        try:
            applied = self._book.apply(page)
        except EpochChanged:
            _log.warning("the hall's feed began again; syncing afresh")
            self._book.restart(page.epoch)
            self._at_end = False
            return
        # A page that was refused is not believed about the time either.
        clock = self._client.clock
        clock.heard(page.server_time, doubt_s=clock.monotonic_s() - arrival.at_s)
        self._at_end = self._at_end or applied.caught_up
        if not self._book.damaged:
            self._conditions.report(Area.RECORDS, None)
        self._applied()

    def _patience_s(self) -> float:
        """How long the hall may hold the next request.

        After a change it may hold at once, since whatever follows it would come at once. But only
        an empty page confirms the records: where changes never cease, one is asked for in time.
        """
        age_s = self._book.standing().age_s
        fresh = age_s is not None and age_s < self._wait_s
        return self._wait_s if self._at_end and fresh else 0.0

    def _greet(self) -> None:
        hello = self._client.hello()
        if hello.contract != CONTRACT_VERSION:
            raise Malformed(f"the hall speaks contract {hello.contract}, not {CONTRACT_VERSION}")
        self._greeted = True
        self._heard()

    def _heard(self) -> None:
        self._conditions.contact(self._client.clock.wall())
        self._conditions.report(Area.HALL, None)

    def _failed(
        self, stop: threading.Event, area: Area, error: HallError | FeedError | StoreError
    ) -> None:
        if stop.is_set():
            return
        _log.warning("feed failed", error=error.code, detail=str(error))
        self._conditions.report(area, error.text)
        stop.wait(self._backoff.failed())


class PictureFetcher:
    """Fetches the enrolled thumbnails that records name. :meth:`run` belongs to one thread."""

    def __init__(
        self,
        book: RecordBook,
        client: HallClient,
        conditions: Conditions,
        backoff: Backoff | None = None,
    ) -> None:
        self._book: Final = book
        self._client: Final = client
        self._conditions: Final = conditions
        self._backoff: Final = backoff or Backoff()
        self._wake: Final = threading.Event()

    def wake(self) -> None:
        """Records have changed, or it is time to stop."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Fetch whatever is wanted until ``stop`` is set (then :meth:`wake`)."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self._fetch_wanted(stop)
            except (HallError, StoreError) as error:
                if not stop.is_set():
                    self._conditions.report(Area.PICTURES, error.text)
                    stop.wait(self._backoff.failed())
                continue
            self._backoff.worked()
            self._conditions.report(Area.PICTURES, None)
            self._wake.wait()

    def _fetch_wanted(self, stop: threading.Event) -> None:
        thumbnails = self._book.thumbnails
        while wanted := thumbnails.wanted(PICTURE_PORTION):
            for sha256 in wanted:
                if stop.is_set():
                    return
                try:
                    thumbnails.keep(sha256, self._client.thumbnail(sha256))
                except (NotFound, Malformed) as error:
                    _log.warning("a thumbnail is not to be had", error=error.code)
                    thumbnails.give_up(sha256)
