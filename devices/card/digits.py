"""A card number that is written in digits, as most serial readers send it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from devices.card.announcement import CardNumber, FrameFault
from devices.card.apdu import NUMBER_BYTES

HEX_DIGITS: Final = frozenset(b"0123456789ABCDEFabcdef")
DECIMAL_DIGITS: Final = frozenset(b"0123456789")
LONGEST: Final = 25
"""Digits of the greatest number of 10 bytes, written in decimal."""


class Notation(StrEnum):
    """How the digits spell the number."""

    HEX = "hex"
    DECIMAL = "decimal"


class ByteOrder(StrEnum):
    """Order of the number's bytes against the card's UID (ISO/IEC 14443-3, uid0 first)."""

    AS_SENT = "as-sent"
    REVERSED = "reversed"
    """The reader sends the last byte of the UID first, as most 125 kHz and Wiegand gear does."""


@dataclass(frozen=True, slots=True)
class NumberWriting:
    """How one reader writes its card numbers.

    ``length`` is the number's size in bytes (4 to 10). None takes whatever length the digits have;
    in decimal it must be given, because leading zeros are not told.
    """

    notation: Notation = Notation.HEX
    length: int | None = None
    byte_order: ByteOrder = ByteOrder.AS_SENT

    def read(self, digits: bytes) -> CardNumber | FrameFault:
        """The number that ``digits`` (ASCII) spell, or why they spell none."""
        allowed = HEX_DIGITS if self.notation is Notation.HEX else DECIMAL_DIGITS
        if not allowed.issuperset(digits):
            return FrameFault.CHARACTERS
        raw = self._from_hex(digits) if self.notation is Notation.HEX else self._decimal(digits)
        if raw is None or len(raw) not in NUMBER_BYTES:
            return FrameFault.LENGTH
        return CardNumber(in_order(raw, self.byte_order))

    def _from_hex(self, digits: bytes) -> bytes | None:
        if len(digits) % 2 or self.length not in (None, len(digits) // 2):
            return None
        return bytes.fromhex(digits.decode("ascii"))

    def _decimal(self, digits: bytes) -> bytes | None:
        if self.length is None or not 0 < len(digits) <= LONGEST:
            return None
        value = int(digits)
        return value.to_bytes(self.length, "big") if value < 1 << 8 * self.length else None


def in_order(raw: bytes, order: ByteOrder) -> bytes:
    """``raw`` as the UID reads."""
    return raw if order is ByteOrder.AS_SENT else raw[::-1]
