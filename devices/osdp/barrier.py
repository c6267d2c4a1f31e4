"""A barrier on an output of an OSDP reader, with its inputs (docs/devices/osdp.md)."""

from __future__ import annotations

from devices.barrier.relay_barrier import RelayBarrier
from devices.osdp.board import OsdpBoard
from devices.osdp.bus import OsdpLines
from devices.osdp.config import OsdpBarrierConfig
from devices.purpose import Purpose


def osdp_barrier(
    name: str, config: OsdpBarrierConfig, lines: OsdpLines, purpose: Purpose
) -> RelayBarrier:
    board = OsdpBoard(config, lines)
    timer = board if config.closing == "board" else None
    return RelayBarrier(
        name, config.driver, board, config, sensors=config, timer=timer, purpose=purpose
    )
