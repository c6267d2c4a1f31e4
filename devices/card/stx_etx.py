"""Frames of STX, digits, ETX and a block check (docs/devices/serial-readers.md). No I/O.

STX and ETX are ISO/IEC 646 control characters 2 and 3; the check is the longitudinal parity of
ISO 1155: the exclusive or of the bytes that it covers.
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import xor
from typing import Final

from devices.card.announcement import FrameFault, Sighting
from devices.card.digits import LONGEST, NumberWriting

STX: Final = 0x02
ETX: Final = 0x03
CHECK_DIGITS: Final = 2
DIGIT_LIMIT: Final = LONGEST + CHECK_DIGITS
"""Longest run between STX and ETX; anything longer is no card number."""


class Check(StrEnum):
    """Where the check stands and what it covers."""

    BYTE_AFTER_ETX = "byte-after-etx"
    """One binary byte after ETX, over the digits and ETX."""
    HEX_BEFORE_ETX = "hex-before-etx"
    """Two hexadecimal digits before ETX, over the digits."""


class StxEtxDecoder:
    """An :class:`~devices.card.announcement.AnnouncementDecoder`."""

    def __init__(self, writing: NumberWriting, check: Check) -> None:
        self._writing: Final = writing
        self._check: Final = check
        self._body: bytearray | None = None
        """The bytes since STX, or None outside of a frame."""
        self._ended = False
        """ETX came; the check byte is still missing."""
        self._in_noise = False

    def feed(self, data: bytes) -> list[Sighting]:
        seen: list[Sighting] = []
        for byte in data:
            sighting = self._take(byte)
            if sighting is not None:
                seen.append(sighting)
        return seen

    def pause(self) -> list[Sighting]:
        held, self._body = self._body, None
        self._ended = self._in_noise = False
        return [] if held is None else [FrameFault.TRUNCATED]

    def _take(self, byte: int) -> Sighting | None:
        if self._body is None:
            return self._outside(byte)
        if self._ended:  # before all else: a check byte may look like STX or ETX
            return self._finish(bytes(self._body), byte)
        if byte == STX:  # the frame before was cut off; this one may be good
            self._body = bytearray()
            return FrameFault.TRUNCATED
        if byte == ETX:
            if self._check is Check.BYTE_AFTER_ETX:
                self._ended = True
                return None
            return self._finish(bytes(self._body), None)
        if len(self._body) == DIGIT_LIMIT:
            self._body, self._in_noise = None, True
            return FrameFault.OVERLONG
        self._body.append(byte)
        return None

    def _outside(self, byte: int) -> FrameFault | None:
        if byte == STX:
            self._body, self._in_noise = bytearray(), False
            return None
        said, self._in_noise = self._in_noise, True
        return None if said else FrameFault.NOISE

    def _finish(self, body: bytes, check: int | None) -> Sighting:
        self._body, self._ended = None, False
        if check is not None:
            good = reduce(xor, body, ETX) == check
            digits = body
            if not good and check == STX:  # the check byte was lost; the next frame begins here
                self._body = bytearray()
        else:
            digits, written = body[:-CHECK_DIGITS], body[-CHECK_DIGITS:]
            good = b"%02X" % reduce(xor, digits, 0) == written.upper()
        return self._writing.read(digits) if good else FrameFault.CHECK
