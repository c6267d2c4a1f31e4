"""A barrier and its inputs on an ASCII relay board (docs/devices/ascii-relay.md)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from devices.barrier.relay_barrier import RelayBarrier
from devices.barrier.wiring import BarrierWiring, SensorWiring
from devices.purpose import Purpose
from devices.relay.ascii_codec import LAST_INDEX
from devices.relay.boards import RelayPorts, ascii_board
from devices.relay.configs import AsciiBoardConfig


class AsciiRelayConfig(AsciiBoardConfig, BarrierWiring, SensorWiring):
    """``[devices.NAME]`` with ``driver = "ascii-relay"``. This program ends each opening."""

    relay: Annotated[int, Field(ge=0, le=LAST_INDEX)] = 0

    @model_validator(mode="after")
    def _inputs_can_be_named(self) -> Self:
        if any(index > LAST_INDEX for index in self.inputs.values()):
            raise ValueError(f"inputs of such a board are 0 to {LAST_INDEX}")
        return self


def ascii_relay(
    name: str, config: AsciiRelayConfig, ports: RelayPorts, purpose: Purpose
) -> RelayBarrier:
    board = ascii_board(config, ports)
    return RelayBarrier(name, config.driver, board, config, sensors=config, purpose=purpose)
