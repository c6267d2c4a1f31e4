"""A small relay board on a serial port: eight relays, switched by A0 frames or readable commands.

    python -m devices.sim.serial_relays --dialect a0 --port PTY
    python -m devices.sim.serial_relays --dialect ascii --port PTY

``a0``: four bytes A0, relay from 1, code, sum. Codes 0 off, 1 on, without an answer; 2 off, 3 on,
5 ask, answered by the relay's state. A wrong sum, relay or code is not answered. ``a0-mute`` knows
the first two codes only. ``ascii``: ``relay on|off|read N``, ``gpio read N`` and ``ver``, echoed,
with a ``>`` prompt; anything else is answered by an error text. It has eight inputs as well.

Neither kind has a timer: a relay stays as it was switched.

Commands on stdin::

    {"do": "input", "index": 0, "on": true}     what is wired to an input
    {"do": "line", "state": "silent"}           good, silent, noisy (answers are garbled), or chatty
                                                (noise before and after each good answer)
    {"do": "state"}                             answers relays, inputs and how many writes came
    {"do": "reset"}                             everything off and good, as after a power cut

News on stdout: ``{"event": "relay", "index": 0, "on": true}`` at each change of a relay.
"""

from __future__ import annotations

import argparse
import os
import threading
import tty
from enum import StrEnum
from typing import Final, Protocol

from devices.sim.console import Command, Refused, say, serve_commands

RELAYS: Final = 8
VERSION: Final = "00000008"
LONGEST_COMMAND: Final = 64
READ_BYTES: Final = 4096


class LineState(StrEnum):
    """What the cable does to the board's answers."""

    GOOD = "good"
    SILENT = "silent"
    NOISY = "noisy"
    CHATTY = "chatty"


class Relays:
    """Relays and inputs of one board."""

    def __init__(self) -> None:
        self.on: Final = [False] * RELAYS
        self.inputs: Final = [False] * RELAYS
        self.writes = 0

    def switch(self, index: int, *, on: bool) -> None:
        self.writes += 1
        if self.on[index] is not on:
            self.on[index] = on
            say("relay", index=index, on=on)

    def reset(self) -> None:
        self.inputs[:] = [False] * RELAYS
        for index in range(RELAYS):
            self.switch(index, on=False)


class Dialect(Protocol):
    """Bytes in, bytes out."""

    def hear(self, data: bytes) -> bytes: ...


class A0Dialect:
    """A0 frames in any pieces."""

    def __init__(self, relays: Relays, *, mute: bool) -> None:
        self._relays: Final = relays
        self._codes: Final = {0: False, 1: True} if mute else {0: False, 1: True, 2: False, 3: True}
        self._asks: Final = frozenset[int]() if mute else frozenset({2, 3, 5})
        self._heard = b""

    def hear(self, data: bytes) -> bytes:
        self._heard += data
        said = b""
        while len(self._heard) >= 4:
            frame = self._heard[:4]
            if frame[0] == 0xA0 and sum(frame[:3]) & 0xFF == frame[3]:
                self._heard = self._heard[4:]
                said += self._obey(frame[1] - 1, frame[2])
            else:
                self._heard = self._heard[1:]
        return said

    def _obey(self, index: int, code: int) -> bytes:
        if not 0 <= index < RELAYS:
            return b""
        if code in self._codes:
            self._relays.switch(index, on=self._codes[code])
        if code not in self._asks:
            return b""
        body = bytes((0xA0, index + 1, self._relays.on[index]))
        return body + bytes((sum(body) & 0xFF,))


class AsciiDialect:
    """Readable commands, each ended by a carriage return."""

    def __init__(self, relays: Relays) -> None:
        self._relays: Final = relays
        self._heard = b""

    def hear(self, data: bytes) -> bytes:
        said = b""
        self._heard += data
        while b"\r" in self._heard:
            command, self._heard = self._heard.split(b"\r", 1)
            result = self._obey(command.decode("ascii", "replace"))
            said += command + b"\n\r" + (f"{result}\n\r".encode() if result else b"") + b">"
        self._heard = self._heard[-LONGEST_COMMAND:]
        return said

    def _obey(self, command: str) -> str:
        match command.split():
            case ["ver"]:
                return VERSION
            case ["relay", "on" | "off" as state, digit] if digit in _DIGITS:
                self._relays.switch(_DIGITS[digit], on=state == "on")
                return ""
            case ["relay", "read", digit] if digit in _DIGITS:
                return "on" if self._relays.on[_DIGITS[digit]] else "off"
            case ["gpio", "read", digit] if digit in _DIGITS:
                return str(int(self._relays.inputs[_DIGITS[digit]]))
            case _:
                return "INVALID COMMAND"


_DIGITS: Final = {f"{index:X}": index for index in range(RELAYS)}


class Board:
    """One board on its cable."""

    def __init__(self, relays: Relays, dialect: Dialect, port: str) -> None:
        self._relays: Final = relays
        self._dialect: Final = dialect
        self._wire: Final = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._wire)
        self._line = LineState.GOOD

    def serve(self) -> None:
        """Answer until the cable is pulled."""
        try:
            while data := os.read(self._wire, READ_BYTES):
                said = self._dialect.hear(data)
                if said:
                    os.write(self._wire, self._on_wire(said))
        except OSError:
            return

    def obey(self, command: Command) -> Command:
        match command:
            case {"do": "input", "index": int(index), "on": bool(on)} if 0 <= index < RELAYS:
                self._relays.inputs[index] = on
            case {"do": "line", "state": str(state)}:
                self._line = LineState(state)
            case {"do": "reset"}:
                self._line = LineState.GOOD
                self._relays.reset()
            case {"do": "state"}:
                relays = self._relays
                return {"relays": relays.on, "inputs": relays.inputs, "writes": relays.writes}
            case _:
                raise Refused(f"no such command: {command}")
        return {}

    def _on_wire(self, said: bytes) -> bytes:
        match self._line:
            case LineState.GOOD:
                return said
            case LineState.SILENT:
                return b""
            case LineState.NOISY:
                return os.urandom(len(said))
            case LineState.CHATTY:
                # No byte of it can begin an A0 frame or end a line's answer.
                return b"\x00\x7f\xff" + said + b"\xff\x00"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.serial_relays")
    parser.add_argument("--port", required=True, help="serial port or pty to answer on")
    parser.add_argument("--dialect", choices=["a0", "a0-mute", "ascii"], required=True)
    args = parser.parse_args()
    relays = Relays()
    dialect: Dialect
    if args.dialect == "ascii":
        dialect = AsciiDialect(relays)
    else:
        dialect = A0Dialect(relays, mute=args.dialect == "a0-mute")
    board = Board(relays, dialect, args.port)
    threading.Thread(target=board.serve, name="line", daemon=True).start()
    say("ready", port=args.port)
    serve_commands(board.obey)


if __name__ == "__main__":
    main()
