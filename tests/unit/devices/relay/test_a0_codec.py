"""A0 frames: good ones, half ones, several at once, and among noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.relay.a0_codec import (
    FRAME_BYTES,
    LAST_RELAY,
    AnswerReader,
    Code,
    RelayTold,
    encode,
)

relays = st.integers(0, LAST_RELAY)
tellings = st.builds(RelayTold, relays, st.booleans())
quiet_noise = st.binary(max_size=40).filter(lambda noise: 0xA0 not in noise)


def frame(told: RelayTold) -> bytes:
    return encode(told.relay, Code.ON if told.on else Code.OFF)


def test_known_frames() -> None:
    assert encode(0, Code.ON).hex() == "a00101a2"
    assert encode(0, Code.OFF).hex() == "a00100a1"
    assert encode(0, Code.ON_AND_TELL).hex() == "a00103a4"
    assert encode(0, Code.OFF_AND_TELL).hex() == "a00102a3"
    assert encode(0, Code.TELL).hex() == "a00105a6"
    assert encode(3, Code.ON).hex() == "a00401a5"


@pytest.mark.parametrize("relay", [-1, LAST_RELAY + 1])
def test_relay_that_no_board_has(relay: int) -> None:
    with pytest.raises(ValueError, match="relays are 0 to"):
        encode(relay, Code.ON)


@given(st.lists(tellings), st.data())
def test_frames_come_back_however_the_line_cuts_them(
    told: list[RelayTold], data: st.DataObject
) -> None:
    reader = AnswerReader()
    wire = b"".join(map(frame, told))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    read = [
        answer
        for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True)
        for answer in reader.feed(wire[start:end])
    ]
    assert read == told
    assert reader.noise == 0


@given(quiet_noise, tellings, quiet_noise)
def test_noise_is_counted_and_the_frame_is_read(
    before: bytes, told: RelayTold, after: bytes
) -> None:
    reader = AnswerReader()
    assert reader.feed(before + frame(told) + after) == [told]
    assert reader.noise == len(before) + len(after)


@given(tellings, st.integers(1, FRAME_BYTES - 1), tellings)
def test_half_frame_does_not_swallow_the_next(lost: RelayTold, kept: int, told: RelayTold) -> None:
    assert AnswerReader().feed(frame(lost)[:kept] + frame(told))[-1] == told


@given(tellings, st.integers(0, FRAME_BYTES - 1), st.integers(1, 255))
def test_damaged_frame_is_noise(told: RelayTold, at: int, change: int) -> None:
    damaged = bytearray(frame(told))
    damaged[at] ^= change
    reader = AnswerReader()
    assert reader.feed(bytes(damaged)) == []
    reader.reset()
    assert reader.noise == FRAME_BYTES


@pytest.mark.parametrize("wrong", ["a00102a3", "a01101b2", "a00001a1"], ids=str)
def test_impossible_relay_or_state_is_noise(wrong: str) -> None:
    assert AnswerReader().feed(bytes.fromhex(wrong)) == []


def test_ten_megabytes_of_beginnings_leave_nothing_held() -> None:
    reader = AnswerReader()
    for _ in range(160):
        assert reader.feed(b"\xa0" * 65_536) == []
    assert 0 <= 160 * 65_536 - reader.noise < FRAME_BYTES
    assert reader.feed(b"\x00" * FRAME_BYTES + frame(RelayTold(1, False)))[-1].relay == 1
