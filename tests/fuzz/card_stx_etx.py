"""Frames of STX, digits, ETX and a check, as an announcing card reader sends them."""

from __future__ import annotations

from typing import Final

from devices.card.announcement import CardNumber
from devices.card.digits import NumberWriting
from devices.card.stx_etx import Check, StxEtxDecoder
from devices.sim.serial_reader import stx_etx, stx_etx_hex

CODEC: Final = "card-stx-etx"
LONGEST_INPUT: Final = 128
_NUMBER: Final = bytes.fromhex("04A1B2C3D4E5F6")
SEEDS: Final = (stx_etx(_NUMBER, False), stx_etx_hex(_NUMBER, True))


def one_input(data: bytes) -> None:
    """Whatever came before it, the frame after a pause is read."""
    for check, encode in (
        (Check.BYTE_AFTER_ETX, stx_etx),
        (Check.HEX_BEFORE_ETX, stx_etx_hex),
    ):
        decoder = StxEtxDecoder(NumberWriting(), check)
        decoder.feed(data)
        decoder.pause()
        assert decoder.feed(encode(_NUMBER, False)) == [CardNumber(_NUMBER)]
