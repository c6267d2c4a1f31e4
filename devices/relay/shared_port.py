"""One port for several drivers: boards on one RS-485 line, or a barrier and a lamp on one board."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from devices.errors import NotFound, Silent

LOCK_WAIT_S: Final = 3.0
"""Longer than any exchange; past it whoever is in one hangs, and the port is taken from it."""

PortT = TypeVar("PortT")


class SharedPort(Generic[PortT]):
    """Opened for its first holder, closed after its last. One exchange runs at a time."""

    def __init__(
        self, where: str, opened: Callable[[], PortT], closed: Callable[[PortT], None]
    ) -> None:
        """``opened`` opens the port or raises DeviceError; ``closed`` closes what it returned."""
        self.where: Final = where
        self._opened: Final = opened
        self._closed: Final = closed
        self._lock: Final = threading.Lock()
        self._holders: Final[set[object]] = set()
        self._port: PortT | None = None

    def open(self, holder: object) -> None:
        """Open the port unless it is open.

        Raises what opening it raises, or Silent when somebody hangs in it.
        """
        with self._locked():
            if self._port is None:
                self._port = self._opened()
            self._holders.add(holder)

    def close(self, holder: object) -> None:
        """``holder`` is done; harmless when it holds nothing."""
        waited = self._lock.acquire(timeout=LOCK_WAIT_S)
        try:
            self._holders.discard(holder)
            if not self._holders or not waited:
                # Closed under somebody who hangs: that frees them, and others open it again.
                self._drop()
        finally:
            if waited:
                self._lock.release()

    @contextmanager
    def exchange(self) -> Iterator[PortT]:
        """The open port, for one question and its answer.

        Raises NotFound when it is not open. A NotFound from inside closes it, so that the next
        :meth:`open` starts afresh.
        """
        with self._locked():
            port = self._port
            if port is None:
                raise NotFound(f"{self.where} is not open")
            try:
                yield port
            except NotFound:
                if self._port is port:  # it may have been taken away, and opened anew, meanwhile
                    self._drop()
                raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=LOCK_WAIT_S):
            raise Silent(f"somebody hangs in an exchange on {self.where}")
        try:
            yield
        finally:
            self._lock.release()

    def _drop(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            self._closed(port)
