"""Brings journalled events to the hall: in order, in batches, until each is acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from sync.backoff import Backoff
from sync.client import HallClient
from sync.errors import Refused, Revoked, SyncError
from sync.outbox import Outbox
from sync.wire import EVENT_BATCH_LIMIT, EventBatch, GateEvent

_WHOLE_BATCH_REFUSED: Final = frozenset({400, 413, 422})
"""The hall could not even read the batch; which of its events is to blame is found by halving."""

LOOK_AGAIN_S: Final = 30.0
"""Another process may put a dead letter back (`yanhu gate outbox --retry`)."""

_log = structlog.get_logger(__name__)

Load = Callable[[Sequence[int]], tuple[GateEvent, ...]]
"""The events at these positions of the journal, in order."""
Report = Callable[[SyncError | None], None]
"""Told after each round: None when it went well."""


class EventUploader:
    """The upload loop. :meth:`run` belongs to one thread; :meth:`wake` may come from any."""

    def __init__(
        self,
        outbox: Outbox,
        load: Load,
        client: HallClient,
        report: Report,
        backoff: Backoff | None = None,
    ) -> None:
        self._outbox: Final = outbox
        self._load: Final = load
        self._client: Final = client
        self._report: Final = report
        self._backoff: Final = backoff or Backoff()
        self._wake: Final = threading.Event()

    def wake(self) -> None:
        """There is something new to upload, or it is time to stop."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Upload whatever comes until ``stop`` is set (then :meth:`wake`)."""
        while not stop.is_set():
            self._wake.clear()
            try:
                while not stop.is_set() and self.upload_batch():
                    self._backoff.worked()
            except SyncError as error:
                self._report(error)
                _log.warning("upload failed", error=error.code)
                stop.wait(self._backoff.failed())
                continue
            self._report(None)
            self._wake.wait(LOOK_AGAIN_S)

    def upload_batch(self) -> bool:
        """Upload the oldest events; False when there was none. Raises HallError, StoreError."""
        positions = self._outbox.waiting(EVENT_BATCH_LIMIT)
        if not positions:
            return False
        self._deliver(self._load(positions))
        return True

    def _deliver(self, events: tuple[GateEvent, ...]) -> None:
        try:
            receipt = self._client.upload(EventBatch(events=events))
        except Revoked:
            raise
        except Refused as refused:
            if refused.status not in _WHOLE_BATCH_REFUSED:
                raise
            if len(events) > 1:
                middle = len(events) // 2
                self._deliver(events[:middle])
                self._deliver(events[middle:])
                return
            _log.error("event refused for good", seq=events[0].seq, code=refused.problem.code)
            self._outbox.settle((), [(events[0].event_id, refused.problem)])
            return
        for rejected in receipt.rejected:
            _log.error("event refused for good", code=rejected.problem.code)
        self._outbox.settle(
            (*receipt.accepted, *receipt.duplicate),
            [(rejected.event_id, rejected.problem) for rejected in receipt.rejected],
        )
