"""What an ESC/POS printer says of itself (Epson ESC/POS command reference: DLE EOT, GS r). No I/O.

An answer is one byte. Its fixed bits tell a real-time answer (DLE EOT) from one in turn (GS r);
which of the real-time questions it answers it does not say, so they are put one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from devices.errors import Fault

_REAL_TIME_MASK, _REAL_TIME = 0x93, 0x12
_IN_TURN_MASK, _IN_TURN = 0x90, 0x00


class Question(IntEnum):
    """The ``n`` of DLE EOT n: answered at once, whatever else the printer has to do."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4

    @property
    def request(self) -> bytes:
        return b"\x10\x04" + bytes((self,))


_OFFLINE: Final = 0x08
_COVER_OPEN: Final = 0x04
_CUTTER_ERROR: Final = 0x08
_UNRECOVERABLE: Final = 0x20
_AUTO_RECOVERABLE: Final = 0x40
"""The print head is too hot and goes on by itself."""
_PAPER_NEAR_END: Final = 0x0C
_PAPER_OUT: Final = 0x60


@dataclass(frozen=True, slots=True)
class PrinterCondition:
    """A printer at one moment, from its four answers."""

    offline: bool
    cover_open: bool
    cutter_error: bool
    unrecoverable: bool
    too_hot: bool
    paper_near_end: bool
    paper_out: bool

    @property
    def fault(self) -> Fault | None:
        """The worst that is wrong: what somebody has to mend first."""
        if self.cover_open:
            return Fault.RECEIPT_COVER_OPEN
        if self.paper_out:
            return Fault.RECEIPT_PAPER_OUT
        if self.cutter_error:
            return Fault.RECEIPT_CUTTER
        if self.unrecoverable or self.offline:
            return Fault.RECEIPT_PRINTER_ERROR
        return Fault.RECEIPT_PAPER_LOW if self.paper_near_end else None

    @property
    def prints(self) -> bool:
        """Whether it would print now; a hot head only takes longer."""
        return self.fault in (None, Fault.RECEIPT_PAPER_LOW)


def condition(answers: dict[Question, int]) -> PrinterCondition:
    """What the four answers mean together."""
    error, paper = answers[Question.ERROR_CAUSE], answers[Question.PAPER]
    return PrinterCondition(
        offline=bool(answers[Question.PRINTER] & _OFFLINE) and not error & _AUTO_RECOVERABLE,
        cover_open=bool(answers[Question.OFFLINE_CAUSE] & _COVER_OPEN),
        cutter_error=bool(error & _CUTTER_ERROR),
        unrecoverable=bool(error & _UNRECOVERABLE),
        too_hot=bool(error & _AUTO_RECOVERABLE),
        paper_near_end=bool(paper & _PAPER_NEAR_END),
        paper_out=bool(paper & _PAPER_OUT),
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What bytes from a printer were."""

    real_time: tuple[int, ...]
    """Answers to DLE EOT, in order."""
    in_turn: int
    """How many answers to GS r: so many receipts are done."""
    noise: int
    """Bytes that were neither."""


def heard(data: bytes) -> Heard:
    """Sort what came in. Every byte counts once."""
    real_time = tuple(byte for byte in data if byte & _REAL_TIME_MASK == _REAL_TIME)
    in_turn = sum(byte & _IN_TURN_MASK == _IN_TURN for byte in data)
    return Heard(real_time, in_turn, len(data) - len(real_time) - in_turn)
