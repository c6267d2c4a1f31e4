"""Brings what the devices emit to the GUI thread. A card's number ends here, its digest goes on."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import Final

import structlog
from PySide6.QtCore import QObject, Signal

from devices.ports import (
    CardPresented,
    CardRemoved,
    CardUnreadable,
    DeviceEvent,
    HealthChanged,
    SensorChanged,
)
from sync.credential import credential_digest

_log = structlog.get_logger(__name__)

_LOOK_UP_S: Final = 0.2
"""How often the thread looks whether it should end."""


class DeviceEvents(QObject):
    """Reads a rig's queue on a thread of its own and emits queued signals with frozen values."""

    card_read = Signal(str)
    """Keyed digest of a presented card."""
    card_unreadable = Signal()
    health_changed = Signal(object)
    """A :class:`devices.ports.DeviceHealth`."""

    def __init__(
        self,
        events: SimpleQueue[DeviceEvent],
        reader: str,
        key: bytes,
        parent: QObject | None = None,
    ) -> None:
        """Cards of the device ``reader`` count; ``key`` is the terminal's credential key."""
        super().__init__(parent)
        self._events = events
        self._reader = reader
        self._key = key
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device-events", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                event = self._events.get(timeout=_LOOK_UP_S)
            except Empty:
                continue
            self._pass_on(event)

    def _pass_on(self, event: DeviceEvent) -> None:
        match event:
            case CardPresented(device=self._reader, uid=uid):
                try:
                    digest = credential_digest(self._key, uid)
                except ValueError:
                    _log.warning("a card number of a length that cards do not have", bytes=len(uid))
                    self.card_unreadable.emit()
                    return
                self.card_read.emit(digest)
            case CardUnreadable(device=self._reader):
                self.card_unreadable.emit()
            case HealthChanged(health=health):
                self.health_changed.emit(health)
            case CardPresented() | CardUnreadable() | CardRemoved() | SensorChanged():
                return
