"""Waiting for a condition, with a bound, where there is no ready line to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

LIMIT_S: Final = 8.0
"""Generous for a busy two-core machine; a passing test never waits for it."""
_FIRST_LOOK_S: Final = 0.005
_LAST_LOOK_S: Final = 0.04
"""A look is often a request to a running program: asked without rest it slows what it awaits."""
_SLOWER: Final = 1.25


def wait_until(condition: Callable[[], bool], what: str, limit_s: float = LIMIT_S) -> None:
    """Return as soon as ``condition`` holds; fail naming ``what`` when it does not in time."""
    deadline = time.monotonic() + limit_s
    pause_s = _FIRST_LOOK_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {limit_s:g} s in vain: {what}"
        time.sleep(pause_s)
        pause_s = min(pause_s * _SLOWER, _LAST_LOOK_S)
