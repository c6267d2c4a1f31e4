"""How a relay board is reached, as ``[devices.NAME]`` writes it; a driver's table adds the wiring.

The numbers of relays and inputs that a kind of board can have are bounded here as well.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.network_host import Host
from devices.relay.modbus_address import RtuLine, TcpEndpoint
from devices.serial_line import SerialSettings

PortPath = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""A serial device; prefer the stable names below /dev/serial/by-id."""
Baudrate = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]
Unit = Annotated[int, Field(ge=1, le=247)]
"""Address of a board on its line (Modbus over serial line 1.02, section 2.2)."""
Timeout = Annotated[float, Field(ge=0.05, le=2.0)]
"""Longest wait in seconds for an answer; boards answer in 10 to 50 ms at 9600 baud."""


class ModbusRtuBoardConfig(BaseModel):
    """A board on a serial line. Two devices on one line give it the same settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["modbus-rtu"]
    port: PortPath
    baudrate: Baudrate = 9600
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    unit: Unit = 1
    timeout_s: Timeout = 0.3

    def address(self) -> RtuLine:
        settings = SerialSettings(self.port, self.baudrate, self.parity, self.stop_bits)
        return RtuLine(settings, self.timeout_s)


class ModbusTcpBoardConfig(BaseModel):
    """A board, or a gateway to a line of boards, on the network."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["modbus-tcp"]
    host: Host
    """Name or address."""
    tcp_port: Annotated[int, Field(ge=1, le=65535)] = 502
    unit: Unit = 1
    timeout_s: Timeout = 0.5
    """Also for connecting."""

    def address(self) -> TcpEndpoint:
        return TcpEndpoint(self.host, self.tcp_port, self.timeout_s)


class AsciiBoardConfig(BaseModel):
    """A board that is switched by readable commands."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["ascii-relay"]
    port: PortPath
    baudrate: Baudrate = 9600
    timeout_s: Timeout = 0.3

    def settings(self) -> SerialSettings:
        return SerialSettings(self.port, self.baudrate)


class A0BoardConfig(BaseModel):
    """A board that is switched by A0 frames."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["a0-relay"]
    port: PortPath
    baudrate: Baudrate = 9600
    answers: bool = True
    """Whether the board answers the commands 2, 3 and 5; the oldest ones never say anything."""
    timeout_s: Timeout = 0.3

    def settings(self) -> SerialSettings:
        return SerialSettings(self.port, self.baudrate)


BoardConfig = Annotated[
    ModbusRtuBoardConfig | ModbusTcpBoardConfig | AsciiBoardConfig | A0BoardConfig,
    Field(discriminator="driver"),
]
