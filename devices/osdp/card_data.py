"""A card number out of osdp_RAW (SIA OSDP 2.2, section 7.11). No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from devices.card.announcement import CardNumber, FrameFault
from devices.card.apdu import NUMBER_BYTES
from devices.card.digits import ByteOrder, in_order
from devices.card.wiegand import FORMATS, read_bits

BITS_LIMIT: Final = 1024


class CardFormat(Enum):
    """How the reader says that the bits are meant."""

    UNSPECIFIED = 0
    WIEGAND = 1
    """With parity bits first and last."""
    OTHER = 2


@dataclass(frozen=True, slots=True)
class CardData:
    """What a reader sent for one card: ``bits`` bits, the first one in the highest bit."""

    format: CardFormat
    bits: int
    data: bytes = field(repr=False)


def card_number(card: CardData, order: ByteOrder) -> CardNumber | FrameFault:
    """The number in ``card``.

    Wiegand formats of 26, 34 and 66 bits are checked and stripped of their parity; any other card
    of 32 to 80 bits in whole bytes is its number itself.
    """
    if not 0 < card.bits <= BITS_LIMIT or len(card.data) != -(-card.bits // 8):
        return FrameFault.LENGTH
    if card.format is not CardFormat.OTHER and card.bits in FORMATS:
        packed = f"{int.from_bytes(card.data, 'big'):0{8 * len(card.data)}b}"
        return read_bits(packed[: card.bits], order)
    if card.format is CardFormat.OTHER:
        return FrameFault.CHARACTERS
    if card.bits % 8 or len(card.data) not in NUMBER_BYTES:
        return FrameFault.LENGTH
    return CardNumber(in_order(card.data, order))
