"""Brings journalled events to the hall: in order, in batches, until each is acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import structlog

from sync.backoff import Backoff
from sync.client import HallClient
from sync.errors import HallFault, Refused, Revoked, SyncError
from sync.outbox import Outbox
from sync.portions import Portions
from sync.wire import EVENT_BATCH_LIMIT, Bilingual, EventBatch, GateEvent, Problem

_WHOLE_BATCH_REFUSED: Final = frozenset({400, 413, 422})
"""The hall could not even read the batch; which of its events is to blame is found by halving."""

LOOK_AGAIN_S: Final = 30.0
"""Another process may put a dead letter back (`yanhu gate outbox --retry`)."""

UNREADABLE: Final = Problem(
    code="unreadable_here",
    message=Bilingual(
        zh="本机日志中的这一条已损坏，无法上传；请保留数据目录并运行 yanhu gate verify-journal",
        en="This entry is damaged in the terminal's own journal; keep the data folder and run"
        " yanhu gate verify-journal",
    ),
)
GIVEN_UP: Final = Problem(
    code="hall_fault",
    message=Bilingual(
        zh="大厅每次处理这一条都内部出错，其他记录均正常；请大厅管理员查明后再重试",
        en="The hall failed at this entry again and again while it took others; its administrator"
        " must find out why before it is offered again",
    ),
)

_log = structlog.get_logger(__name__)

Load = Callable[[Sequence[int]], tuple[GateEvent, ...]]
"""The events at these positions of the journal, in order, but for those that are damaged."""
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
        self._portions: Final = Portions(EVENT_BATCH_LIMIT)
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
        """Upload some of the oldest events; False when there was none.

        Raises HallError, StoreError.
        """
        portion = self._portions.next(self._outbox.waiting(self._portions.look_at))
        if not portion:
            return False
        events = self._load(portion)
        if len(events) < len(portion):
            self._bury(set(portion).difference(event.seq for event in events))
        if events:
            self._offer(events)
        return True

    def _bury(self, damaged: Iterable[int]) -> None:
        for position in damaged:
            _log.error("event is damaged", seq=position)
        self._outbox.settle((), [(position, UNREADABLE) for position in damaged])

    def _offer(self, events: tuple[GateEvent, ...]) -> None:
        portion = tuple(event.seq for event in events)
        try:
            self._deliver(events)
        except HallFault:
            if not self._portions.failed(portion):
                raise
            _log.error("event given up", seq=portion[0])
            self._outbox.settle((), [(portion[0], GIVEN_UP)])
        else:
            self._portions.went(portion)

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
            self._outbox.settle((), [(events[0].seq, refused.problem)])
            return
        numbers = {event.event_id: event.seq for event in events}
        for rejected in receipt.rejected:
            _log.error("event refused for good", code=rejected.problem.code)
        self._outbox.settle(
            [numbers[event_id] for event_id in (*receipt.accepted, *receipt.duplicate)],
            [(numbers[rejected.event_id], rejected.problem) for rejected in receipt.rejected],
        )
