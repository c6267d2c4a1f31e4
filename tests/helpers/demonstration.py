"""Runs the demonstration as its own command does, and reads its report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

LIMIT_S: Final = 240.0
_BUSY: Final = ("--patience", "8")
"""Other tests run beside it; how fast a revocation is, `make demo` and the bench measure."""


def demonstrate(out: Path, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    """Exit code and rows of the report."""
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--offscreen", *_BUSY, "--out", str(out), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    report = out / "report.json"
    assert report.exists(), done.stderr
    return done.returncode, json.loads(report.read_text())
