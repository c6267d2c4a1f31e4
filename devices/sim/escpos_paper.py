"""The inside of an ESC/POS receipt printer: bytes in, paper out. Its wire is receipt_printer."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Final

from devices.sim.console import Command, Refused, say

COLUMNS: Final = 48
NEAR_END_LINES: Final = 30
FEED_BEFORE_CUT_LINES: Final = 4
CLEAR: Final = bytes.fromhex("10140801031401060208")
ALIGNS: Final = {0: "left", 1: "centre", 2: "right"}
CUTS: Final = {0x41: "full", 0x42: "partial"}
ARGUMENTS: Final = {
    b"\x1b@": 0, b"\x1ba": 1, b"\x1bE": 1, b"\x1bd": 1, b"\x1c&": 0,
    b"\x1d!": 1, b"\x1dV": 2, b"\x1dr": 1,
}  # fmt: skip
"""Fixed-length commands and the bytes that follow them."""


class LineState(StrEnum):
    """What the cable does to the printer's answers."""

    GOOD = "good"
    SILENT = "silent"
    NOISY = "noisy"
    """Garbled."""
    CHATTY = "chatty"
    """Noise before and after."""


@dataclass(frozen=True)
class Printed:
    """One line of text, or one code (``qr``)."""

    text: str
    align: str
    bold: bool
    large: bool
    qr: bool = False


@dataclass
class Slip:
    """Paper up to a cut; ``cut`` is empty while it still hangs in the printer."""

    lines: list[Printed] = field(default_factory=list)
    cut: str = ""


@dataclass
class Style:
    align: str = "left"
    bold: bool = False
    large: bool = False


