"""Listening to an OSDP line: good packets, broken ones, noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.osdp.packet import (
    CRC_BIT,
    LONGEST,
    MARK,
    SECURITY_BIT,
    START,
    Packet,
    PacketFault,
    PacketListener,
    crc16,
    refusal_of,
)

HANDSHAKE = [
    ("ff530109000461006023", Packet(1, reply=False, secured=False, code=0x61)),
    ("538114000445bebafe0101afbeaddeaddead89fa", Packet(1, reply=True, secured=False, code=0x45)),
    ("ff53010e000d02156018e0da556f1f", Packet(1, reply=False, secured=True, code=0x60)),
    (
        "53811e000f02185083eb00ba5117253e0f48f565e8a97f72e891ed28ebd2",
        Packet(1, reply=True, secured=True, code=0x50),
    ),
]
"""Recorded between libosdp's control panel and its peripheral device."""


def packet(address: int, control: int, body: bytes) -> bytes:
    """A packet with a good CRC or checksum."""
    check = 2 if control & CRC_BIT else 1
    size = 5 + len(body) + check
    raw = bytes((START, address, size & 0xFF, size >> 8, control)) + body
    if control & CRC_BIT:
        return raw + crc16(raw).to_bytes(2, "little")
    return raw + bytes((-sum(raw) & 0xFF,))


bodies = st.binary(min_size=1, max_size=40)
controls = st.sampled_from([0, 1, 2, 3, CRC_BIT, CRC_BIT | 3])
good = st.builds(packet, st.integers(0, 255), controls, bodies)


@pytest.mark.parametrize(("raw", "expected"), HANDSHAKE)
def test_recorded_packets(raw: str, expected: Packet) -> None:
    assert PacketListener().feed(bytes.fromhex(raw)) == [expected]


@given(st.integers(0, 255), controls, bodies)
def test_every_packet_is_heard(address: int, control: int, body: bytes) -> None:
    heard = PacketListener().feed(bytes((MARK,)) + packet(address, control, body))
    assert heard == [Packet(address & 0x7F, bool(address & 0x80), False, body[0])]


@given(st.lists(good, max_size=4), st.integers(1, 7))
def test_cuts_change_nothing(packets: list[bytes], step: int) -> None:
    stream = b"".join(packets)
    listener = PacketListener()
    heard = [
        one
        for start in range(0, len(stream), step)
        for one in listener.feed(stream[start : start + step])
    ]
    assert heard == PacketListener().feed(stream)
    assert len(heard) == len(packets)


@given(st.binary(max_size=200), good)
def test_good_packet_after_noise_and_a_pause_is_heard(noise: bytes, raw: bytes) -> None:
    listener = PacketListener()
    listener.feed(noise)
    listener.pause()
    assert [type(one) for one in listener.feed(raw)] == [Packet]


@given(good, st.data())
def test_a_changed_byte_is_named(raw: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(5, len(raw) - 1))
    broken = bytearray(raw)
    broken[place] ^= data.draw(st.integers(1, 255))
    listener = PacketListener()
    heard = listener.feed(bytes(broken)) + listener.pause()
    assert PacketFault.CHECK in heard


@given(good, st.data())
def test_half_a_packet_is_named_at_the_pause(raw: bytes, data: st.DataObject) -> None:
    listener = PacketListener()
    assert listener.feed(raw[: data.draw(st.integers(1, len(raw) - 1))]) == []
    assert PacketFault.TRUNCATED in listener.pause()


def test_packet_behind_a_false_head_is_heard_at_the_pause() -> None:
    raw = packet(0x81, CRC_BIT, b"\x40")
    listener = PacketListener()
    assert listener.feed(bytes((START, 1, 0xF0, 0, CRC_BIT)) + raw) == []
    assert Packet(1, reply=True, secured=False, code=0x40) in listener.pause()


@pytest.mark.parametrize("block", [b"", b"\x00", b"\x01\x15", b"\x09\x15", b"\x02\x15"])
def test_impossible_security_block_is_named(block: bytes) -> None:
    raw = packet(1, CRC_BIT | SECURITY_BIT, block or b"\x02")
    assert PacketListener().feed(raw)[0] is PacketFault.LENGTH


def test_handshake_is_not_secured_yet() -> None:
    raw = packet(1, CRC_BIT | SECURITY_BIT, b"\x03\x11\x01\x76" + bytes(8))
    assert PacketListener().feed(raw) == [Packet(1, reply=False, secured=False, code=0x76)]


def test_a_flood_stays_small() -> None:
    listener = PacketListener()
    for filler in (b"\x00", b"\xff", bytes((START,))):
        for _ in range(16):
            assert len(listener.feed(filler * 16_384)) <= 1
    assert all(len(one) <= LONGEST for one in vars(listener).values() if hasattr(one, "pop"))


@given(st.integers(0, 126), st.integers(0, 3), bodies)
def test_refusal_ends_the_conversation_with_that_reader(
    address: int, sequence: int, body: bytes
) -> None:
    command = bytes((MARK,)) + packet(address, CRC_BIT | sequence, body)
    refused, refusal = refusal_of(command)
    assert refused == address
    assert PacketListener().feed(refusal) == [Packet(address, True, False, 0x41)]
    assert refusal[4] & 3 == sequence
    assert refusal_of(command[1:]) == (refused, refusal)
