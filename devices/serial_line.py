"""One serial line: pyserial's and the kernel's failures mapped once, every wait bounded."""

from __future__ import annotations

import os
import select
from dataclasses import dataclass
from typing import Final, Literal

import serial

from devices.errors import NotFound, Silent
from devices.port_opening import not_opened

WRITE_LIMIT_S: Final = 2.0
"""A healthy adapter takes a whole command in milliseconds; one that hangs takes none at all."""
DRAIN_LIMIT: Final = 65_536
"""More than any kernel buffer holds; a line that is never quiet is not waited for."""

Parity = Literal["none", "even", "odd"]

_PARITY: Final = {
    "none": serial.PARITY_NONE,
    "even": serial.PARITY_EVEN,
    "odd": serial.PARITY_ODD,
}


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """Where a line is and how bits travel on it; always 8 data bits."""

    port: str
    """Serial device; prefer the stable names below /dev/serial/by-id."""
    baudrate: int = 9600
    parity: Parity = "none"
    stop_bits: Literal[1, 2] = 1


class SerialLine:
    """A line that is open or not. One thread at a time; :meth:`close` may come from another."""

    def __init__(self, settings: SerialSettings) -> None:
        """Opens nothing yet."""
        self._settings: Final = settings
        self._port: serial.Serial | None = None

    @property
    def port(self) -> str:
        return self._settings.port

    def open(self) -> None:
        """Open the port for this process alone; what had come in before is forgotten.

        Raises NotFound, or PortRefused when it is in use or not permitted.
        """
        settings = self._settings
        try:
            self._port = serial.Serial(
                settings.port,
                baudrate=settings.baudrate,
                parity=_PARITY[settings.parity],
                stopbits=settings.stop_bits,
                write_timeout=WRITE_LIMIT_S,
                exclusive=True,
            )
        except OSError as error:  # pyserial's own are of this kind
            raise not_opened(settings.port, error) from error
        except ValueError as error:
            raise NotFound(f"cannot open {settings.port} with these settings") from error

    def close(self) -> None:
        """Harmless when closed."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def write(self, data: bytes) -> None:
        """Send ``data``. Raises NotFound (unplugged) or Silent (the adapter takes nothing)."""
        port = self._opened()
        try:
            port.write(data)
        except serial.SerialTimeoutException as error:
            raise Silent(f"{self.port} took no data within {WRITE_LIMIT_S:g} s") from error
        except (serial.SerialException, OSError) as error:
            raise self._unplugged() from error

    def read(self, limit: int, wait_s: float) -> bytes:
        """What has come, at most ``limit`` bytes; waits up to ``wait_s`` for the first of them.

        Empty when nothing came. Raises NotFound (unplugged).
        """
        port = self._opened()
        try:
            descriptor = port.fileno()
            ready, _, _ = select.select([descriptor], [], [], max(0.0, wait_s))
            data = os.read(descriptor, limit) if ready else None
        except (serial.SerialException, OSError, ValueError, TypeError) as error:
            # closed under this thread, pyserial has no descriptor any more
            raise self._unplugged() from error
        if data == b"":
            raise self._unplugged()
        return data or b""

    def drain(self) -> int:
        """Throw away what has come in; returns how many bytes. Raises NotFound (unplugged)."""
        thrown = 0
        while thrown < DRAIN_LIMIT and (data := self.read(DRAIN_LIMIT, 0.0)):
            thrown += len(data)
        return thrown

    def _opened(self) -> serial.Serial:
        if self._port is None:
            raise NotFound(f"{self.port} is not open")
        return self._port

    def _unplugged(self) -> NotFound:
        return NotFound(f"{self.port} is gone")
