"""Receipts as ESC/POS commands (Epson ESC/POS command reference). No I/O.

Chinese text is sent in Chinese character mode (FS &), encoded in GB 18030 or GBK.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, assert_never

from devices.receipt.content import Align, Paragraph, Part, QrCode, Receipt, Rule

DLE, ESC, FS, GS = b"\x10", b"\x1b", b"\x1c", b"\x1d"

INITIALISE: Final = ESC + b"@"
CHINESE_MODE: Final = FS + b"&"
ASK_IN_TURN: Final = GS + b"r\x01"
"""Transmit the paper sensor's status: answered only after everything before it was printed."""
CLEAR_BUFFERS: Final = DLE + b"\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4, function 8: forget what was received and not printed yet. Real-time."""

_ALIGN: Final = {Align.LEFT: b"\x00", Align.CENTRE: b"\x01", Align.RIGHT: b"\x02"}
_NORMAL: Final = b"\x00"
_DOUBLE: Final = b"\x11"
"""GS !: twice as wide (high nibble) and high (low nibble)."""
_QR_MODEL_2: Final = b"\x31\x41\x32\x00"
_QR_LEVEL_M: Final = b"\x31\x45\x31"
"""A crumpled receipt still reads with 15 % of the code gone."""


class Cut(StrEnum):
    PARTIAL = "partial"
    """A bridge of paper holds the receipt until somebody takes it."""
    FULL = "full"
    NONE = "none"
    """For printers with a tear bar; the paper is fed past it."""


class Charset(StrEnum):
    """What the printer's Chinese font is addressed by."""

    GB18030 = "gb18030"
    GBK = "gbk"


_TEAR_OFF_LINES: Final = b"\x05"
_CUT: Final = {
    # GS V, function B: feed until the print passes the knife, then cut
    Cut.FULL: GS + b"V\x41\x00",
    Cut.PARTIAL: GS + b"V\x42\x00",
    Cut.NONE: ESC + b"d" + _TEAR_OFF_LINES,
}


def encode(receipt: Receipt, *, columns: int, charset: Charset, cut: Cut) -> bytes:
    """The commands that print ``receipt`` on paper of ``columns`` narrow characters.

    A character that the charset lacks becomes a question mark.
    """
    printed = b"".join(_part(part, columns, charset) for part in receipt.parts)
    return INITIALISE + CHINESE_MODE + printed + _CUT[cut]


def wrapped(text: str, columns: int) -> Iterator[str]:
    """``text`` in lines of at most ``columns``, broken at spaces or between Chinese characters.

    An empty text is one empty line.
    """
    line, width, space_at = "", 0, 0
    for character in text:
        wide = columns_of(character)
        if width + wide > columns:
            if character == " ":
                yield line
                line, width, space_at = "", 0, 0
                continue
            # Latin words stay whole where a space is near enough to break at.
            broken = space_at if space_at and columns_of(line[-1:]) == 1 == wide else len(line)
            yield line[:broken].rstrip()
            line = line[broken:]
            width, space_at = columns_of(line), 0
        line += character
        width += wide
        if character == " " or wide == 2:
            space_at = len(line)
    yield line


def columns_of(text: str) -> int:
    """Columns that ``text`` takes: two for a Chinese character, one for a Latin one."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def _part(part: Part, columns: int, charset: Charset) -> bytes:
    match part:
        case Paragraph(text, align, bold, large):
            style = ESC + b"a" + _ALIGN[align]
            style += ESC + b"E" + bytes((bold,)) + GS + b"!" + (_DOUBLE if large else _NORMAL)
            lines = wrapped(text, columns // 2 if large else columns)
            return style + b"".join(line.encode(charset, "replace") + b"\n" for line in lines)
        case QrCode(content, dots):
            stored = content.encode()
            return (
                ESC + b"a" + _ALIGN[Align.CENTRE]
                + _code(_QR_MODEL_2)
                + _code(b"\x31\x43" + bytes((dots,)))
                + _code(_QR_LEVEL_M)
                + _code(b"\x31\x50\x30" + stored)
                + _code(b"\x31\x51\x30")
            )  # fmt: skip
        case Rule():
            plain = ESC + b"a" + _ALIGN[Align.LEFT] + ESC + b"E\x00" + GS + b"!" + _NORMAL
            return plain + b"-" * columns + b"\n"
        case _:
            assert_never(part)


def _code(function: bytes) -> bytes:
    """GS ( k: symbol, function and parameters, behind their length."""
    return GS + b"(k" + len(function).to_bytes(2, "little") + function
