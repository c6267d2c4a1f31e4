"""Secure messaging of MIFARE DESFire after an AES authentication: only what a read needs. No I/O.

The EV1 generation chains every CMAC and every cipher to the last one (MF3ICDx21_41_81, section 8.3;
NXP AN094445 names the session key). The EV2 generation counts its commands instead and has two
session keys (NXP AN12343, sections 6 to 9; the same as in AN12196).
"""

from __future__ import annotations

import hmac
import zlib
from typing import Final, Protocol

from devices.card.aes import BLOCK, ZERO, cmac, decrypt, encrypt
from devices.card.desfire_frame import OK, READ_DATA
from devices.errors import Fault, ProtocolError

MAC_SENT: Final = 8
CRC_BYTES: Final = 4
TRANSACTION_BYTES: Final = 4


class ReadSession(Protocol):
    """What protects one ReadData and its answer."""

    def command(self, header: bytes) -> bytes:
        """The data of the command."""
        ...

    def maced(self, answer: bytes) -> bytes:
        """The content of an answer with a MAC. Raises ProtocolError when the MAC is wrong."""
        ...

    def enciphered(self, answer: bytes, length: int) -> bytes:
        """The ``length`` bytes in an enciphered answer. Raises ProtocolError when it is wrong."""
        ...


class Ev1Session:
    """After AuthenticateAES."""

    def __init__(self, rnd_a: bytes, rnd_b: bytes) -> None:
        self._key: Final = rnd_a[:4] + rnd_b[:4] + rnd_a[12:] + rnd_b[12:]
        self._chain = ZERO

    def command(self, header: bytes) -> bytes:
        self._chain = cmac(self._key, bytes((READ_DATA,)) + header)
        return header

    def maced(self, answer: bytes) -> bytes:
        data, sent = answer[:-MAC_SENT], answer[-MAC_SENT:]
        self._chain = cmac(self._key, data + bytes((OK,)), self._chain)
        _check(sent, self._chain[:MAC_SENT])
        return data

    def enciphered(self, answer: bytes, length: int) -> bytes:
        plain = _deciphered(self._key, answer, self._chain)
        data, rest = plain[:length], plain[length:]
        crc = zlib.crc32(data + bytes((OK,))) ^ 0xFFFFFFFF
        _check(rest[:CRC_BYTES], crc.to_bytes(CRC_BYTES, "little"))
        if any(rest[CRC_BYTES:]):
            raise _wrong()
        return data


class Ev2Session:
    """After AuthenticateEV2First, for its first command."""

    def __init__(self, key: bytes, rnd_a: bytes, rnd_b: bytes, transaction: bytes) -> None:
        mixed = bytes(a ^ b for a, b in zip(rnd_a[2:8], rnd_b[:6], strict=True))
        vector = b"\x00\x01\x00\x80" + rnd_a[:2] + mixed + rnd_b[6:] + rnd_a[8:]
        self._enc: Final = cmac(key, b"\xa5\x5a" + vector)
        self._mac: Final = cmac(key, b"\x5a\xa5" + vector)
        self._transaction: Final = transaction

    def command(self, header: bytes) -> bytes:
        return header + self._truncated(bytes((READ_DATA,)) + self._counted(0) + header)

    def maced(self, answer: bytes) -> bytes:
        data, sent = answer[:-MAC_SENT], answer[-MAC_SENT:]
        _check(sent, self._truncated(bytes((OK,)) + self._counted(1) + data))
        return data

    def enciphered(self, answer: bytes, length: int) -> bytes:
        start = encrypt(
            self._enc, (b"\x5a\xa5" + self._transaction + b"\x01\x00").ljust(BLOCK, b"\0")
        )
        plain = _deciphered(self._enc, self.maced(answer), start)
        data, padding = plain[:length], plain[length:]
        _check(padding, b"\x80".ljust(len(plain) - length, b"\0"))
        return data

    def _counted(self, commands: int) -> bytes:
        return commands.to_bytes(2, "little") + self._transaction

    def _truncated(self, message: bytes) -> bytes:
        return cmac(self._mac, message)[1::2]


def _deciphered(key: bytes, data: bytes, start: bytes) -> bytes:
    if not data or len(data) % BLOCK:
        raise _wrong()
    return decrypt(key, data, start)


def _check(sent: bytes, right: bytes) -> None:
    if not hmac.compare_digest(sent, right):
        raise _wrong()


def _wrong() -> ProtocolError:
    return ProtocolError("the card's answer is not protected as agreed", Fault.CARD_UNREADABLE)
