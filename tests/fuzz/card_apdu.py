"""Answers to plain card commands, with their status words and continuations."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from devices.card.apdu import CHAIN_LIMIT, exchange, read_binary
from devices.errors import ProtocolError

CODEC: Final = "card-apdu"
SEEDS: Final = (b"\x0a" + bytes(9) + b"\x90\x00", b"\x02\x00\x61\x02\x00\x6c\x08\x90\x00")


def one_input(data: bytes) -> None:
    """Two bytes of ``data`` after another end one answer each; no card keeps a reader for ever."""
    asked = 0

    def transmit(command: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return data[2 * asked : 2 * asked + data[0] % 260] if data else b""

    with suppress(ProtocolError):
        exchange(transmit, read_binary(0, 8))
    assert asked <= CHAIN_LIMIT + 2
