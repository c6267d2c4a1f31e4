"""Wiegand numbers in a converter's serial frame."""

from __future__ import annotations

from typing import Final

from devices.card.announcement import CardNumber
from devices.card.wiegand import Sum, WiegandDecoder
from devices.sim.serial_reader import wiegand

CODEC: Final = "card-wiegand"
LONGEST_INPUT: Final = 64
_NUMBER: Final = bytes.fromhex("04A1B2C3")
_FRAME: Final = wiegand(_NUMBER, False)
_ADDED: Final = _FRAME[:-1] + bytes((sum(_FRAME[1:-1]) % 256,))
SEEDS: Final = (_FRAME, _ADDED, wiegand(bytes(8), False), wiegand(bytes(3), True))


def one_input(data: bytes) -> None:
    """Whatever came before it, the frame after a pause is read."""
    for check, frame in ((Sum.XOR, _FRAME), (Sum.NONE, _FRAME[:-1]), (Sum.ADD, _ADDED)):
        decoder = WiegandDecoder(b"\xa5", check)
        decoder.feed(data)
        decoder.pause()
        assert decoder.feed(frame) == [CardNumber(_NUMBER)]
