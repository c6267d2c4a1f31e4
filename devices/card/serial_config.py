"""The ``[devices.NAME]`` tables of serial card readers (docs/devices/serial-readers.md)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from devices.card.announcement import AnnouncementDecoder
from devices.card.apdu import NUMBER_BYTES
from devices.card.ascii_line import AFFIX_LIMIT, LineDecoder
from devices.card.digits import ByteOrder, Notation, NumberWriting
from devices.card.stx_etx import Check, StxEtxDecoder
from devices.card.wiegand import FORMATS, HEADER_LIMIT, Sum, WiegandDecoder
from devices.serial_line import SerialSettings

_Writable = Annotated[str, StringConstraints(max_length=AFFIX_LIMIT, pattern=r"^[ -~]*$")]


class _Announcing(BaseModel):
    """What all serial readers share."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    port: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    """Serial device; prefer the stable names below /dev/serial/by-id."""
    baudrate: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    byte_order: Annotated[ByteOrder, Field(strict=False)] = ByteOrder.AS_SENT
    """``reversed`` when the reader sends the last byte of the UID first."""
    removed_after_s: Annotated[float, Field(ge=0.2, le=10.0)] = 1.0
    """A card not announced for so long has left; longer than the reader's own repetition."""

    def line(self) -> SerialSettings:
        return SerialSettings(self.port, self.baudrate, self.parity, self.stop_bits)


class _WrittenInDigits(_Announcing):
    notation: Annotated[Notation, Field(strict=False)] = Notation.HEX
    number_bytes: Annotated[int, Field(ge=NUMBER_BYTES[0], le=NUMBER_BYTES[-1])] | None = None
    """Size of a card number; None takes what comes. Decimal numbers need it."""

    @model_validator(mode="after")
    def _decimal_has_a_size(self) -> Self:
        if self.notation is Notation.DECIMAL and self.number_bytes is None:
            raise ValueError("decimal numbers need number_bytes (4 for most readers)")
        return self

    def writing(self) -> NumberWriting:
        return NumberWriting(self.notation, self.number_bytes, self.byte_order)


class StxEtxConfig(_WrittenInDigits):
    """``[devices.NAME]`` of a reader that sends STX, digits, ETX and a check."""

    driver: Literal["serial-stx-etx"]
    check: Annotated[Check, Field(strict=False)] = Check.BYTE_AFTER_ETX

    def decoder(self) -> AnnouncementDecoder:
        """A fresh codec of this reader's frames."""
        return StxEtxDecoder(self.writing(), self.check)


class AsciiLineConfig(_WrittenInDigits):
    """``[devices.NAME]`` of a reader that sends lines of digits."""

    driver: Literal["serial-line"]
    prefix: _Writable = ""
    suffix: _Writable = ""
    """Characters before and after the digits, printable ASCII; taken off."""

    def decoder(self) -> AnnouncementDecoder:
        """A fresh codec of this reader's frames."""
        return LineDecoder(self.writing(), self.prefix.encode(), self.suffix.encode())


class WiegandConfig(_Announcing):
    """``[devices.NAME]`` of a Wiegand reader behind a converter to RS-232."""

    driver: Literal["serial-wiegand"]
    header: Annotated[str, StringConstraints(pattern=rf"^([0-9A-Fa-f]{{2}}){{1,{HEADER_LIMIT}}}$")]
    """First bytes of the converter's frame, in hexadecimal."""
    check: Annotated[Sum, Field(strict=False)] = Sum.XOR
    bits: Annotated[frozenset[Literal[26, 34, 66]], Field(strict=False, min_length=1)] = frozenset(
        FORMATS
    )
    """Numbers of bits that are accepted; name only those of the campus's cards."""

    def decoder(self) -> AnnouncementDecoder:
        """A fresh codec of this reader's frames."""
        return WiegandDecoder(
            bytes.fromhex(self.header), self.check, frozenset(self.bits), self.byte_order
        )


SerialReaderConfig = StxEtxConfig | AsciiLineConfig | WiegandConfig
