"""A barrier and its inputs on a Modbus RTU relay board (docs/devices/modbus-rtu.md)."""

from __future__ import annotations

from typing import Literal

from devices.barrier.relay_barrier import RelayBarrier
from devices.barrier.wiring import BarrierWiring, SensorWiring
from devices.purpose import Purpose
from devices.relay.boards import RelayPorts, modbus_board
from devices.relay.configs import ModbusRtuBoardConfig


class ModbusRtuConfig(ModbusRtuBoardConfig, BarrierWiring, SensorWiring):
    """``[devices.NAME]`` with ``driver = "modbus-rtu"``."""

    closing: Literal["board", "host"] = "board"
    """Who ends an opening: the board's flash timer, or this program (see the documentation)."""


def modbus_rtu(
    name: str, config: ModbusRtuConfig, ports: RelayPorts, purpose: Purpose
) -> RelayBarrier:
    board = modbus_board(config, ports)
    timer = board if config.closing == "board" else None
    return RelayBarrier(
        name, config.driver, board, config, sensors=config, timer=timer, purpose=purpose
    )
