"""Which devices of a configuration get into each other's way by where they are.

A card is read by one reader's device, a serial port is open for one program, a printer prints for
one. Boards and readers of one line share it, as long as each has its own address, or its own relay.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from devices.barrier.a0_relay import A0RelayConfig
from devices.barrier.ascii_relay import AsciiRelayConfig
from devices.barrier.modbus_rtu import ModbusRtuConfig
from devices.barrier.modbus_tcp import ModbusTcpConfig
from devices.camera.configs import MjpegConfig, RtspConfig, V4l2Config, VideoFileConfig
from devices.card.pcsc import serves
from devices.card.pcsc_config import PcscConfig
from devices.indicator.relay_lamp import RelayLampConfig
from devices.indicator.sound import SoundConfig
from devices.inventory import DeviceConfig
from devices.osdp.config import OsdpAddress
from devices.printer.configs import CupsConfig, IppConfig
from devices.receipt.configs import EscposFileConfig, EscposNetworkConfig
from devices.relay.configs import (
    A0BoardConfig,
    AsciiBoardConfig,
    BoardConfig,
    ModbusRtuBoardConfig,
    ModbusTcpBoardConfig,
)
from devices.scanner.camera_scanner import CameraScannerConfig

_DEFAULT_TCP_PORTS: Final = {"http": 80, "https": 443, "rtsp": 554, "ipp": 631, "ipps": 631}

_Place = tuple[object, ...]


def in_the_way(moved: Mapping[str, DeviceConfig], others: Mapping[str, DeviceConfig]) -> str | None:
    """The first of ``others`` that is where one of ``moved`` would be, and can't be there with it.

    Follows the links below /dev, by which one port has several names.
    """
    for config in moved.values():
        for name, other in others.items():
            if _meet(config, other) and not share(config, other):
                return name
    return None


def share(one: DeviceConfig, other: DeviceConfig) -> bool:
    """Whether two devices may be at one port: readers or boards of a line, parts of one of them."""
    match one, other:
        case OsdpAddress(), OsdpAddress():
            twins = one.address == other.address and one.driver == other.driver
            return one.line().baudrate == other.line().baudrate and not twins
        case _:
            return _boards_share(one, other)


def _boards_share(one: DeviceConfig, other: DeviceConfig) -> bool:
    board, second = _board_of(one), _board_of(other)
    match board, second:
        case ModbusRtuBoardConfig(), ModbusRtuBoardConfig():
            alike, apart = _serial(board) == _serial(second), board.unit != second.unit
        case ModbusTcpBoardConfig(), ModbusTcpBoardConfig():
            alike, apart = True, board.unit != second.unit
        case AsciiBoardConfig(), AsciiBoardConfig():
            alike, apart = board.baudrate == second.baudrate, False
        case A0BoardConfig(), A0BoardConfig():
            alike, apart = board.baudrate == second.baudrate, False
        case _:
            return False
    return alike and (apart or not _relays(one) & _relays(other))


def _serial(board: ModbusRtuBoardConfig) -> _Place:
    return board.baudrate, board.parity, board.stop_bits


def _board_of(config: DeviceConfig) -> BoardConfig | None:
    match config:
        case RelayLampConfig(board=board):
            return board
        case ModbusRtuConfig() | ModbusTcpConfig() | AsciiRelayConfig() | A0RelayConfig():
            return config
        case _:
            return None


def _relays(config: DeviceConfig) -> frozenset[int]:
    match config:
        case RelayLampConfig():
            return config.all()
        case ModbusRtuConfig() | ModbusTcpConfig() | AsciiRelayConfig() | A0RelayConfig():
            return frozenset({config.relay})
        case _:
            return frozenset()


def _meet(one: DeviceConfig, other: DeviceConfig) -> bool:
    match one, other:
        case PcscConfig(reader=first), PcscConfig(reader=second):
            return serves(first, second) or serves(second, first)
        case _:
            here = _place(one)
            return here is not None and here == _place(other)


def _place(config: DeviceConfig | BoardConfig) -> _Place | None:
    """Where a device is; None for those that take no port from others."""
    match config:
        case RelayLampConfig(board=board):
            return _place(board)
        case CameraScannerConfig() | VideoFileConfig() | PcscConfig():
            return None
        case V4l2Config():
            return (config.path.resolve(),)
        case EscposFileConfig(path=port):
            return (Path(port).resolve(),)
        case SoundConfig(player=player, device=output):
            return player, output
        case IppConfig(uri=address) | MjpegConfig(url=address) | RtspConfig(url=address):
            return _net_place(address)
        case CupsConfig(server=server, queue=queue):
            return server, queue
        case EscposNetworkConfig() | ModbusTcpBoardConfig():
            return config.host.lower(), config.tcp_port
        case _:
            return (Path(config.port).resolve(),)


def _net_place(address: str) -> _Place:
    """As it is reached, whoever logs in."""
    parts = urlsplit(address)
    port = parts.port or _DEFAULT_TCP_PORTS.get(parts.scheme)
    return parts.hostname, port, parts.path, parts.query
