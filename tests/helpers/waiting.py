"""Waiting for a condition, with a bound, where there is no ready line to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

LIMIT_S: Final = 8.0
"""Generous for a busy two-core machine; a passing test never waits for it."""
_LOOK_S: Final = 0.005


def wait_until(condition: Callable[[], bool], what: str, limit_s: float = LIMIT_S) -> None:
    """Return as soon as ``condition`` holds; fail naming ``what`` when it does not in time."""
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {limit_s:g} s in vain: {what}"
        time.sleep(_LOOK_S)
