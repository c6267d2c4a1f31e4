"""Card numbers in the answers of readers on an OSDP line."""

from __future__ import annotations

from typing import Final

from devices.card.announcement import CardNumber, FrameFault
from devices.card.digits import ByteOrder
from devices.osdp.card_data import CardData, CardFormat, card_number

CODEC: Final = "osdp-card"
LONGEST_INPUT: Final = 160
_FORMATS: Final = tuple(CardFormat)
SEEDS: Final = (
    b"\x01\x1a\x00" + bytes(4),
    b"\x00\x20\x00" + bytes.fromhex("04A1B2C3"),
    b"\x01\x42\x00" + bytes(9),
)


def one_input(data: bytes) -> None:
    """A byte for the format, two for the number of bits, the rest is the bits: a number in either
    order of bytes, or a named fault."""
    head, rest = data[:3].ljust(3, b"\0"), data[3:]
    bits = int.from_bytes(head[1:3], "little")
    card = CardData(_FORMATS[head[0] % len(_FORMATS)], bits, rest)
    as_sent, reversed_ = (card_number(card, order) for order in ByteOrder)
    match as_sent, reversed_:
        case CardNumber(), CardNumber():
            assert sorted(as_sent.number) == sorted(reversed_.number)
        case FrameFault(), FrameFault():
            assert as_sent is reversed_
        case _:
            raise AssertionError("the order of bytes decides whether it is a number")
