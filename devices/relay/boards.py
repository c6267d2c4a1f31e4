"""From a board's configuration to the board, on a port that other devices of the rig may share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, assert_never

from devices.relay.a0 import A0Board
from devices.relay.ascii import AsciiBoard
from devices.relay.board import RelayBoard
from devices.relay.configs import (
    A0BoardConfig,
    AsciiBoardConfig,
    BoardConfig,
    ModbusRtuBoardConfig,
    ModbusTcpBoardConfig,
)
from devices.relay.modbus_address import ModbusAddress
from devices.relay.shared_port import SharedPort
from devices.serial_line import SerialLine, SerialSettings

if TYPE_CHECKING:
    from devices.relay.modbus import ModbusBoard, ModbusClient


class RelayPorts:
    """The ports of one rig's relay boards, each made once."""

    def __init__(self) -> None:
        self._modbus: Final[dict[ModbusAddress, SharedPort[ModbusClient]]] = {}
        self._serial: Final[dict[SerialSettings, SharedPort[SerialLine]]] = {}

    def modbus(
        self, address: ModbusAddress, port_at: Callable[[ModbusAddress], SharedPort[ModbusClient]]
    ) -> SharedPort[ModbusClient]:
        """The port at ``address``, made by ``port_at`` the first time."""
        if address not in self._modbus:
            self._modbus[address] = port_at(address)
        return self._modbus[address]

    def serial(self, settings: SerialSettings) -> SharedPort[SerialLine]:
        if settings not in self._serial:
            self._serial[settings] = _serial_port(settings)
        return self._serial[settings]


def modbus_board(
    config: ModbusRtuBoardConfig | ModbusTcpBoardConfig, ports: RelayPorts
) -> ModbusBoard:
    from devices.relay.modbus import ModbusBoard, modbus_port  # its library loads slowly

    return ModbusBoard(ports.modbus(config.address(), modbus_port), config.unit)


def ascii_board(config: AsciiBoardConfig, ports: RelayPorts) -> AsciiBoard:
    return AsciiBoard(ports.serial(config.settings()), timeout_s=config.timeout_s)


def a0_board(config: A0BoardConfig, ports: RelayPorts) -> A0Board:
    return A0Board(
        ports.serial(config.settings()), answering=config.answers, timeout_s=config.timeout_s
    )


def relay_board(config: BoardConfig, ports: RelayPorts) -> RelayBoard:
    """The board of any kind, for what needs nothing but relays."""
    match config:
        case ModbusRtuBoardConfig() | ModbusTcpBoardConfig():
            return modbus_board(config, ports)
        case AsciiBoardConfig():
            return ascii_board(config, ports)
        case A0BoardConfig():
            return a0_board(config, ports)
        case _:
            assert_never(config)


def _serial_port(settings: SerialSettings) -> SharedPort[SerialLine]:
    def opened() -> SerialLine:
        line = SerialLine(settings)
        line.open()
        return line

    return SharedPort(settings.port, opened, SerialLine.close)
