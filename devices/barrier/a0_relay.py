"""A barrier on a relay board that is switched by A0 frames (docs/devices/a0-relay.md)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from devices.barrier.relay_barrier import RelayBarrier
from devices.barrier.wiring import BarrierWiring, SensorWiring
from devices.purpose import Purpose
from devices.relay.a0_codec import LAST_RELAY
from devices.relay.boards import RelayPorts, a0_board
from devices.relay.configs import A0BoardConfig


class A0RelayConfig(A0BoardConfig, BarrierWiring):
    """``[devices.NAME]`` with ``driver = "a0-relay"``. It has no inputs; this program ends each
    opening."""

    relay: Annotated[int, Field(ge=0, le=LAST_RELAY)] = 0


def a0_relay(name: str, config: A0RelayConfig, ports: RelayPorts, purpose: Purpose) -> RelayBarrier:
    board = a0_board(config, ports)
    return RelayBarrier(name, config.driver, board, config, sensors=SensorWiring(), purpose=purpose)
