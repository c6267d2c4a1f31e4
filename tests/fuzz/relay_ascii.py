"""Answers of relay boards that are switched by readable commands."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from devices.errors import CommandFailed, ProtocolError
from devices.relay import ascii_codec

CODEC: Final = "relay-ascii"
_ASK: Final = ascii_codec.ask_relay(3)
SEEDS: Final = (b"relay read 3\n\ron\n\r>", b"relay read 3\n\r>", b"relay on 3\n\r>")


def one_input(data: bytes) -> None:
    with suppress(ProtocolError):
        said = ascii_codec.result(_ASK, data)
        assert data.endswith(ascii_codec.PROMPT)
        assert len(said) < len(data) <= ascii_codec.ANSWER_LIMIT
        with suppress(CommandFailed):
            ascii_codec.checked_done(_ASK, said)
        with suppress(ProtocolError):
            assert ascii_codec.relay_state(said) is (said == "on")
        assert ascii_codec.input_state(said) is (said == "1")
