"""What a started agent consists of is no longer gone through by the garbage collector."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

_ROUND: Final = """
import gc
import gate_agent.commands.gate
from gate_agent.pauses import spare_long_pauses
before = len(gc.get_objects())
spare_long_pauses()
print(before, len(gc.get_objects()))
"""


def test_a_round_has_little_left_to_look_at() -> None:
    """In a process of its own: freezing is for good."""
    done = subprocess.run(
        [sys.executable, "-c", _ROUND], capture_output=True, text=True, check=True
    )
    before, after = map(int, done.stdout.split())
    assert before > 50_000
    assert after < before / 50
