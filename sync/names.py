"""By which words a person's name is found. Pure.

The mirror keeps names sealed; what a search compares are keyed digests of these words. They are
beginnings of at least two letters: one letter, a surname, would be told by its frequency alone.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from sync.wire import AccessRecord

LEAST_LETTERS: Final = 2
LEAST_DIGITS: Final = 4
_LENGTHS: Final = (2, 3, 4, 6, 8)
"""Beginnings of these lengths are kept; longer queries are compared with the opened names."""
_WHOLE: Final = "="
"""Marks the word of a whole name, so that it is found before longer ones."""


def plain(name: str) -> str:
    """``name`` without case, width, accents' composition, blanks and dots (``·``, ``.``, ``-``)."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def name_words(name: str) -> frozenset[str]:
    """Under which words ``name`` is kept: the whole, and beginnings of it and its later parts."""
    endings = _endings(name)
    words = {whole(endings[0])} if endings else set[str]()
    for ending in endings:
        words.update(ending[:length] for length in _LENGTHS if length <= len(ending))
    return frozenset(words)


def _endings(name: str) -> list[str]:
    """The plain name from each of its parts on: all of it first."""
    parts = [plain(part) for part in unicodedata.normalize("NFKC", name).replace("·", " ").split()]
    return ["".join(parts[first:]) for first in range(len(parts))]


def whole(letters: str) -> str:
    """The word under which exactly this (plain) name is kept."""
    return _WHOLE + letters


def sought(letters: str) -> str:
    """The longest word that is kept of each name beginning with these (plain) letters, two or
    more."""
    return letters[: max(length for length in _LENGTHS if length <= len(letters))]


def begins_with(record: AccessRecord, query: str) -> bool:
    """Whether the name, one of its later parts, or the student number begins with ``query``."""
    number = query.strip()
    if len(number) >= LEAST_DIGITS and record.student_no.startswith(number):
        return True
    letters = plain(query)
    endings = _endings(record.name) if len(letters) >= LEAST_LETTERS else []
    return any(ending.startswith(letters) for ending in endings)
