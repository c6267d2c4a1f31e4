"""What all codecs of announcing readers do with good frames, bad frames and noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.announcement import (
    AnnouncementDecoder,
    CardNumber,
    FrameFault,
    Sighting,
)
from devices.card.ascii_line import LINE_LIMIT, LineDecoder
from devices.card.digits import ByteOrder, Notation, NumberWriting
from devices.card.stx_etx import Check, StxEtxDecoder
from devices.card.wiegand import Sum, WiegandDecoder
from devices.sim.serial_reader import line, line_decimal, stx_etx, stx_etx_hex, wiegand

HEX: Final = NumberWriting()
DECIMAL: Final = NumberWriting(Notation.DECIMAL, length=4)

Encode = Callable[[bytes, bool], bytes]

FORMATS: Final[dict[str, tuple[Callable[[], AnnouncementDecoder], Encode, Sequence[int]]]] = {
    "stx-etx": (lambda: StxEtxDecoder(HEX, Check.BYTE_AFTER_ETX), stx_etx, (4, 7, 10)),
    "stx-etx-hex": (lambda: StxEtxDecoder(HEX, Check.HEX_BEFORE_ETX), stx_etx_hex, (4, 7, 10)),
    "line": (lambda: LineDecoder(HEX), line, (4, 7, 10)),
    "line-decimal": (lambda: LineDecoder(DECIMAL), line_decimal, (4,)),
    "wiegand": (lambda: WiegandDecoder(b"\xa5"), wiegand, (4, 8)),
}

format_names = st.sampled_from(sorted(FORMATS))


@st.composite
def numbers_of(draw: st.DrawFn, name: str) -> bytes:
    length = draw(st.sampled_from(FORMATS[name][2]))
    return draw(st.binary(min_size=length, max_size=length))


def good(sightings: list[Sighting]) -> list[bytes]:
    return [one.number for one in sightings if isinstance(one, CardNumber)]


@given(format_names, st.data())
def test_every_number_comes_back(name: str, data: st.DataObject) -> None:
    decoder, encode = FORMATS[name][0](), FORMATS[name][1]
    number = data.draw(numbers_of(name))
    assert decoder.feed(encode(number, False)) == [CardNumber(number)]
    assert decoder.pause() == []


@given(format_names, st.data())
def test_cuts_anywhere_change_nothing(name: str, data: st.DataObject) -> None:
    make, encode, _ = FORMATS[name]
    stream = b"".join(encode(data.draw(numbers_of(name)), False) for _ in range(3))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=8)) | {0, len(stream)})
    decoder = make()
    seen = [
        sighting for start, end in pairwise(cuts) for sighting in decoder.feed(stream[start:end])
    ]
    assert seen == make().feed(stream)
    assert len(good(seen)) == 3


@given(format_names, st.data(), st.binary(max_size=300))
def test_good_frame_after_noise_and_a_pause_is_read(
    name: str, data: st.DataObject, noise: bytes
) -> None:
    decoder, encode = FORMATS[name][0](), FORMATS[name][1]
    number = data.draw(numbers_of(name))
    decoder.feed(noise)
    decoder.pause()
    assert decoder.feed(encode(number, False)) == [CardNumber(number)]


@given(format_names, st.data())
def test_wrong_check_is_named_and_the_next_frame_is_read(name: str, data: st.DataObject) -> None:
    decoder, encode = FORMATS[name][0](), FORMATS[name][1]
    number = data.draw(numbers_of(name))
    spoiled = decoder.feed(encode(number, True))
    assert good(spoiled) == []
    assert any(isinstance(one, FrameFault) and one.held_a_card for one in spoiled)
    decoder.pause()
    assert decoder.feed(encode(number, False)) == [CardNumber(number)]


@given(format_names, st.data())
def test_half_a_frame_is_named_at_the_pause(name: str, data: st.DataObject) -> None:
    decoder, encode = FORMATS[name][0](), FORMATS[name][1]
    frame = encode(data.draw(numbers_of(name)), False).rstrip(b"\r\n")
    kept = data.draw(st.integers(1, len(frame) - 1))
    assert good(decoder.feed(frame[:kept])) == []
    assert FrameFault.TRUNCATED in decoder.pause()
    assert decoder.pause() == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_flood_without_frames_stays_small(name: str) -> None:
    decoder = FORMATS[name][0]()
    for _ in range(64):
        assert len(decoder.feed(b"\xfe" * 16_384)) <= 1
    held = vars(decoder).values()
    assert all(len(one) <= LINE_LIMIT for one in held if isinstance(one, (bytes, bytearray)))


def test_frame_that_begins_inside_another_is_the_good_one() -> None:
    decoder = StxEtxDecoder(HEX, Check.BYTE_AFTER_ETX)
    number = bytes.fromhex("04A1B2C3")
    seen = decoder.feed(b"\x0204A1" + stx_etx(number, False))
    assert seen == [FrameFault.TRUNCATED, CardNumber(number)]


def test_lost_check_byte_does_not_swallow_the_next_frame() -> None:
    decoder = StxEtxDecoder(HEX, Check.BYTE_AFTER_ETX)
    number = bytes.fromhex("04A1B2C3")
    frame = stx_etx(number, False)
    assert frame[-1] != 0x02
    assert decoder.feed(frame[:-1] + frame) == [FrameFault.CHECK, CardNumber(number)]


def test_affixes_are_taken_off_and_must_be_there() -> None:
    decoder = LineDecoder(HEX, b"UID=", b";")
    assert decoder.feed(b"UID=04A1B2C3;\r\n\r\n") == [CardNumber(bytes.fromhex("04A1B2C3"))]
    assert decoder.feed(b"04A1B2C3;\n") == [FrameFault.CHARACTERS]


def test_overlong_line_is_named_once_and_skipped() -> None:
    decoder = LineDecoder(HEX)
    assert decoder.feed(b"0" * 1000) == [FrameFault.OVERLONG]
    assert decoder.feed(b"0" * 1000 + b"\r\n04A1B2C3\r\n") == [
        CardNumber(bytes.fromhex("04A1B2C3"))
    ]


@pytest.mark.parametrize(
    ("writing", "digits", "expected"),
    [
        (HEX, b"04a1B2c3", "04A1B2C3"),
        (NumberWriting(byte_order=ByteOrder.REVERSED), b"C3B2A104", "04A1B2C3"),
        (DECIMAL, b"0077705923", "04A1B2C3"),
        (DECIMAL, b"77705923", "04A1B2C3"),
        (NumberWriting(Notation.DECIMAL, 4, ByteOrder.REVERSED), b"3283263748", "04A1B2C3"),
    ],
)
def test_notations(writing: NumberWriting, digits: bytes, expected: str) -> None:
    assert writing.read(digits) == CardNumber(bytes.fromhex(expected))


@pytest.mark.parametrize(
    ("writing", "digits", "fault"),
    [
        (HEX, b"04A1B2C", FrameFault.LENGTH),
        (HEX, b"04A1", FrameFault.LENGTH),
        (HEX, b"", FrameFault.LENGTH),
        (HEX, b"04A1B2CX", FrameFault.CHARACTERS),
        (NumberWriting(length=7), b"04A1B2C3", FrameFault.LENGTH),
        (DECIMAL, b"4294967296", FrameFault.LENGTH),
        (DECIMAL, b"", FrameFault.LENGTH),
        (DECIMAL, b"9" * 26, FrameFault.LENGTH),
        (DECIMAL, b"04A1B2C3", FrameFault.CHARACTERS),
    ],
)
def test_digits_that_are_no_number(
    writing: NumberWriting, digits: bytes, fault: FrameFault
) -> None:
    assert writing.read(digits) is fault


def test_26_bits_become_a_number_of_four_bytes() -> None:
    assert WiegandDecoder(b"\xa5").feed(wiegand(b"\x12\x34\x56", False)) == [
        CardNumber(bytes.fromhex("00123456"))
    ]


def test_26_bits_of_a_published_example() -> None:
    # facility 1, card 1: 1 00000001 0000000000000001 0 has even and odd parity as AC-01 asks
    frame = bytes((0x02, 26)) + int("10000000100000000000000010".ljust(32, "0"), 2).to_bytes(
        4, "big"
    )
    decoder = WiegandDecoder(check=Sum.NONE)
    assert decoder.feed(frame) == [CardNumber(bytes((0, 1, 0, 1)))]


@given(st.binary(min_size=4, max_size=4), st.integers(0, 33))
def test_one_flipped_bit_breaks_the_parity(number: bytes, flipped: int) -> None:
    frame = bytearray(wiegand(number, False))
    frame[2 + flipped // 8] ^= 0x80 >> flipped % 8
    decoder = WiegandDecoder(b"\xa5", check=Sum.NONE)
    assert FrameFault.CHECK in decoder.feed(bytes(frame))


def test_formats_that_are_not_the_campus_s_are_refused() -> None:
    decoder = WiegandDecoder(b"\xa5", formats=frozenset({34}))
    assert decoder.feed(wiegand(b"\x12\x34\x56", False)) == [FrameFault.LENGTH]
    assert decoder.feed(wiegand(bytes(5), False)) == [FrameFault.LENGTH]


def test_sum_check_and_long_header() -> None:
    frame = wiegand(b"\x01\x02\x03\x04", False)
    body = frame[1:-1]
    decoder = WiegandDecoder(b"\xaa\x55", Sum.ADD)
    assert decoder.feed(b"\xaa\xaa\x55" + body + bytes((sum(body) % 256,))) == [
        FrameFault.NOISE,
        CardNumber(b"\x01\x02\x03\x04"),
    ]
