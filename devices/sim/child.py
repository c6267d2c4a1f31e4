"""Ends a process that a peer has started."""

from __future__ import annotations

import signal
import subprocess
from typing import AnyStr


def end(
    process: subprocess.Popen[AnyStr], limit_s: float, how: signal.Signals = signal.SIGTERM
) -> None:
    """Send ``how``, wait, and kill it when it is still there after ``limit_s``."""
    process.send_signal(how)
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
