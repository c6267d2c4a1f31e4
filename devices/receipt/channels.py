"""The ways to a receipt printer: a network connection, a serial line, a device file.

All have the methods of :class:`~devices.serial_line.SerialLine`, its errors, and its rule that one
thread uses them at a time.
"""

from __future__ import annotations

import os
import select
import socket
import time
from typing import Final, Protocol

from devices.errors import NotFound, Silent
from devices.network_opening import connected
from devices.port_opening import not_opened

WRITE_LIMIT_S: Final = 2.0
"""A printer that takes nothing for so long has its buffer full and does not print."""
DRAIN_LIMIT: Final = 65_536
"""More than any buffer holds; a channel that is never quiet is not waited for."""


class Channel(Protocol):
    """Bytes to a printer and back."""

    @property
    def port(self) -> str: ...

    def open(self) -> None:
        """Raises NotFound, or PortRefused when it is in use or not permitted."""
        ...

    def close(self) -> None:
        """Harmless when closed."""
        ...

    def write(self, data: bytes) -> None:
        """Raises NotFound, or Silent when the printer takes nothing."""
        ...

    def read(self, limit: int, wait_s: float) -> bytes:
        """What has come; waits up to ``wait_s`` for the first byte. Raises NotFound."""
        ...

    def drain(self) -> int:
        """Throw away what has come in; returns how many bytes. Raises NotFound."""
        ...


class TcpChannel:
    """A network printer's raw port."""

    def __init__(self, host: str, tcp_port: int, *, connect_limit_s: float) -> None:
        self._address: Final = (host, tcp_port)
        self._connect_limit_s: Final = connect_limit_s
        self._socket: socket.socket | None = None

    @property
    def port(self) -> str:
        return f"{self._address[0]}:{self._address[1]}"

    def open(self) -> None:
        self._socket = connected(self._address, self._connect_limit_s)
        self._socket.settimeout(WRITE_LIMIT_S)

    def close(self) -> None:
        opened, self._socket = self._socket, None
        if opened is not None:
            opened.close()

    def write(self, data: bytes) -> None:
        try:
            self._opened().sendall(data)
        except TimeoutError as error:
            raise Silent(f"{self.port} took no data within {WRITE_LIMIT_S:g} s") from error
        except OSError as error:
            raise self._gone() from error

    def read(self, limit: int, wait_s: float) -> bytes:
        opened = self._opened()
        try:
            ready, _, _ = select.select([opened], [], [], max(0.0, wait_s))
            data = opened.recv(limit) if ready else None
        except (OSError, ValueError) as error:  # ValueError: closed under this thread
            raise self._gone() from error
        if data == b"":
            raise self._gone()
        return data or b""

    def drain(self) -> int:
        return _drained(self)

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise NotFound(f"{self.port} is not connected")
        return self._socket

    def _gone(self) -> NotFound:
        return NotFound(f"{self.port} has closed the connection")


class FileChannel:
    """A character device that the kernel's printer driver makes, as /dev/usb/lp0."""

    def __init__(self, path: str) -> None:
        self._path: Final = path
        self._file: int | None = None

    @property
    def port(self) -> str:
        return self._path

    def open(self) -> None:
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            raise not_opened(self._path, error) from error

    def close(self) -> None:
        opened, self._file = self._file, None
        if opened is not None:
            os.close(opened)

    def write(self, data: bytes) -> None:
        opened = self._opened()
        deadline = time.monotonic() + WRITE_LIMIT_S
        try:
            while data:
                left_s = deadline - time.monotonic()
                _, ready, _ = select.select([], [opened], [], max(0.0, left_s))
                if not ready:
                    raise Silent(f"{self._path} took no data within {WRITE_LIMIT_S:g} s")
                data = data[os.write(opened, data) :]
        except (OSError, ValueError) as error:
            raise self._gone() from error

    def read(self, limit: int, wait_s: float) -> bytes:
        opened = self._opened()
        try:
            ready, _, _ = select.select([opened], [], [], max(0.0, wait_s))
            data = os.read(opened, limit) if ready else None
        except (OSError, ValueError) as error:
            raise self._gone() from error
        if data == b"":
            raise self._gone()
        return data or b""

    def drain(self) -> int:
        return _drained(self)

    def _opened(self) -> int:
        if self._file is None:
            raise NotFound(f"{self._path} is not open")
        return self._file

    def _gone(self) -> NotFound:
        return NotFound(f"{self._path} is gone")


def _drained(channel: Channel) -> int:
    thrown = 0
    while thrown < DRAIN_LIMIT and (data := channel.read(DRAIN_LIMIT, 0.0)):
        thrown += len(data)
    return thrown
