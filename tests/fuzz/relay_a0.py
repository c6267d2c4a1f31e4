"""Answers of relay boards that are switched by A0 frames."""

from __future__ import annotations

from typing import Final

from devices.relay.a0_codec import FRAME_BYTES, AnswerReader, Code, RelayTold, encode

CODEC: Final = "relay-a0"
_GOOD: Final = encode(2, Code.ON)
SEEDS: Final = (_GOOD, b"\xa0\xa0" + _GOOD, _GOOD[:2] + _GOOD)


def one_input(data: bytes) -> None:
    """Every byte is a frame's, noise, or held; after a reset the next good frame is read."""
    reader = AnswerReader()
    frames = len(reader.feed(data))
    left = len(data) - frames * FRAME_BYTES - reader.noise
    assert 0 <= left < FRAME_BYTES
    reader.reset()
    assert reader.noise == len(data) - frames * FRAME_BYTES
    assert reader.feed(_GOOD) == [RelayTold(2, True)]
