"""From configuration to drivers: the only place that names concrete drivers.

A new driver is one import, one member of :data:`DeviceConfig` and one case in :func:`build`
(docs/devices/adding.md).
"""

from __future__ import annotations

from typing import Annotated, assert_never

from pydantic import Field

from devices.barrier.modbus_rtu import ModbusRtu, ModbusRtuConfig
from devices.camera.mjpeg import Mjpeg, MjpegConfig
from devices.card.pcsc import Pcsc, PcscConfig
from devices.driver import Driver
from devices.printer.ipp import Ipp, IppConfig

DeviceConfig = Annotated[
    PcscConfig | ModbusRtuConfig | MjpegConfig | IppConfig, Field(discriminator="driver")
]
"""One ``[devices.NAME]`` table; ``driver`` tells which."""


def build(name: str, config: DeviceConfig) -> Driver:
    """The driver of device ``name``; does no I/O."""
    match config:
        case PcscConfig():
            return Pcsc(name, config)
        case ModbusRtuConfig():
            return ModbusRtu(name, config)
        case MjpegConfig():
            return Mjpeg(name, config)
        case IppConfig():
            return Ipp(name, config)
        case _:
            assert_never(config)
