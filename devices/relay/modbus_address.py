"""Where Modbus relay boards are reached."""

from __future__ import annotations

from dataclasses import dataclass

from devices.serial_line import SerialSettings


@dataclass(frozen=True, slots=True)
class RtuLine:
    """A serial line with one or more boards. ``timeout_s`` bounds each wait for an answer."""

    serial: SerialSettings
    timeout_s: float

    @property
    def where(self) -> str:
        return self.serial.port


@dataclass(frozen=True, slots=True)
class TcpEndpoint:
    """A board, or a gateway to a serial line of boards, on the network."""

    host: str
    port: int
    timeout_s: float

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"


ModbusAddress = RtuLine | TcpEndpoint
