"""Symbology identifiers, which a scanner may put before a code's content (ISO/IEC 15424). No I/O.

Three characters: ``]``, a letter for the symbology, and a modifier that among other things says
whether the content is GS1 data (application identifiers, separated by the control character GS).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from devices.ports import Symbology

FLAG: Final = "]"
SIZE: Final = 3

_LETTERS: Final = {
    "Q": Symbology.QR,
    "d": Symbology.DATA_MATRIX,
    "z": Symbology.AZTEC,
    "L": Symbology.PDF_417,
    "C": Symbology.CODE_128,
    "A": Symbology.CODE_39,
    "I": Symbology.ITF,
    "E": Symbology.EAN_UPC,
    "e": Symbology.GS1_DATABAR,
}
_GS1: Final = frozenset(("]Q3", "]Q4", "]d2", "]d5", "]C1", "]z1", "]z2", "]e0", "]L3", "]L6"))
"""Identifiers of content with FNC1 in first position, that is, of GS1 data."""
_MODIFIERS: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class CodeKind:
    """What kind of code was read, as far as the scanner says."""

    symbology: Symbology
    gs1: bool


UNTOLD: Final = CodeKind(Symbology.UNTOLD, gs1=False)
"""The scanner says nothing of the kind."""


def kind_of(identifier: str) -> CodeKind | None:
    """The kind that ``identifier`` (3 characters) stands for; None when it is no identifier."""
    if len(identifier) != SIZE or identifier[0] != FLAG or identifier[2] not in _MODIFIERS:
        return None
    if not identifier[1].isascii() or not identifier[1].isalpha():
        return None
    symbology = _LETTERS.get(identifier[1], Symbology.OTHER)
    return CodeKind(symbology, gs1=identifier in _GS1)
