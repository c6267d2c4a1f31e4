"""Frames between a host and the security module of a resident-identity-card reader. No I/O.

The SDT serial protocol, as readers with a module after GA 467-2013 speak it: ``AA AA AA 96 69``, a
16-bit big-endian length, content, and one check byte, the exclusive or of everything from the
length on. The length counts content and check. A request's content is a command and a parameter;
an answer's is a 24-bit status and data.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import reduce
from operator import xor
from typing import Final

from devices.errors import ProtocolError

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
TEXT_BYTES: Final = 256
PHOTO_BYTES: Final = 1024
_STATUS_BYTES: Final = 3
_HEAD_BYTES: Final = len(PREAMBLE) + 2
SHORTEST: Final = _STATUS_BYTES + 1
"""Length of an answer without data."""
LONGEST: Final = _STATUS_BYTES + 4 + TEXT_BYTES + PHOTO_BYTES + 1
"""Length of the answer with a card's content: the frame has 1295 bytes then."""


class Status(IntEnum):
    """Statuses that are told apart here; any other is a refusal too."""

    DONE = 0x90
    FOUND = 0x9F
    NO_CARD = 0x80
    NOT_SELECTED = 0x81
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66


@dataclass(frozen=True, slots=True)
class Command:
    """One request and how its good answer looks."""

    name: str
    code: int
    parameter: int
    good: Status
    data_bytes: int
    """Bytes of data in a good answer."""


MODULE_STATUS: Final = Command("module status", 0x11, 0xFF, Status.DONE, 0)
MODULE_NUMBER: Final = Command("module number", 0x12, 0xFF, Status.DONE, 16)
FIND_CARD: Final = Command("find card", 0x20, 0x01, Status.FOUND, 4)
SELECT_CARD: Final = Command("select card", 0x20, 0x02, Status.DONE, 8)
READ_CARD: Final = Command("read card", 0x30, 0x01, Status.DONE, 4 + TEXT_BYTES + PHOTO_BYTES)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and data of an answer. Data may be personal."""

    status: int
    data: bytes = field(repr=False)


class FrameFault(StrEnum):
    """What was wrong with bytes that came in; the names of counters."""

    NOISE = "noise_bytes"
    WRONG_LENGTH = "wrong_lengths"
    WRONG_CHECK = "wrong_checks"
    CUT_SHORT = "frames_cut_short"


def request(command: Command) -> bytes:
    """The frame that asks for ``command``."""
    content = bytes((command.code, command.parameter))
    body = (len(content) + 1).to_bytes(2, "big") + content
    return PREAMBLE + body + bytes((check(body),))


def check(body: bytes) -> int:
    """The check byte of length and content."""
    return reduce(xor, body, 0)


def data_of(command: Command, answer: Answer) -> bytes | None:
    """The data of a good answer to ``command``; None when the module refused.

    Raises ProtocolError when it answers something else than what was asked.
    """
    if answer.status != command.good:
        return None
    if len(answer.data) != command.data_bytes:
        raise ProtocolError(f"{len(answer.data)} bytes of data answered {command.name}")
    return answer.data


def module_number(data: bytes) -> str:
    """The security module's number as it is printed on readers. ``data`` has 16 bytes."""
    kind, maker = (int.from_bytes(data[at : at + 2], "little") for at in (0, 2))
    date, first, second = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return f"{kind:02d}.{maker:02d}-{date:08d}-{first:010d}-{second:010d}"


def text_of(content: bytes) -> bytes:
    """The 256 bytes of text in what READ_CARD answers; the photo behind them is left alone.

    Raises ProtocolError when the parts have other lengths.
    """
    text, photo = (int.from_bytes(content[at : at + 2], "big") for at in (0, 2))
    if (text, photo, len(content)) != (TEXT_BYTES, PHOTO_BYTES, READ_CARD.data_bytes):
        raise ProtocolError(f"a card with {text} bytes of text and {photo} of picture")
    return content[4 : 4 + TEXT_BYTES]


class AnswerReader:
    """Finds answers in what a line brings, in any pieces. Holds at most one frame."""

    def __init__(self) -> None:
        self._held = b""
        self._faults: Counter[FrameFault] = Counter()

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that ``data`` completes; everything else is counted and skipped."""
        answers: list[Answer] = []
        held = self._held + data
        at = 0
        while True:
            start = held.find(PREAMBLE, at)
            if start < 0:
                keep = _possible_beginning(held[at:])
                self._faults[FrameFault.NOISE] += len(held) - at - keep
                at = len(held) - keep
                break
            self._faults[FrameFault.NOISE] += start - at
            at = start
            if len(held) < at + _HEAD_BYTES:
                break
            length = int.from_bytes(held[at + len(PREAMBLE) : at + _HEAD_BYTES], "big")
            end = at + _HEAD_BYTES + length
            if not SHORTEST <= length <= LONGEST:
                at = self._skip(at, FrameFault.WRONG_LENGTH)
            elif len(held) < end:
                break
            elif check(held[at + len(PREAMBLE) : end]):
                # The frame may have been cut short and the next one begin inside it.
                at = self._skip(at, FrameFault.WRONG_CHECK)
            else:
                answers.append(_answer(held[at + _HEAD_BYTES : end - 1]))
                at = end
        self._held = held[at:]
        return answers

    def reset(self) -> None:
        """Forget a half frame: what comes next answers another question."""
        if self._held:
            self._faults[FrameFault.CUT_SHORT] += 1
        self._held = b""

    def take_faults(self) -> Counter[FrameFault]:
        """What was wrong since the last time this was asked."""
        faults, self._faults = +self._faults, Counter()
        return faults

    def _skip(self, at: int, fault: FrameFault) -> int:
        self._faults[fault] += 1
        return at + len(PREAMBLE)


def _possible_beginning(tail: bytes) -> int:
    """How many of the last bytes may begin a preamble."""
    return next(
        (size for size in range(len(PREAMBLE) - 1, 0, -1) if tail.endswith(PREAMBLE[:size])), 0
    )


def _answer(content: bytes) -> Answer:
    return Answer(int.from_bytes(content[:_STATUS_BYTES], "big"), content[_STATUS_BYTES:])
