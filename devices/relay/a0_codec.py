"""A0 frames of small USB relay boards (CH340 adapter, 9600 8N1). No I/O.

A frame is ``A0``, the relay counted from 1, a code and the sum of the three bytes modulo 256. Codes
0 and 1 switch off and on without an answer; 2 and 3 do the same and 5 only asks, each answered by a
frame whose code is the relay's state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

START: Final = 0xA0
FRAME_BYTES: Final = 4
LAST_RELAY: Final = 15
"""Boards have at most 16 relays."""
_MAYBE: Final = re.compile(rb"\xa0(?:\Z|[\x01-\x10](?:\Z|[\x00\x01]))")
"""What an answer may begin with, as far as it has come: noise is skipped at C's speed."""


class Code(IntEnum):
    OFF = 0
    ON = 1
    OFF_AND_TELL = 2
    ON_AND_TELL = 3
    TELL = 5


@dataclass(frozen=True, slots=True)
class RelayTold:
    """What a board says of one relay, counted from 0."""

    relay: int
    on: bool


def encode(relay: int, code: Code) -> bytes:
    """One frame. Raises ValueError for a relay beyond :data:`LAST_RELAY`."""
    if not 0 <= relay <= LAST_RELAY:
        raise ValueError(f"relays are 0 to {LAST_RELAY}, not {relay}")
    body = bytes((START, relay + 1, code))
    return body + bytes((sum(body) & 0xFF,))


class AnswerReader:
    """Finds answers in what a line brings, in any pieces. Holds at most one frame."""

    def __init__(self) -> None:
        self._held = b""
        self.noise = 0
        """Bytes so far that belonged to no good frame."""

    def feed(self, data: bytes) -> list[RelayTold]:
        """The answers that ``data`` completes; what can't begin or end one is counted as noise."""
        told: list[RelayTold] = []
        held = self._held + data
        at = 0
        while found := _MAYBE.search(held, at):
            self.noise += found.start() - at
            at = found.start()
            frame = held[at : at + FRAME_BYTES]
            if len(frame) < FRAME_BYTES:
                break
            answer = _decoded(frame)
            if answer is None:
                self.noise += 1
                at += 1  # the start may have been noise, and a frame begin inside
            else:
                told.append(answer)
                at += FRAME_BYTES
        else:
            self.noise += len(held) - at
            at = len(held)
        self._held = held[at:]
        return told

    def reset(self) -> None:
        """Forget a half frame: what comes next answers another question."""
        self.noise += len(self._held)
        self._held = b""


def _decoded(frame: bytes) -> RelayTold | None:
    _, number, state, check = frame
    good = sum(frame[:3]) & 0xFF == check and 1 <= number <= LAST_RELAY + 1
    return RelayTold(number - 1, state == Code.ON) if good and state in (0, 1) else None
