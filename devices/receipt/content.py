"""What a receipt says, whatever printer prints it. No I/O.

Texts may be about somebody: they are in no representation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST_PARTS: Final = 200
"""Half a metre of paper."""
LONGEST_TEXT: Final = 500
LONGEST_CODE_BYTES: Final = 1000
"""A QR code of more is too fine for a receipt."""


_WIDE_SPACE: Final = "\u3000"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in one style, broken into as many lines as it needs.

    Raises ValueError for control characters and overlong text.
    """

    text: str = field(repr=False)
    align: Align = Align.LEFT
    bold: bool = False
    large: bool = False
    """Twice as high and wide."""

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_TEXT:
            raise ValueError(f"a paragraph of {len(self.text)} characters; {LONGEST_TEXT} at most")
        if not _printable(self.text):
            raise ValueError("a paragraph holds printable characters only; break it into several")


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code in the middle of the paper. Raises ValueError for what it can't hold."""

    content: str = field(repr=False)
    dots: int = 6
    """Side of a module in printer dots, 3 to 12; at 203 dpi 6 are 0.75 mm."""

    def __post_init__(self) -> None:
        length = len(self.content.encode())
        if not 1 <= length <= LONGEST_CODE_BYTES:
            raise ValueError(f"a QR code of {length} bytes; 1 to {LONGEST_CODE_BYTES} are allowed")
        if not _printable(self.content):
            raise ValueError("a QR code on a receipt holds printable characters only")
        if not 3 <= self.dots <= 12:
            raise ValueError(f"modules have 3 to 12 dots, not {self.dots}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


Part = Paragraph | QrCode | Rule


@dataclass(frozen=True, slots=True)
class Receipt:
    """Parts from top to bottom; the paper is cut behind the last.

    Raises ValueError for none or too many.
    """

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.parts) <= MOST_PARTS:
            raise ValueError(f"a receipt of {len(self.parts)} parts; 1 to {MOST_PARTS} are allowed")


def _printable(text: str) -> bool:
    """Control characters would be commands to a printer."""
    return all(character.isprintable() or character == _WIDE_SPACE for character in text)
