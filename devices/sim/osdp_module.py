"""An OSDP input and output module, written from the standard and not with libosdp.

libosdp's peripheral device (3.2.9) can't answer when its inputs or outputs are asked for, and a
second implementation of the Secure Channel shows that ours is not a private dialect. Commands that
are answered: osdp_ID, CAP, CHLNG, SCRYPT in the clear; POLL, ISTAT, OSTAT, OUT inside the Secure
Channel (SIA OSDP 2.2, annex D); anything else, and anything unsecured, by NAK.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

START: Final = 0x53
MARK: Final = 0xFF
HEAD: Final = 5
LONGEST: Final = 256
BLOCK: Final = 16
MAC_SENT: Final = 4
TIMER_UNIT_S: Final = 0.1

ACK, NAK, PDID, PDCAP, ISTATR, OSTATR, CCRYPT, RMAC_I = (
    0x40,
    0x41,
    0x45,
    0x46,
    0x49,
    0x4A,
    0x76,
    0x78,
)
NAK_UNKNOWN, NAK_SEQUENCE, NAK_SECURITY = 3, 4, 6

Moved = Callable[[int, bool], None]
"""Told the output and its level at each change."""


class Conversation:
    """The Secure Channel of one module: keys and message authentication codes."""

    def __init__(self, key: bytes) -> None:
        self._key: Final = key
        self._challenge = b""
        self._own = b""
        self._enc = self._mac1 = self._mac2 = b""
        self._last_in = self._last_out = b""
        """MAC of the last command and of the last reply, which the next one is chained to."""
        self.stands = False

    def challenged(self, challenge: bytes, serial: bytes) -> bytes:
        """The data of osdp_CCRYPT."""
        self.stands = False
        self._challenge, self._own = challenge, secrets.token_bytes(8)
        self._enc, self._mac1, self._mac2 = (
            _ecb(self._key, bytes((1, kind)) + challenge[:6] + bytes(8)) for kind in (0x82, 1, 2)
        )
        return serial.rjust(8, b"\0") + self._own + _ecb(self._enc, challenge + self._own)

    def answered(self, cryptogram: bytes) -> bytes | None:
        """The data of osdp_RMAC_I, or None when the panel does not have the key."""
        if not self._enc or cryptogram != _ecb(self._enc, self._own + self._challenge):
            return None
        self._last_out = _ecb(self._mac2, _ecb(self._mac1, cryptogram))
        self.stands = True
        return self._last_out

    def opened(self, covered: bytes, sent: bytes, data: bytes) -> bytes | None:
        """The plain data of a command, or None when its MAC is wrong."""
        self._last_in = self._mac(covered, self._last_out)
        if sent != self._last_in[:MAC_SENT]:
            self.stands = False
            return None
        if not data:
            return b""
        plain = _cbc(self._enc, _inverted(self._last_out), data, decrypt=True)
        return plain.rstrip(b"\0")[:-1]

    def encrypted(self, data: bytes) -> bytes:
        """``data`` of a reply as it goes out."""
        return (
            _cbc(self._enc, _inverted(self._last_in), _padded(data, always=True)) if data else b""
        )

    def sealed(self, covered: bytes) -> bytes:
        """The part of a reply's MAC that goes out."""
        self._last_out = self._mac(covered, self._last_in)
        return self._last_out[:MAC_SENT]

    def _mac(self, covered: bytes, chained: bytes) -> bytes:
        blocks = _padded(covered, always=False)
        if len(blocks) > BLOCK:
            chained = _cbc(self._mac1, chained, blocks[:-BLOCK])[-BLOCK:]
        return _cbc(self._mac2, chained, blocks[-BLOCK:])


