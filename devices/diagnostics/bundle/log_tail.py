"""The last lines that this process logged, for support bundles where no log can be read back.

Whether the system keeps a program's log, and lets the program read it, is the system's affair.
"""

from __future__ import annotations

from collections import deque
from typing import Final

LINES: Final = 2_000
LINE_CHARACTERS: Final = 4_000
"""Longer lines are cut: a stack of calls fits."""

_KEPT: Final = deque[str](maxlen=LINES)


def keep_line(line: str) -> None:
    """Note a line that is logged. Safe from any thread."""
    _KEPT.append(line[:LINE_CHARACTERS])


def last_lines() -> str:
    """What was logged last, oldest first; empty in a process that keeps no lines."""
    return "".join(f"{line}\n" for line in _KEPT.copy())