class Printer:
    """Buffer, paper and knife. ``answer`` sends bytes to the host. Methods from any thread."""

    def __init__(self) -> None:
        self.answer: Callable[[bytes], None] = lambda _: None
        self._lock: Final = threading.RLock()
        self._buffer = b""
        self._reset()

    def _reset(self) -> None:
        self._slips: list[Slip] = [Slip()]
        self._style = Style()
        self._code = ("", 0)
        self._lines_left: int | None = None
        self._cover_open = self._cutter_stuck = self._cutter_failed = False
        self._broken = self._held = False
        self._line = LineState.GOOD

    def hear(self, data: bytes) -> None:
        """Bytes from the host, in any pieces."""
        with self._lock:
            self._buffer += data
            self._take_real_time()
            self._print()

    def obey(self, command: Command) -> Command:
        with self._lock:
            match command:
                case {"do": "slips"}:
                    return {"slips": [asdict(slip) for slip in self._slips if slip.lines]}
                case {"do": "paper", "lines": int() | None as lines}:
                    self._lines_left = lines
                case {"do": "cover", "open": bool(is_open)}:
                    self._cover_open = is_open
                case {"do": "cutter", "stuck": bool(stuck)}:
                    self._cutter_stuck = stuck
                    self._cutter_failed = self._cutter_failed and stuck
                case {"do": "broken", "on": bool(on)}:
                    self._broken = on
                case {"do": "hold", "on": bool(on)}:
                    self._held = on
                case {"do": "line", "state": str(state)}:
                    self._line = LineState(state)
                case {"do": "reset"}:
                    self._buffer = b""
                    self._reset()
                case _:
                    raise Refused(f"no such command: {command}")
            self._print()
            return {}

    def _stopped(self) -> bool:
        out = self._lines_left == 0
        return out or self._cover_open or self._cutter_failed or self._broken

    def _take_real_time(self) -> None:
        """Real-time commands count wherever they stand in the buffer."""
        while CLEAR in self._buffer:
            self._buffer = self._buffer.split(CLEAR, 1)[1]
            self._slips.append(Slip())
            self._style = Style()
            self._say(b"\x37\x25\x00")
        while (at := self._buffer.find(b"\x10\x04")) >= 0 and len(self._buffer) > at + 2:
            question = self._buffer[at + 2]
            self._buffer = self._buffer[:at] + self._buffer[at + 3 :]
            self._say(bytes((0x12 | self._status(question),)))

    def _status(self, question: int) -> int:
        near = self._lines_left is not None and self._lines_left <= NEAR_END_LINES
        out = self._lines_left == 0
        match question:
            case 1:
                return 0x08 * self._stopped()
            case 2:
                failed = self._cutter_failed or self._broken
                return 0x04 * self._cover_open | 0x20 * out | 0x40 * failed
            case 3:
                return 0x08 * self._cutter_failed | 0x20 * self._broken
            case 4:
                return 0x0C * near | 0x60 * out
            case _:
                say("refused", bytes=f"1004{question:02x}")
                return 0

    def _print(self) -> None:
        while self._buffer and not self._held and not self._stopped():
            taken = self._step()
            if not taken:
                return  # the rest of a command has not come yet
            self._buffer = self._buffer[taken:]

    def _step(self) -> int:
        """Carry out what the buffer begins with; returns how many bytes it was."""
        buffer = self._buffer
        if buffer.startswith(b"\x1d(k"):
            if len(buffer) < 5 or len(buffer) < 5 + (length := buffer[3] | buffer[4] << 8):
                return 0
            self._two_dimensional(buffer[5 : 5 + length])
            return 5 + length
        if CLEAR.startswith(buffer) or buffer == b"\x10\x04":
            return 0
        if buffer[0] in b"\x10\x1b\x1c\x1d":
            if len(buffer) < 2:
                return 0
            arguments = ARGUMENTS.get(buffer[:2])
            if arguments is None:
                say("refused", bytes=buffer[:2].hex())
                return 2
            if len(buffer) < 2 + arguments:
                return 0
            self._command(buffer[:2], buffer[2 : 2 + arguments])
            return 2 + arguments
        if b"\n" not in buffer:
            return 0
        line = buffer.split(b"\n", 1)[0]
        if min(line, default=0x20) < 0x20:
            say("refused", bytes=line.hex())
            return len(line) + 1
        self._put(Printed(line.decode("gb18030", "replace"), **asdict(self._style)))
        return len(line) + 1

    def _command(self, name: bytes, arguments: bytes) -> None:
        match name, *arguments:
            case b"\x1b@", *_:
                self._style = Style()
            case b"\x1ba", (0 | 1 | 2) as align:
                self._style.align = ALIGNS[align]
            case b"\x1bE", bold:
                self._style.bold = bool(bold & 1)
            case b"\x1d!", (0x00 | 0x11) as size:
                self._style.large = size == 0x11
            case b"\x1bd", lines:
                self._feed(lines)
            case b"\x1dV", (0x41 | 0x42) as knife, _:
                self._cut(CUTS[knife])
            case b"\x1dr", 1:
                near = self._lines_left is not None and self._lines_left <= NEAR_END_LINES
                self._say(b"\x03" if near else b"\x00")
            case b"\x1c&", *_:
                return  # text is always read as GB 18030
            case _:
                say("refused", bytes=(name + arguments).hex())

    def _two_dimensional(self, function: bytes) -> None:
        match function[:2]:
            case b"\x31\x41" | b"\x31\x45":
                return  # model, error correction
            case b"\x31\x43":
                self._code = (self._code[0], function[2])
            case b"\x31\x50":
                self._code = (function[3:].decode("utf-8", "replace"), self._code[1])
            case b"\x31\x51":
                style = asdict(self._style) | {"bold": False, "large": False}
                self._put(Printed(self._code[0], **style, qr=True))
            case _:
                say("refused", bytes=(b"\x1d(k" + function).hex())

    def _put(self, printed: Printed) -> None:
        columns = sum(
            1 + (unicodedata.east_asian_width(character) in "WF") for character in printed.text
        ) * (1 + printed.large)
        if columns > COLUMNS and not printed.qr:
            say("too_wide", columns=columns)
        self._slips[-1].lines.append(printed)
        self._feed(1)

    def _feed(self, lines: int) -> None:
        if self._lines_left is not None:
            self._lines_left = max(0, self._lines_left - lines)

    def _cut(self, kind: str) -> None:
        if self._cutter_stuck:
            self._cutter_failed = True
            return
        self._slips[-1].cut = kind
        self._slips.append(Slip())
        self._feed(FEED_BEFORE_CUT_LINES)

    def _say(self, answer: bytes) -> None:
        match self._line:
            case LineState.GOOD:
                self.answer(answer)
            case LineState.SILENT:
                return
            case LineState.NOISY:
                self.answer(bytes(byte | 0x80 for byte in os.urandom(len(answer))))
            case LineState.CHATTY:
                self.answer(b"\xff\xfe" + answer + b"\xfd")
