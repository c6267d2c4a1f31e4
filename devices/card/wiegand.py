"""Wiegand numbers, and the frame in which a converter sends them over RS-232. No I/O.

26 bits as in SIA AC-01 (1996.10); 34 and 66 bits in the same manner, as the field uses them: an
even parity bit over the first half of the data, the data, an odd parity bit over the second half.
The frame is described in docs/devices/serial-readers.md: header, number of bits, the bits from the
first one on (padded with zero bits to whole bytes), check byte.
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import xor
from typing import Final

from devices.card.announcement import CardNumber, FrameFault, Sighting
from devices.card.apdu import NUMBER_BYTES
from devices.card.digits import ByteOrder, in_order

FORMATS: Final = (26, 34, 66)
"""Bits of the known formats, with their two parity bits."""
HEADER_LIMIT: Final = 4
BITS_LIMIT: Final = 72
"""No Wiegand format in use is longer; a greater count is no count but noise."""


class Sum(StrEnum):
    """The check byte, over the number of bits and the bits."""

    NONE = "none"
    XOR = "xor"
    ADD = "add"
    """Sum modulo 256."""


def read_bits(bits: str, order: ByteOrder) -> CardNumber | FrameFault:
    """The number in ``bits``, a text of 0 and 1, the first one sent first.

    A number of 26 bits has 3 bytes of data: a zero byte goes before it, because cards have 4.
    """
    if len(bits) not in FORMATS:
        return FrameFault.LENGTH
    half = len(bits) // 2
    if bits[:half].count("1") % 2 != 0 or bits[half:].count("1") % 2 != 1:
        return FrameFault.CHECK
    data = bits[1:-1]
    raw = in_order(int(data, 2).to_bytes(len(data) // 8, "big"), order)
    return CardNumber(raw.rjust(NUMBER_BYTES[0], b"\0"))


class WiegandDecoder:
    """An :class:`~devices.card.announcement.AnnouncementDecoder`."""

    def __init__(
        self,
        header: bytes = b"\x02",
        check: Sum = Sum.XOR,
        formats: frozenset[int] = frozenset(FORMATS),
        order: ByteOrder = ByteOrder.AS_SENT,
    ) -> None:
        """``header`` has 1 to 4 bytes; ``formats`` are the numbers of bits that are accepted."""
        self._header: Final = header
        self._check: Final = check
        self._formats: Final = formats
        self._order: Final = order
        self._held = bytearray()
        self._in_noise = False

    def feed(self, data: bytes) -> list[Sighting]:
        seen: list[Sighting] = []
        for byte in data:
            self._held.append(byte)
            seen += self._advance()
        return seen

    def pause(self) -> list[Sighting]:
        seen: list[Sighting] = []
        while self._held:  # a good frame may stand behind what only looked like a header
            seen += [] if self._in_noise else [FrameFault.TRUNCATED]
            self._in_noise = True
            del self._held[0]
            seen += self._advance()
        self._in_noise = False
        return seen

    def _advance(self) -> list[Sighting]:
        """Take frames and noise off the front until only an unfinished frame is left."""
        seen: list[Sighting] = []
        while self._held:
            lead = bytes(self._held[: len(self._header)])
            if not self._header.startswith(lead):
                seen += self._noise()
                continue
            at = len(self._header)
            if len(self._held) <= at:
                break
            count = self._held[at]
            if not 0 < count <= BITS_LIMIT:
                seen += self._noise()
                continue
            size = at + 1 + -(-count // 8) + (self._check is not Sum.NONE)
            if len(self._held) < size:
                break
            seen.append(self._frame(bytes(self._held[:size])))
        return seen

    def _noise(self) -> list[Sighting]:
        del self._held[0]
        said, self._in_noise = self._in_noise, True
        return [] if said else [FrameFault.NOISE]

    def _frame(self, frame: bytes) -> Sighting:
        body = frame[len(self._header) :]
        covered, written = (body, None) if self._check is Sum.NONE else (body[:-1], body[-1])
        if written is not None and written != self._sum(covered):
            # what looked like a frame may be noise before a good one: look again a byte further
            del self._held[0]
            self._in_noise = True
            return FrameFault.CHECK
        del self._held[: len(frame)]
        self._in_noise = False
        count, packed = covered[0], covered[1:]
        bits = f"{int.from_bytes(packed, 'big'):0{8 * len(packed)}b}"
        if count not in self._formats or "1" in bits[count:]:
            return FrameFault.LENGTH
        return read_bits(bits[:count], self._order)

    def _sum(self, covered: bytes) -> int:
        return reduce(xor, covered, 0) if self._check is Sum.XOR else sum(covered) % 256