class IoModule:
    """Inputs and outputs at one address. Feed it what is on the line; it returns its replies."""

    def __init__(self, address: int, key: bytes | None, count: int, moved: Moved) -> None:
        """Without a ``key`` it knows no Secure Channel and says so."""
        self.inputs: Final = [False] * count
        self.outputs: Final = [False] * count
        self._address: Final = address
        self._secures: Final = key is not None
        self._conversation: Final = Conversation(key or bytes(BLOCK))
        self._moved: Final = moved
        self._resume: Final[dict[int, tuple[float, bool]]] = {}
        """When each timed output goes back, and to what."""
        self._held = bytearray()
        self._sequence: int | None = None
        self._last_reply = b""

    def tick(self) -> None:
        """End the pulses that are due."""
        now = time.monotonic()
        for index, (due, level) in list(self._resume.items()):
            if now >= due:
                del self._resume[index]
                self._switch(index, on=level)

    def hear(self, data: bytes) -> bytes:
        """Replies to the commands that ``data`` completes."""
        self._held += data
        replies = b""
        while packet := self._next_packet():
            if packet[1] == self._address:
                replies += self._reply(packet)
        return replies

    def _next_packet(self) -> bytes:
        held = self._held
        while held:
            start = held.find(START)
            del held[: start if start >= 0 else len(held)]
            if len(held) < HEAD:
                break
            size = held[2] | held[3] << 8
            if not HEAD + 2 < size <= LONGEST:
                del held[0]
            elif len(held) < size:
                break
            elif _crc(held[: size - 2]) != held[size - 2] | held[size - 1] << 8:
                del held[0]
            else:
                packet = bytes(held[:size])
                del held[:size]
                return packet
        return b""

    def _reply(self, packet: bytes) -> bytes:
        sequence = packet[4] & 3
        if sequence and sequence == self._sequence:
            return self._last_reply  # our reply was lost: it is asked for again
        if sequence not in (0, 1 if self._sequence is None else self._sequence % 3 + 1):
            return self._packet(sequence, b"", bytes((NAK, NAK_SEQUENCE)))
        if sequence == 0:
            self._conversation.stands = False
        self._sequence = sequence
        self._last_reply = self._answer(packet, sequence)
        return self._last_reply

    def _answer(self, packet: bytes, sequence: int) -> bytes:
        body = packet[HEAD:-2]
        if not packet[4] & 8:
            return self._packet(sequence, b"", self._in_the_clear(body[0]))
        block, rest = body[: body[0]], body[body[0] :]
        match block[1]:
            case 0x11 if self._secures:
                data = self._conversation.challenged(rest[1:9], b"\xca\x55")
                return self._packet(sequence, b"\x03\x12\x01", bytes((CCRYPT,)) + data)
            case 0x13:
                proof = self._conversation.answered(rest[1:17])
                reply = bytes((RMAC_I,)) + (proof or bytes(BLOCK))
                return self._packet(sequence, bytes((3, 0x14, proof is not None)), reply)
            case 0x15 | 0x17 if self._conversation.stands:
                return self._secured(packet, sequence, rest)
            case _:
                return self._packet(sequence, b"", bytes((NAK, NAK_SECURITY)))

    def _in_the_clear(self, command: int) -> bytes:
        match command:
            case 0x61:
                return bytes((PDID, 0x01, 0x55, 0xCA, 7, 1)) + bytes((1, 0, 0, 0, 2, 0, 0))
            case 0x62:
                count = len(self.inputs)
                secures = int(self._secures)
                return bytes((PDCAP, 1, 2, count, 2, 1, count, 8, 1, 0, 9, secures, secures))
            case 0x60 if not self._secures:
                return bytes((ACK,))
            case _:
                return bytes((NAK, NAK_SECURITY))

    def _secured(self, packet: bytes, sequence: int, rest: bytes) -> bytes:
        covered, sent = packet[: -2 - MAC_SENT], packet[-2 - MAC_SENT : -2]
        data = self._conversation.opened(covered, sent, rest[1:-MAC_SENT])
        if data is None:
            return self._packet(sequence, b"", bytes((NAK, NAK_SECURITY)))
        code, plain = self._obey(rest[0], data)
        kind = 0x18 if plain else 0x16
        encrypted = bytes((code,)) + self._conversation.encrypted(plain)
        return self._packet(sequence, bytes((2, kind)), encrypted, sealed=True)

    def _obey(self, command: int, data: bytes) -> tuple[int, bytes]:
        match command:
            case 0x60:
                return ACK, b""
            case 0x65:
                return ISTATR, bytes(self.inputs)
            case 0x66:
                return OSTATR, bytes(self.outputs)
            case 0x68 if len(data) == 4 and data[0] < len(self.outputs):
                self._drive(data[0], data[1], (data[2] | data[3] << 8) * TIMER_UNIT_S)
                return ACK, b""
            case _:
                return NAK, bytes((NAK_UNKNOWN,))

    def _drive(self, index: int, control: int, seconds: float) -> None:
        """Control codes of section 6.9."""
        if control in (1, 2):
            self._resume.pop(index, None)
            self._switch(index, on=control == 2)
        elif control in (5, 6):
            level = self._resume.get(index, (0.0, self.outputs[index]))[1]
            self._resume[index] = (time.monotonic() + seconds, level)
            self._switch(index, on=control == 5)

    def _switch(self, index: int, *, on: bool) -> None:
        if self.outputs[index] is not on:
            self.outputs[index] = on
            self._moved(index, on)

    def _packet(self, sequence: int, block: bytes, reply: bytes, *, sealed: bool = False) -> bytes:
        size = HEAD + len(block) + len(reply) + (MAC_SENT if sealed else 0) + 2
        control = sequence | 4 | (8 if block else 0)
        head = bytes((START, self._address | 0x80, size & 0xFF, size >> 8, control))
        body = head + block + reply
        if sealed:
            body += self._conversation.sealed(body)
        crc = _crc(body)
        return body + bytes((crc & 0xFF, crc >> 8))


def _ecb(key: bytes, block: bytes) -> bytes:
    return _cbc(key, bytes(BLOCK), block)


def _cbc(key: bytes, start: bytes, data: bytes, *, decrypt: bool = False) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(start))
    worker = cipher.decryptor() if decrypt else cipher.encryptor()
    return worker.update(data) + worker.finalize()


def _padded(data: bytes, *, always: bool) -> bytes:
    if len(data) % BLOCK == 0 and not always:
        return data
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def _inverted(data: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in data)


def _crc(data: bytes | bytearray) -> int:
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1
    return crc
