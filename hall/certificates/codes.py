"""Verification codes: unguessable, readable aloud, forgiving when typed."""

from __future__ import annotations

import secrets
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_LENGTH: Final = 12
"""60 bits."""
_GROUP: Final = 4
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    """Twelve random characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def shown(code: str) -> str:
    """In groups of four, as printed: ``7Q2K-M9XF-3T8D``."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def understood(typed: str) -> str | None:
    """The code somebody typed, however grouped; None if it cannot be one."""
    plain = typed.upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    if len(plain) != _LENGTH or any(character not in _ALPHABET for character in plain):
        return None
    return plain
