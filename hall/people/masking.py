"""How much of a name a stranger may read."""

from __future__ import annotations

from typing import Final

_HIDDEN: Final = "＊"


def masked_zh(name: str) -> str:
    """The first character, and the last when there are at least three: 林＊雨, 周＊."""
    match len(name):
        case 0 | 1:
            return _HIDDEN
        case 2:
            return name[0] + _HIDDEN
        case length:
            return name[0] + _HIDDEN * (length - 2) + name[-1]


def masked_en(name: str) -> str:
    """Initials of all words: ``L*** X***``."""
    return " ".join(f"{word[0]}***" for word in name.split())


def masked_number(number: str) -> str:
    """The first four characters and the last one: the year tells nothing, the rest would."""
    return f"{number[:4]}{'*' * max(len(number) - 5, 1)}{number[-1:]}"
