"""Runs a command of this project as its own process and reads its ready line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STOP_LIMIT_S: Final = 10.0
ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    seconds: float
    """From the signal to the end."""
    errors: str


class Running:
    """A started command that said that it is ready."""

    def __init__(self, process: subprocess.Popen[str], ready: dict[str, object]) -> None:
        self._process = process
        self.ready = ready

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> Ended:
        """Send the signal and wait for the end."""
        began = time.monotonic()
        self._process.send_signal(with_signal)
        _, errors = self._process.communicate(timeout=STOP_LIMIT_S)
        return Ended(self._process.returncode, time.monotonic() - began, errors)


@contextmanager
def yanhu(*arguments: str) -> Iterator[Running]:
    """``yanhu ARGUMENTS --json`` until the block ends; the block starts at its ready line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "yanhu", *arguments, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            _, errors = process.communicate(timeout=STOP_LIMIT_S)
            raise AssertionError(f"ended before it was ready: {errors}")
        yield Running(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=STOP_LIMIT_S)
