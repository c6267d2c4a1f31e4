"""A virtual card that is put on a virtual reader (vpcd of the vsmartcard project).

vpcd's wire: each message is a 16-bit big-endian length and a body. A body of one byte is a control
(0 power off, 1 power on, 2 reset: no answer; 4 asks for the ATR); a longer one is an APDU. One TCP
connection is one card in the field.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol

CAMPUS_APPLICATION: Final = bytes.fromhex("F0000000CA5501")
"""A proprietary application identifier (ISO/IEC 7816-5, category F) of the demonstration campus."""
CONTACTLESS_ATR: Final = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""ATR that a contactless reader makes up for a MIFARE Classic 1K (PC/SC part 3, 3.1.3.2.3)."""

OK: Final = b"\x90\x00"
_PIECE: Final = 3
"""Bytes that a card with a small buffer sends at once."""
CONNECT_LIMIT_S: Final = 5.0
_GET_ATR: Final = 4
_POWER_OFF: Final = 0
_RESET: Final = 2


class Applet(Protocol):
    """An application on the card that keeps its own state."""

    def reset(self) -> None:
        """The card lost its power, or was reset."""
        ...

    def answer(self, command: bytes) -> bytes | None:
        """The answer to one command of at least five bytes; None when it is for somebody else."""
        ...


@dataclass(frozen=True, slots=True)
class CardContent:
    """What is on the card. ``uid`` None is a card whose reader can't tell its UID."""

    uid: bytes | None = field(repr=False)
    file: bytes = field(default=b"", repr=False)
    """The transparent file of the campus application; empty when the card has no such."""
    atr: bytes = CONTACTLESS_ATR
    in_pieces: bool = False
    """Its buffer is small: the rest of an answer waits for GET RESPONSE (61xx)."""
    applet: Applet | None = None


class VirtualCard:
    """A card in somebody's hand; :meth:`insert` puts it on a reader. A context manager too."""

    def __init__(self, content: CardContent, port: int, host: str = "127.0.0.1") -> None:
        self._content: Final = content
        self._address: Final = (host, port)
        self._selected = False
        self._waiting = b""
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def insert(self) -> None:
        """Raises OSError when no reader listens."""
        wire = socket.create_connection(self._address, timeout=CONNECT_LIMIT_S)
        wire.settimeout(None)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = wire
        self._reset()
        self._thread = threading.Thread(target=self._serve, args=(wire,), name="card", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Take the card away; harmless when it is not on a reader or the reader is gone."""
        wire, self._socket = self._socket, None
        if wire is None or self._thread is None:
            return
        with suppress(OSError):  # the reader may have hung up first
            wire.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        wire.close()

    def _serve(self, wire: socket.socket) -> None:
        try:
            while True:
                self._answer(wire, _receive(wire))
        except (EOFError, OSError):
            return  # removed, or the reader was switched off

    def _answer(self, wire: socket.socket, message: bytes) -> None:
        if len(message) > 1:
            _send(wire, self._apdu(message))
        elif message[0] == _GET_ATR:
            _send(wire, self._content.atr)
        elif message[0] in (_POWER_OFF, _RESET):
            self._reset()

    def _reset(self) -> None:
        self._selected, self._waiting = False, b""
        if self._content.applet is not None:
            self._content.applet.reset()

    def _apdu(self, command: bytes) -> bytes:
        """Answer one short command (ISO/IEC 7816-4); anything unknown is 6D00."""
        if len(command) < 5:
            return b"\x67\x00"
        applet = self._content.applet
        told = None if applet is None else applet.answer(command)
        if told is not None:
            return told
        match command[0], command[1]:
            case 0xFF, 0xCA:
                uid = self._content.uid
                return b"\x6a\x81" if uid is None or command[2] else uid + OK
            case 0x00, 0xA4:
                return self._piece_by_piece(self._select(command[5 : 5 + command[4]]))
            case 0x00, 0xB0:
                return self._piece_by_piece(
                    self._read(command[2] << 8 | command[3], command[4] or 256)
                )
            case 0x00, 0xC0:
                return self._get_response(command[4] or 256)
            case _:
                return b"\x6d\x00"

    def _piece_by_piece(self, answer: bytes) -> bytes:
        """Hold a good answer's data back, as T=0 cards and slow chips do."""
        data, status = answer[:-2], answer[-2:]
        if not self._content.in_pieces or status != OK or not data:
            return answer
        self._waiting = data
        return bytes((0x61, min(len(data), _PIECE)))

    def _get_response(self, length: int) -> bytes:
        if not self._waiting:
            return b"\x69\x85"
        if length > min(len(self._waiting), _PIECE):
            return bytes((0x6C, min(len(self._waiting), _PIECE)))
        piece, self._waiting = self._waiting[:length], self._waiting[length:]
        return piece + (bytes((0x61, min(len(self._waiting), _PIECE))) if self._waiting else OK)

    def _select(self, aid: bytes) -> bytes:
        self._selected = bool(self._content.file) and aid == CAMPUS_APPLICATION
        return b"\x6f\x00" + OK if self._selected else b"\x6a\x82"

    def _read(self, offset: int, length: int) -> bytes:
        if not self._selected:
            return b"\x69\x82"
        rest = self._content.file[offset:]
        if not rest:
            return b"\x6b\x00"
        if length > len(rest):
            return bytes((0x6C, len(rest)))
        return rest[:length] + OK

    def __enter__(self) -> VirtualCard:
        self.insert()
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def _receive(wire: socket.socket) -> bytes:
    (length,) = struct.unpack(">H", _exactly(wire, 2))
    return _exactly(wire, length)


def _exactly(wire: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        # vpcd writes length and body apart; without a quick ACK each waits 40 ms for the other.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = wire.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _send(wire: socket.socket, body: bytes) -> None:
    wire.sendall(struct.pack(">H", len(body)) + body)
