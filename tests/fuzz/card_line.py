"""Card numbers as lines of digits."""

from __future__ import annotations

from typing import Final

from devices.card.announcement import CardNumber
from devices.card.ascii_line import LineDecoder
from devices.card.digits import Notation, NumberWriting
from devices.sim.serial_reader import line, line_decimal

CODEC: Final = "card-line"
LONGEST_INPUT: Final = 160
_NUMBER: Final = bytes.fromhex("04A1B2C3")
_BEFORE: Final = b"ID="
_BEHIND: Final = b";"
_DRESSED: Final = _BEFORE + line(_NUMBER, False).rstrip() + _BEHIND + b"\r\n"
SEEDS: Final = (_DRESSED, line(_NUMBER, False), line_decimal(_NUMBER, True))


def one_input(data: bytes) -> None:
    """Whatever came before it, the line after a pause is read."""
    for writing, encode in (
        (NumberWriting(), line),
        (NumberWriting(Notation.DECIMAL, 4), line_decimal),
    ):
        decoder = LineDecoder(writing)
        decoder.feed(data)
        decoder.pause()
        assert decoder.feed(encode(_NUMBER, False)) == [CardNumber(_NUMBER)]
    dressed = LineDecoder(NumberWriting(), _BEFORE, _BEHIND)
    dressed.feed(data)
    dressed.pause()
    assert dressed.feed(_DRESSED) == [CardNumber(_NUMBER)]
