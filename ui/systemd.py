"""Tells systemd that the program is ready and its event loop alive (sd_notify(3) datagrams)."""

from __future__ import annotations

import os
import socket
from typing import Final

import structlog
from PySide6.QtCore import QObject, QTimer

_log = structlog.get_logger(__name__)

_PINGS_PER_PERIOD: Final = 3
"""One lost ping must not restart the program."""


class Watchdog(QObject):
    """Sends READY=1 once and WATCHDOG=1 from a GUI timer, so a hung GUI is restarted.

    Does nothing when the program was not started by systemd (no ``NOTIFY_SOCKET``).
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if address else None
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self._send(b"WATCHDOG=1"))

    def start(self) -> None:
        """Say that the first picture stands, and begin to ping if systemd asked for it."""
        self._send(b"READY=1")
        period_us = int(os.environ.get("WATCHDOG_USEC", "0") or 0)
        if self._socket is not None and period_us > 0:
            self._timer.start(max(1, period_us // 1000 // _PINGS_PER_PERIOD))

    def stop(self) -> None:
        """Say that the program ends; harmless when it never started."""
        self._timer.stop()
        self._send(b"STOPPING=1")
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, message: bytes) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(message, self._address)
        except OSError as error:
            _log.warning("systemd did not take a message", errno=error.errno)
