"""A reader of resident identity cards on a serial port.

    python -m devices.sim.sdt_reader --port PTY

Answers module status and number, find, select and read. As real modules do, it finds a card again
only after it was lifted, once it was read. A wrong check is answered by status 10, an unknown
command by 21.

Commands on stdin::

    {"do": "lay", "person": {...}, "kind": " "}   a card onto the reader; the person's fields are
                                                  those of FIELDS, as text; kind I or J is a permit
    {"do": "lay", "broken": true}                 a card that can't be selected
    {"do": "lift"}                                take it away
    {"do": "line", "state": "noisy"}              see LineState
    {"do": "module", "fit": false}                the module's own test fails
    {"do": "reset"}                               no card, good line, fit module

The photo is random bytes. Persons are made up by whoever sends them.
"""

from __future__ import annotations

import argparse
import os
import secrets
import threading
import tty
from enum import StrEnum
from typing import Final

from devices.sim.console import Command, Refused, say, serve_commands

PREAMBLE: Final = b"\xaa\xaa\xaa\x96\x69"
FIELDS: Final = {
    "name": 15,
    "sex": 1,
    "ethnicity": 2,
    "born": 8,
    "address": 35,
    "number": 18,
    "issuer": 15,
    "valid_from": 8,
    "valid_until": 8,
    "reserved": 14,
    "kind": 1,
}
TEXT_CHARACTERS: Final = 128
PHOTO_BYTES: Final = 1024
MODULE_NUMBER: Final = bytes.fromhex("05000300" + "a53a3401" + "01000000" + "02000000")
READ_BYTES: Final = 4096


class LineState(StrEnum):
    """What the cable does to the reader's answers."""

    GOOD = "good"
    SILENT = "silent"
    NOISY = "noisy"
    """Random bytes instead."""
    CHATTY = "chatty"
    """Noise before and after."""
    CUT = "cut"
    """The second half is missing."""
    TWICE = "twice"
    """Each answer comes two times at once."""
    DAMAGED = "damaged"
    """One bit is wrong."""


class Module:
    """The security module, its antenna and what lies there."""

    def __init__(self) -> None:
        self.fit = True
        self._text: bytes | None = None
        self._broken = False
        self._read = False
        self._selected = False
        self._heard = b""

    def lay(self, text: bytes | None) -> None:
        """None lays a card down that can't be selected."""
        self.lift()
        self._text, self._broken = text, text is None

    def lift(self) -> None:
        self._text = None
        self._broken = self._read = self._selected = False

    def hear(self, data: bytes) -> bytes:
        """Requests in any pieces; returns the answers."""
        self._heard += data
        said = b""
        while (at := self._heard.find(PREAMBLE)) >= 0:
            frame = self._heard[at + len(PREAMBLE) :]
            length = int.from_bytes(frame[:2], "big")
            if len(frame) < 2 + length or len(frame) < 2:
                self._heard = self._heard[at:]
                return said
            self._heard = frame[2 + length :]
            said += _framed(self._answer(frame[: 2 + length]))
        self._heard = self._heard[-(len(PREAMBLE) - 1) :]
        return said

    def _answer(self, frame: bytes) -> bytes:
        if _check(frame):
            return b"\x00\x00\x10"
        match frame[2:-1]:
            case b"\x11\xff":
                return b"\x00\x00\x90" if self.fit else b"\x00\x00\x60"
            case b"\x12\xff":
                return b"\x00\x00\x90" + MODULE_NUMBER
            case b"\x20\x01":
                there = (self._text is not None or self._broken) and not self._read
                return b"\x00\x00\x9f" + bytes(4) if there else b"\x00\x00\x80"
            case b"\x20\x02":
                self._selected = self._text is not None and not self._read
                return b"\x00\x00\x90" + bytes(8) if self._selected else b"\x00\x00\x81"
            case b"\x30\x01":
                return self._content()
            case _:
                return b"\x00\x00\x21"

    def _content(self) -> bytes:
        if self._text is None or not self._selected:
            return b"\x00\x00\x41"
        self._selected, self._read = False, True
        lengths = len(self._text).to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
        return b"\x00\x00\x90" + lengths + self._text + secrets.token_bytes(PHOTO_BYTES)


class Reader:
    """The module on its cable."""

    def __init__(self, port: str) -> None:
        self._module: Final = Module()
        self._wire: Final = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._wire)
        self._line = LineState.GOOD

    def serve(self) -> None:
        """Answer until the cable is pulled."""
        try:
            while data := os.read(self._wire, READ_BYTES):
                said = _on_wire(self._module.hear(data), self._line)
                while said:
                    said = said[os.write(self._wire, said) :]
        except OSError:
            return

    def obey(self, command: Command) -> Command:
        match command:
            case {"do": "lay", "broken": True}:
                self._module.lay(None)
            case {"do": "lay", "person": dict(person), "kind": str(kind)}:
                self._module.lay(_text({**person, "kind": kind}))
            case {"do": "lift"}:
                self._module.lift()
            case {"do": "line", "state": str(state)}:
                self._line = LineState(state)
            case {"do": "module", "fit": bool(fit)}:
                self._module.fit = fit
            case {"do": "reset"}:
                self._module.lift()
                self._module.fit = True
                self._line = LineState.GOOD
            case _:
                raise Refused("no such command")
        return {}


def _text(fields: dict[str, str]) -> bytes:
    """The 256 bytes as they are written into a card."""
    text = ""
    for name, length in FIELDS.items():
        value = fields.get(name, "")
        if len(value) > length:
            raise Refused(f"{name} has more than {length} characters")
        text += value.ljust(length)
    return text.ljust(TEXT_CHARACTERS).encode("utf-16-le")


def _framed(content: bytes) -> bytes:
    body = (len(content) + 1).to_bytes(2, "big") + content
    return PREAMBLE + body + bytes((_check(body),))


def _check(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total


def _on_wire(said: bytes, line: LineState) -> bytes:
    if not said:
        return b""
    match line:
        case LineState.GOOD:
            return said
        case LineState.SILENT:
            return b""
        case LineState.NOISY:
            return os.urandom(len(said))
        case LineState.CHATTY:
            return b"\x00\xaa\xaa\xff" + said + b"\xff\x00"
        case LineState.CUT:
            return said[: len(said) // 2]
        case LineState.TWICE:
            return said + said
        case LineState.DAMAGED:
            return said[:-1] + bytes((said[-1] ^ 1,))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.sdt_reader")
    parser.add_argument("--port", required=True, help="serial port or pty to answer on")
    args = parser.parse_args()
    reader = Reader(args.port)
    threading.Thread(target=reader.serve, name="line", daemon=True).start()
    say("ready", port=args.port)
    serve_commands(reader.obey)


if __name__ == "__main__":
    main()
