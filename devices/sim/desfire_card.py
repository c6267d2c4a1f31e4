"""A MIFARE DESFire with one application and one file, as the chip answers wrapped commands.

Written apart from the driver: NXP MF3ICDx21_41_81 for AuthenticateAES and the EV1 messaging, NXP
AN12196 for AuthenticateEV2First and the EV2 messaging. Anything else is answered with 911C.
"""

from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

FRAME: Final = 48
"""Bytes of an answer that fit one frame; the chip's own limit depends on the reader's."""
_OK, _MORE, _ILLEGAL, _NO_APPLICATION = b"\x91\x00", b"\x91\xaf", b"\x91\x1c", b"\x91\xa0"
_LENGTH, _AUTHENTICATION, _INTEGRITY, _NO_FILE, _BOUNDARY = (
    *(b"\x91\x7e", b"\x91\xae", b"\x91\x1e", b"\x91\xf0", b"\x91\xbe"),
)
_ZERO: Final = bytes(16)


@dataclass(frozen=True, slots=True)
class DesfireContent:
    """One application with one key and one standard file."""

    application: bytes
    """Three bytes, low byte first."""
    key_number: int
    key: bytes = field(repr=False)
    file: int
    data: bytes = field(repr=False)
    enciphered: bool = True
    """Communication mode of the file: enciphered, or with a MAC only."""
    ev2: bool = True
    """Whether AuthenticateEV2First is known; EV1 chips don't."""


class DesfireApplet:
    """An Applet (:mod:`devices.sim.vcard`)."""

    def __init__(self, content: DesfireContent) -> None:
        self._content: Final = content
        self.reset()

    def reset(self) -> None:
        self._selected = False
        self._handshake: tuple[int, bytes, bytes] | None = None
        """Command, own random number, and what the next cipher starts from."""
        self._ev1: _Ev1 | None = None
        self._ev2: _Ev2 | None = None
        self._rest = b""

    def answer(self, command: bytes) -> bytes | None:
        if command[0] != 0x90:
            return None
        data = command[5:-1] if command[4] and len(command) > 5 else b""
        match command[1]:
            case 0x5A:
                return self._select(data)
            case 0xAA | 0x71 as how if self._selected and (how == 0xAA or self._content.ev2):
                return self._first(how, data)
            case 0xAF if self._handshake is not None:
                return self._second(data)
            case 0xAF if self._rest:
                return self._frame()
            case 0xBD:
                return self._read(data)
            case _:
                return _ILLEGAL

    def _select(self, data: bytes) -> bytes:
        self.reset()
        self._selected = data == self._content.application
        return _OK if self._selected else _NO_APPLICATION

    def _first(self, how: int, data: bytes) -> bytes:
        self._ev1 = self._ev2 = None
        if not data or data[0] != self._content.key_number:
            return _AUTHENTICATION
        own = secrets.token_bytes(16)
        sent = _cbc(self._content.key, _ZERO, own)
        self._handshake = how, own, sent if how == 0xAA else _ZERO
        return sent + _MORE

    def _second(self, data: bytes) -> bytes:
        assert self._handshake is not None
        how, own, start = self._handshake
        self._handshake = None
        if len(data) != 32:
            return _LENGTH
        plain = _cbc(self._content.key, start, data, decrypt=True)
        theirs, turned = plain[:16], plain[16:]
        if turned != own[1:] + own[:1]:
            return _AUTHENTICATION
        back = theirs[1:] + theirs[:1]
        if how == 0xAA:
            self._ev1 = _Ev1(theirs[0:4] + own[0:4] + theirs[12:16] + own[12:16])
            return _cbc(self._content.key, data[16:], back) + _OK
        transaction = secrets.token_bytes(4)
        self._ev2 = _Ev2(self._content.key, theirs, own, transaction)
        return _cbc(self._content.key, _ZERO, transaction + back + bytes(12)) + _OK

    def _read(self, data: bytes) -> bytes:
        header, mac = data[:7], data[7:]
        if len(header) != 7:
            return _LENGTH
        if self._ev2 is not None:
            if not self._ev2.accepts(bytes((0xBD,)) + header, mac):
                self._ev2 = None
                return _INTEGRITY
        elif self._ev1 is not None:
            self._ev1.hear(bytes((0xBD,)) + header)
        else:
            return _AUTHENTICATION
        if header[0] != self._content.file:
            return _NO_FILE
        offset, length = (int.from_bytes(header[at : at + 3], "little") for at in (1, 4))
        part = self._content.data[offset : offset + length]
        if len(part) != length:
            return _BOUNDARY
        self._rest = self._protected(part)
        return self._frame()

    def _protected(self, part: bytes) -> bytes:
        session = self._ev2 or self._ev1
        assert session is not None
        return session.enciphered(part) if self._content.enciphered else session.maced(part)

    def _frame(self) -> bytes:
        part, self._rest = self._rest[:FRAME], self._rest[FRAME:]
        return part + (_MORE if self._rest else _OK)


