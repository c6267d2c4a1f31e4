"""No codec: it falls over on inputs that a fuzzer soon finds."""

from __future__ import annotations

from typing import Final

CODEC: Final = "crashes"


def one_input(data: bytes) -> None:
    """One branch a byte, so that coverage leads the way."""
    if data[:1] == b"B" and data[1:2] == b"A" and data[2:3] == b"D":
        raise IndexError("as a careless codec would")
