"""Packets on an OSDP line (IEC 60839-11-5:2020, section 5.9; SIA OSDP 2.2, section 5.9). No I/O.

libosdp speaks the protocol; this only listens beside it, to know who answered when, and whether
what comes in is any good.

====== ============================================================
byte   meaning
====== ============================================================
0      start, 53
1      address of the reader, 80 added in its replies
2, 3   length of the whole packet, low byte first
4      control: bits 0-1 sequence, bit 2 CRC, bit 3 security block
5...   security block (its length, type, data), where bit 3 says so
...    command or reply, data, 4 bytes of MAC in a secured packet
last   CRC-16, low byte first, or one checksum byte
====== ============================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

START: Final = 0x53
MARK: Final = 0xFF
"""A transmitter may send one before each packet, to settle the line."""
REPLY_BIT: Final = 0x80
CRC_BIT: Final = 0x04
SECURITY_BIT: Final = 0x08
SECURE_FROM: Final = 0x15
"""First type of security block that is sent inside an established Secure Channel (SCS_15)."""

HEAD_BYTES: Final = 5
LONGEST: Final = 1440
"""A longer length can't be meant (section 5.9.4)."""

REPLY_NAK: Final = 0x41
NAK_SEQUENCE: Final = 0x04
"""Reason in a NAK: the packets of a conversation are out of step (section 7.3)."""
REPLY_PDCAP: Final = 0x46
"""The reader's answer to the question what it can do."""
COMMAND_CHLNG: Final = 0x76
"""The panel's first question of the Secure Channel."""
COMMAND_SCRYPT: Final = 0x77
"""The panel's next one, once it has found the reader's answer good."""


class PacketFault(StrEnum):
    """Why bytes were no packet."""

    NOISE = "noise"
    """Bytes outside of any packet."""
    TRUNCATED = "truncated"
    """A packet that began and never ended."""
    LENGTH = "length"
    """A head with a length that no packet has."""
    CHECK = "check"
    """A whole packet whose CRC or checksum is wrong."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One good packet."""

    address: int
    reply: bool
    secured: bool
    """Sent inside a Secure Channel: authenticated, and encrypted where it has data."""
    code: int
    """Command or reply code."""
    raw: bytes = field(default=b"", repr=False, compare=False)
    """All its bytes."""


def crc16(data: bytes) -> int:
    """CRC-16 with polynomial 1021 and initial value 1D0F, not reflected (annex C)."""
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = crc << 1 ^ (0x1021 if crc & 0x8000 else 0)
        crc &= 0xFFFF
    return crc


class PacketListener:
    """Finds packets in the bytes of a line. Holds at most one unfinished packet."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._in_noise = False

    def feed(self, data: bytes) -> list[Packet | PacketFault]:
        """Everything that ``data`` completes, in order; a run of noise is one fault."""
        self._held += data
        seen: list[Packet | PacketFault] = []
        while self._held:
            size = self._size(seen)
            if size is None:
                break
            if size == 0:
                continue
            seen.append(self._take(size))
        return seen

    def pause(self) -> list[Packet | PacketFault]:
        """The line fell silent: what is held will not be finished, but may hide a good packet."""
        seen: list[Packet | PacketFault] = []
        while self._held:
            if not self._in_noise:
                seen.append(PacketFault.TRUNCATED)
                self._in_noise = True
            del self._held[0]
            seen += self.feed(b"")
        self._in_noise = False
        return seen

    def _size(self, seen: list[Packet | PacketFault]) -> int | None:
        """Bytes of the packet at the front once it is whole, None before, 0 after noise."""
        held = self._held
        if held[0] != START:
            start = held.find(START)
            skipped = bytes(held[:start] if start >= 0 else held)
            del held[: len(skipped)]
            if skipped != bytes((MARK,)):
                self._note_noise(PacketFault.NOISE, seen)
            return 0
        if len(held) < HEAD_BYTES:
            return None
        size = held[2] | held[3] << 8
        if not HEAD_BYTES + 1 + _check_bytes(held[4]) <= size <= LONGEST:
            del held[0]
            self._note_noise(PacketFault.LENGTH, seen)
            return 0
        return size if len(held) >= size else None

    def _note_noise(self, fault: PacketFault, seen: list[Packet | PacketFault]) -> None:
        if not self._in_noise:
            seen.append(fault)
        self._in_noise = True

    def _take(self, size: int) -> Packet | PacketFault:
        packet = _decoded(bytes(self._held[:size]))
        if isinstance(packet, PacketFault):
            del self._held[0]  # the start may be noise before a good packet: look a byte further
            self._in_noise = True
        else:
            del self._held[:size]
            self._in_noise = False
        return packet


def refusal_of(command: bytes) -> tuple[int, bytes]:
    """The address of one outgoing packet, and the NAK that ends the conversation with it."""
    packet = command[1:] if command[0] == MARK else command
    address, sequence = packet[1], packet[4] & 0x03
    body = bytes((START, address | REPLY_BIT, 9, 0, CRC_BIT | sequence, REPLY_NAK, NAK_SEQUENCE))
    return address, body + crc16(body).to_bytes(2, "little")


def _check_bytes(control: int) -> int:
    return 2 if control & CRC_BIT else 1


def _decoded(raw: bytes) -> Packet | PacketFault:
    address, control = raw[1], raw[4]
    body = raw[: -_check_bytes(control)]
    with_crc = control & CRC_BIT
    if not (crc16(body) == raw[-2] | raw[-1] << 8 if with_crc else sum(raw) & 0xFF == 0):
        return PacketFault.CHECK
    rest = body[HEAD_BYTES:]
    secured = False
    if control & SECURITY_BIT:
        if len(rest) < 2 or not 2 <= rest[0] <= len(rest):
            return PacketFault.LENGTH
        secured = rest[1] >= SECURE_FROM
        rest = rest[rest[0] :]
    if not rest:
        return PacketFault.LENGTH
    return Packet(address & ~REPLY_BIT, bool(address & REPLY_BIT), secured, rest[0], raw)
