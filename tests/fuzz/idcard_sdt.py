"""Frames of the security module in a resident-identity-card reader."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from devices.errors import ProtocolError
from devices.idcard.sdt_codec import (
    LONGEST,
    READ_CARD,
    AnswerReader,
    check,
    data_of,
    module_number,
    text_of,
)

CODEC: Final = "idcard-sdt"
_NO_CARD: Final = bytes.fromhex("aaaaaa9669000400008084")
_BODY: Final = (
    LONGEST.to_bytes(2, "big") + b"\x00\x00\x90\x01\x00\x04\x00" + b" \x00" * 128 + bytes(1024)
)
_CARD: Final = bytes.fromhex("aaaaaa9669") + _BODY + bytes((check(_BODY),))
SEEDS: Final = (_NO_CARD, _CARD, _CARD[:700], b"\xaa\xaa" + _NO_CARD)


def one_input(data: bytes) -> None:
    """Whatever came before it, the answer after a reset is read; nothing grows."""
    module_number(data[:16].ljust(16, b"\0"))
    reader = AnswerReader()
    for answer in reader.feed(data):
        with suppress(ProtocolError):
            content = data_of(READ_CARD, answer)
            if content is not None:
                assert len(text_of(content)) == 256
    reader.reset()
    assert len(reader.feed(_NO_CARD)) == 1
    reader.take_faults()
    assert not reader.take_faults()
