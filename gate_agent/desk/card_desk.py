"""The reader on the guards' desk: an order given at a shared screen waits for a guard's card.

A card counts only when it is put there after the order; one order waits at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Final

from devices.inventory import DeviceConfig
from devices.ports import CardPresented, DeviceEvent
from devices.rig import Rig
from gate_agent.wire.schema import Guard

CARD_WAIT_S: Final = 30.0
"""How long :func:`next_card` waits: the reader connects, somebody takes out a card."""


class NoDesk(Exception):
    """This gate has no reader for guards' cards."""


class DeskBusy(Exception):
    """Another order waits for a card already."""


class CardDesk:
    """Safe to use from any thread."""

    def __init__(
        self, reader: str, guards: Mapping[str, Guard], digest_of: Callable[[bytes], str]
    ) -> None:
        """``reader``: the device's name, empty when there is none. ``guards``: by the keyed
        digest of each card; ``digest_of`` makes it of a card's number, or raises ValueError."""
        self.reader: Final = reader
        self._guards: Final = dict(guards)
        self._digest_of: Final = digest_of
        self._lock: Final = threading.Lock()
        self._waiting: Future[Guard | None] | None = None

    def await_card(self) -> Future[Guard | None]:
        """The guard whose card comes next, None when it is nobody's; :meth:`leave` afterwards.

        Raises NoDesk, DeskBusy.
        """
        if not self.reader:
            raise NoDesk
        with self._lock:
            if self._waiting is not None:
                raise DeskBusy
            self._waiting = Future()
            return self._waiting

    @property
    def waiting(self) -> bool:
        """An order waits for a card."""
        with self._lock:
            return self._waiting is not None

    def leave(self, asked: Future[Guard | None]) -> None:
        """Nobody waits for ``asked`` any more."""
        with self._lock:
            if self._waiting is asked:
                self._waiting = None

    def presented(self, uid: bytes) -> None:
        """A card was put on the reader."""
        try:
            guard = self._guards.get(self._digest_of(uid))
        except ValueError:
            guard = None
        with self._lock:
            asked, self._waiting = self._waiting, None
        if asked is not None:
            asked.set_result(guard)


def next_card(reader: str, config: DeviceConfig, within_s: float = CARD_WAIT_S) -> bytes | None:
    """The number of the next card on ``reader``, run here alone; None when none came."""
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    rig = Rig({reader: config}, events)
    deadline = time.monotonic() + within_s
    rig.start()
    try:
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = events.get(timeout=left)
            except Empty:
                break
            if isinstance(event, CardPresented):
                return event.uid
        return None
    finally:
        rig.stop()
