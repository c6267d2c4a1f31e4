"""Work that waits for a network or a printer, off the GUI thread; results come back as signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

import structlog
from PySide6.QtCore import QObject, Qt, Signal, Slot

from devices.errors import DeviceError
from kiosk.printing.ledger import LedgerError
from kiosk.sentences import ProgramFault, Trouble
from sync.errors import HallError

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_EXPECTED: Final = (HallError, DeviceError, LedgerError)


class Worker(QObject):
    """One thread that does one thing after another for the screens.

    Results that belong to a person who has left are dropped (:meth:`forget`).
    """

    _arrived = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._generation = 0
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], _T], done: Callable[[_T | Trouble], None]) -> None:
        """Do ``work`` on the thread, then call ``done`` on the GUI thread with what came of it."""
        if self._closed:
            return
        generation = self._generation

        def finish(future: Future[_T]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            result = future.result() if error is None else _trouble(error)
            self._arrived.emit((generation, partial(done, result)))

        self._pool.submit(work).add_done_callback(finish)

    def stream(
        self,
        work: Callable[[], Iterator[_T]],
        step: Callable[[_T], None],
        done: Callable[[Trouble | None], None],
    ) -> None:
        """As :meth:`run` for work that reports as it goes: a ``step`` each, ``done`` at the end."""
        if self._closed:
            return
        generation = self._generation

        def drain() -> None:
            for item in work():
                self._arrived.emit((generation, partial(step, item)))

        def finish(future: Future[None]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            result = None if error is None else _trouble(error)
            self._arrived.emit((generation, partial(done, result)))

        self._pool.submit(drain).add_done_callback(finish)

    def forget(self) -> None:
        """Drop what was asked so far: nobody waits for it any more."""
        self._generation += 1

    def close(self) -> None:
        """Wait for the work in hand, drop the rest and whatever is still asked, end the thread."""
        self._closed = True
        self.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _deliver(self, parcel: tuple[int, Callable[[], None]]) -> None:
        generation, call = parcel
        if generation == self._generation:
            call()


def _trouble(error: BaseException) -> Trouble:
    if isinstance(error, _EXPECTED):
        return error
    _log.error("work failed", exc_info=error)
    return ProgramFault(type(error).__name__)
