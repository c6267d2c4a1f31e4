"""Runs calls to agents off the GUI thread and brings their answers back to it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.agents.errors import AgentError, CallCancelled
from ui.agents.exchange import Call

_Answer = TypeVar("_Answer")
_Delivery = Callable[[], None]


class Errands(QObject):
    """A few worker threads. All methods belong to the GUI thread."""

    _arrived = Signal(object)

    def __init__(self, workers: int, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._lock = Lock()
        self._calls: set[Call] = set()
        self._stopped = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Call], _Answer],
        then: Callable[[_Answer | AgentError], None],
    ) -> Call:
        """Do ``work`` on a worker, then ``then`` here with what it returned or raised.

        Cancelling the returned call ends ``work`` early; ``then`` gets the CallCancelled.
        """
        call = Call()
        with self._lock:
            self._calls.add(call)
        future = self._pool.submit(self._work, work, then, call)
        future.add_done_callback(self._report_crash)
        return call

    def stop(self) -> None:
        """Hang up on everybody and end the workers; nothing is delivered afterwards."""
        self._stopped = True
        with self._lock:
            calls = tuple(self._calls)
        for call in calls:
            call.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(
        self,
        work: Callable[[Call], _Answer],
        then: Callable[[_Answer | AgentError], None],
        call: Call,
    ) -> None:
        answer: _Answer | AgentError
        try:
            answer = CallCancelled() if call.cancelled else work(call)
        except AgentError as error:
            answer = error
        finally:
            with self._lock:
                self._calls.discard(call)
        self._arrived.emit(lambda: then(answer))

    def _report_crash(self, future: Future[None]) -> None:
        """A mistake in ``work`` surfaces on the GUI thread instead of vanishing in the pool."""
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:
            self._arrived.emit(lambda: _raise(error))

    @Slot(object)
    def _deliver(self, delivery: _Delivery) -> None:
        if not self._stopped:
            delivery()


def _raise(error: BaseException) -> None:
    raise error
