"""The ``[devices.NAME]`` tables of what hangs on an OSDP line (docs/devices/osdp.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.barrier.wiring import BarrierWiring, SensorWiring
from devices.card.digits import ByteOrder
from devices.key_file import KeyPath
from devices.serial_line import SerialSettings


class OsdpAddress(BaseModel):
    """One reader on a line. Several tables may name the same one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    port: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    """Serial device of the RS-485 adapter; prefer the stable names below /dev/serial/by-id."""
    baudrate: Literal[9600, 19200, 38400, 57600, 115200, 230400] = 9600
    address: Annotated[int, Field(ge=0, le=126)]
    """The reader's address on the line (SIA OSDP 2.2, section 5.9.3)."""
    key_file: KeyPath
    """File with the key of the reader's Secure Channel."""

    def line(self) -> SerialSettings:
        return SerialSettings(self.port, self.baudrate)


class OsdpReaderConfig(OsdpAddress):
    """A card reader."""

    driver: Literal["osdp-reader"]
    byte_order: Annotated[ByteOrder, Field(strict=False)] = ByteOrder.AS_SENT
    """``reversed`` when the reader sends the last byte of the UID first."""
    removed_after_s: Annotated[float, Field(ge=0.2, le=10.0)] = 1.0
    """OSDP does not tell that a card has left: it has, so long after it was reported."""


class OsdpBarrierConfig(OsdpAddress, BarrierWiring, SensorWiring):
    """A barrier on an output of a reader or an I/O module, and its inputs."""

    driver: Literal["osdp-barrier"]
    closing: Literal["board", "host"] = "board"
    """Who ends an opening: the reader's own timer, or this program."""
