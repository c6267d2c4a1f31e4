"""From configuration to drivers: the only place that names concrete drivers.

A new driver is one import, one member of :data:`DeviceConfig` and one case in :func:`build`
(docs/devices/adding.md).
"""

from __future__ import annotations

from typing import Annotated, assert_never

from pydantic import Field

from devices.barrier.a0_relay import A0RelayConfig, a0_relay
from devices.barrier.ascii_relay import AsciiRelayConfig, ascii_relay
from devices.barrier.modbus_rtu import ModbusRtuConfig, modbus_rtu
from devices.barrier.modbus_tcp import ModbusTcpConfig, modbus_tcp
from devices.camera.configs import MjpegConfig, RtspConfig, V4l2Config, VideoFileConfig
from devices.camera.sources import source_of
from devices.card.pcsc import Pcsc
from devices.card.pcsc_config import PcscConfig
from devices.card.serial_config import AsciiLineConfig, StxEtxConfig, WiegandConfig
from devices.card.serial_reader import SerialReader
from devices.driver import Driver, PrinterDriver
from devices.idcard.sdt import Sdt, SdtConfig
from devices.indicator.relay_lamp import RelayLamp, RelayLampConfig
from devices.indicator.sound import SoundConfig, SoundIndicator
from devices.osdp.barrier import osdp_barrier
from devices.osdp.bus import OsdpLines
from devices.osdp.config import OsdpBarrierConfig, OsdpReaderConfig
from devices.osdp.indicator import OsdpIndicator, OsdpIndicatorConfig
from devices.osdp.reader import OsdpReader
from devices.ports import Camera
from devices.printer.configs import CupsConfig, IppConfig, PrinterConfig
from devices.purpose import Purpose
from devices.receipt.configs import (
    EscposFileConfig,
    EscposNetworkConfig,
    EscposSerialConfig,
)
from devices.receipt.escpos import Escpos
from devices.relay.boards import RelayPorts, relay_board
from devices.scanner.camera_scanner import Cameras, CameraScanner, CameraScannerConfig
from devices.scanner.serial_scanner import SerialScanner, SerialScannerConfig

DeviceConfig = Annotated[
    PcscConfig
    | StxEtxConfig
    | AsciiLineConfig
    | WiegandConfig
    | OsdpReaderConfig
    | OsdpBarrierConfig
    | OsdpIndicatorConfig
    | SerialScannerConfig
    | CameraScannerConfig
    | ModbusRtuConfig
    | ModbusTcpConfig
    | AsciiRelayConfig
    | A0RelayConfig
    | SdtConfig
    | RelayLampConfig
    | SoundConfig
    | EscposNetworkConfig
    | EscposSerialConfig
    | EscposFileConfig
    | MjpegConfig
    | RtspConfig
    | V4l2Config
    | VideoFileConfig
    | IppConfig
    | CupsConfig,
    Field(discriminator="driver"),
]
"""One ``[devices.NAME]`` table; ``driver`` tells which."""


def _no_camera(name: str) -> Camera:
    raise LookupError(f"no camera {name!r}: this device was built without a rig")


def build(  # noqa: C901  one flat case a driver
    name: str,
    config: DeviceConfig,
    relays: RelayPorts | None = None,
    cameras: Cameras = _no_camera,
    osdp: OsdpLines | None = None,
    purpose: Purpose = Purpose.SERVE,
) -> Driver:
    """The driver of device ``name``; does no I/O.

    ``relays`` and ``osdp`` let devices on one line share its port, ``cameras`` finds a camera that
    another device looks through; a rig gives all its devices the same.
    """
    relays = relays or RelayPorts()
    osdp = osdp or OsdpLines()
    match config:
        case PcscConfig():
            return Pcsc(name, config)
        case StxEtxConfig() | AsciiLineConfig() | WiegandConfig():
            return SerialReader(name, config)
        case OsdpReaderConfig():
            return OsdpReader(name, config, osdp)
        case OsdpBarrierConfig():
            return osdp_barrier(name, config, osdp, purpose)
        case OsdpIndicatorConfig():
            return OsdpIndicator(name, config, osdp)
        case SerialScannerConfig():
            return SerialScanner(name, config)
        case CameraScannerConfig():
            return CameraScanner(name, config, cameras)
        case ModbusRtuConfig():
            return modbus_rtu(name, config, relays, purpose)
        case ModbusTcpConfig():
            return modbus_tcp(name, config, relays, purpose)
        case AsciiRelayConfig():
            return ascii_relay(name, config, relays, purpose)
        case A0RelayConfig():
            return a0_relay(name, config, relays, purpose)
        case SdtConfig():
            return Sdt(name, config)
        case RelayLampConfig():
            return RelayLamp(name, config, relay_board(config.board, relays), purpose)
        case SoundConfig():
            return SoundIndicator(name, config)
        case EscposNetworkConfig() | EscposSerialConfig() | EscposFileConfig():
            return Escpos(name, config)
        case MjpegConfig() | RtspConfig() | V4l2Config() | VideoFileConfig():
            from devices.camera.video import VideoCamera  # loads slowly, as what decodes does

            return VideoCamera(name, source_of(config))
        case IppConfig() | CupsConfig():
            return document_printer(name, config)
        case _:
            assert_never(config)


def document_printer(name: str, config: PrinterConfig) -> PrinterDriver:
    """The driver of the document printer ``name``; does no I/O."""
    match config:
        case IppConfig():
            from devices.printer.ipp import Ipp  # loads slowly, and most gates have no printer

            return Ipp(name, config)
        case CupsConfig():
            from devices.printer.cups import Cups

            return Cups(name, config)
        case _:
            assert_never(config)
