"""Card numbers as OSDP readers report them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.announcement import CardNumber, FrameFault
from devices.card.digits import ByteOrder
from devices.osdp.card_data import CardData, CardFormat, card_number

UID = bytes.fromhex("04A1B2C3D4E5F6")


def told(card: CardData, order: ByteOrder = ByteOrder.AS_SENT) -> CardNumber | FrameFault:
    return card_number(card, order)


@pytest.mark.parametrize("length", [4, 7, 8, 10])
def test_whole_bytes_are_the_number_itself(length: int) -> None:
    data = (UID + UID)[:length]
    for form in (CardFormat.UNSPECIFIED, CardFormat.WIEGAND):
        assert told(CardData(form, 8 * length, data)) == CardNumber(data)


def test_reversed_readers_are_put_right() -> None:
    card = CardData(CardFormat.UNSPECIFIED, 56, UID[::-1])
    assert told(card, ByteOrder.REVERSED) == CardNumber(UID)


def test_wiegand_loses_its_parity() -> None:
    bits = "1" + f"{0x04A1B2C3:032b}" + "1"
    even = f"{0x04A1B2C3:032b}"[:16].count("1") % 2
    odd = 1 - f"{0x04A1B2C3:032b}"[16:].count("1") % 2
    bits = f"{even}{bits[1:-1]}{odd}"
    data = int(bits.ljust(40, "0"), 2).to_bytes(5, "big")
    assert told(CardData(CardFormat.WIEGAND, 34, data)) == CardNumber(UID[:4])
    broken = bytes((data[0] ^ 0x80,)) + data[1:]
    assert told(CardData(CardFormat.WIEGAND, 34, broken)) is FrameFault.CHECK


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        (CardData(CardFormat.UNSPECIFIED, 16, b"\1\2"), FrameFault.LENGTH),
        (CardData(CardFormat.UNSPECIFIED, 33, bytes(5)), FrameFault.LENGTH),
        (CardData(CardFormat.UNSPECIFIED, 0, b""), FrameFault.LENGTH),
        (CardData(CardFormat.UNSPECIFIED, 32, bytes(3)), FrameFault.LENGTH),
        (CardData(CardFormat.OTHER, 32, bytes(4)), FrameFault.CHARACTERS),
    ],
)
def test_what_is_no_number(card: CardData, fault: FrameFault) -> None:
    assert told(card) is fault


@given(st.sampled_from(CardFormat), st.integers(-5, 2000), st.binary(max_size=80))
def test_any_data_is_a_number_or_a_named_fault(form: CardFormat, bits: int, data: bytes) -> None:
    number = told(CardData(form, bits, data))
    assert isinstance(number, FrameFault) or 4 <= len(number.number) <= 10


def test_number_is_in_no_representation() -> None:
    assert "04" not in repr(CardData(CardFormat.UNSPECIFIED, 56, UID)).split("bits")[1]
