"""A barrier and its inputs on a Modbus TCP relay board (docs/devices/modbus-tcp.md)."""

from __future__ import annotations

from typing import Literal

from devices.barrier.relay_barrier import RelayBarrier
from devices.barrier.wiring import BarrierWiring, SensorWiring
from devices.purpose import Purpose
from devices.relay.boards import RelayPorts, modbus_board
from devices.relay.configs import ModbusTcpBoardConfig


class ModbusTcpConfig(ModbusTcpBoardConfig, BarrierWiring, SensorWiring):
    """``[devices.NAME]`` with ``driver = "modbus-tcp"``."""

    closing: Literal["board", "host"] = "board"
    """Who ends an opening: the board's flash timer, or this program (see the documentation)."""


def modbus_tcp(
    name: str, config: ModbusTcpConfig, ports: RelayPorts, purpose: Purpose
) -> RelayBarrier:
    board = modbus_board(config, ports)
    timer = board if config.closing == "board" else None
    return RelayBarrier(
        name, config.driver, board, config, sensors=config, timer=timer, purpose=purpose
    )
