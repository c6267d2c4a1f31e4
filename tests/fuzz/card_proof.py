"""Answers of cards that shall prove themselves: a card may say anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.card.campus_cpu import CampusCpu
from devices.card.desfire import Desfire, Generation, Protection
from devices.card.number_source import NotGenuine, NumberSource
from devices.errors import ProtocolError

CODEC: Final = "card-proof"
_KEY: Final = bytes(range(16))
_SOURCES: Final[tuple[NumberSource, ...]] = (
    CampusCpu(_KEY, bytes.fromhex("F0000000CA5502"), 1, draw=bytes),
    *(
        Desfire(
            _KEY,
            application=b"\x42\x55\xf5",
            key_number=1,
            file=2,
            offset=0,
            length=8,
            generation=generation,
            protection=Protection.MACED,
            draw=bytes,
        )
        for generation in Generation
    ),
)

_CAMPUS: Final = (b"\x6f\x00\x90\x00", bytes.fromhex("DF010404A1B2C39000"), bytes(24) + b"\x90\x00")
_DESFIRE: Final = (b"\x91\x00", bytes(16) + b"\x91\xaf", bytes(16) + b"\x91\x00")
SEEDS: Final = tuple(
    b"".join(bytes((len(answer),)) + answer for answer in card) for card in (_CAMPUS, _DESFIRE)
)


def one_input(data: bytes) -> None:
    """Each answer is a length byte and so many bytes of ``data``; none of it is ever believed."""
    for source in _SOURCES:
        try:
            source.read(_card(data))
        except (NotGenuine, ProtocolError):
            continue
        raise AssertionError("a card without the key was believed")


def _card(data: bytes) -> Callable[[bytes], bytes]:
    rest = bytearray(data)

    def transmit(command: bytes) -> bytes:
        length = rest.pop(0) if rest else 0
        answer = bytes(rest[:length])
        del rest[:length]
        return answer

    return transmit