class _Ev1:
    """Every MAC and cipher goes on from the last one."""

    def __init__(self, key: bytes) -> None:
        self._key: Final = key
        self._last = 0

    def hear(self, command: bytes) -> None:
        self._last = self._chained(command)

    def maced(self, data: bytes) -> bytes:
        self._last = self._chained(data + b"\x00")
        return data + self._last.to_bytes(16, "big")[:8]

    def enciphered(self, data: bytes) -> bytes:
        crc = (~zlib.crc32(data + b"\x00") & 0xFFFFFFFF).to_bytes(4, "little")
        plain = data + crc
        plain += bytes(-len(plain) % 16)
        return _cbc(self._key, self._last.to_bytes(16, "big"), plain)

    def _chained(self, message: bytes) -> int:
        """CMAC block by block over numbers, starting from the last one."""
        spread = int.from_bytes(_cbc(self._key, _ZERO, _ZERO), "big")
        spread = _times_x(spread)
        if not message or len(message) % 16:
            spread = _times_x(spread)
            message += b"\x80" + bytes(-(len(message) + 1) % 16)
        state = self._last
        for at in range(0, len(message), 16):
            block = int.from_bytes(message[at : at + 16], "big")
            mask = spread if at + 16 == len(message) else 0
            mixed = (state ^ block ^ mask).to_bytes(16, "big")
            state = int.from_bytes(_cbc(self._key, _ZERO, mixed), "big")
        return state


class _Ev2:
    """Counted commands, one key for ciphers and one for MACs (AN12196, sections 5 and 6)."""

    def __init__(self, key: bytes, theirs: bytes, own: bytes, transaction: bytes) -> None:
        a, b = int.from_bytes(theirs, "big"), int.from_bytes(own, "big")
        mixed = (a >> 64 & (1 << 48) - 1) ^ (b >> 80)
        tail = (
            (a >> 112).to_bytes(2, "big")
            + mixed.to_bytes(6, "big")
            + (b & (1 << 80) - 1).to_bytes(10, "big")
            + (a & (1 << 64) - 1).to_bytes(8, "big")
        )
        self._enc: Final = _cmac(key, bytes.fromhex("A55A00010080") + tail)
        self._mac: Final = _cmac(key, bytes.fromhex("5AA500010080") + tail)
        self._transaction: Final = transaction
        self._counter = 0

    def accepts(self, command: bytes, mac: bytes) -> bool:
        covered = command[:1] + self._counted() + command[1:]
        good = _short(_cmac(self._mac, covered)) == mac
        self._counter += 1
        return good

    def maced(self, data: bytes) -> bytes:
        return data + _short(_cmac(self._mac, b"\x00" + self._counted() + data))

    def enciphered(self, data: bytes) -> bytes:
        counted = self._transaction + self._counter.to_bytes(2, "little")
        start = _cbc(self._enc, _ZERO, b"\x5a\xa5" + counted + bytes(8))
        padded = data + b"\x80" + bytes(-(len(data) + 1) % 16)
        return self.maced(_cbc(self._enc, start, padded))

    def _counted(self) -> bytes:
        return self._counter.to_bytes(2, "little") + self._transaction


def _short(mac: bytes) -> bytes:
    return bytes(mac[at] for at in range(1, 16, 2))


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ (1 << 128 | 0x87) if value >> 128 else value


def _cmac(key: bytes, message: bytes) -> bytes:
    worker = CMAC(algorithms.AES(key))
    worker.update(message)
    return worker.finalize()


def _cbc(key: bytes, start: bytes, data: bytes, *, decrypt: bool = False) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(start))
    worker = cipher.decryptor() if decrypt else cipher.encryptor()
    return worker.update(data) + worker.finalize()
