"""PySide6 6.12.0 aborts the interpreter after some 600 emissions on CPython 3.11 (decision 3)."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject, Signal
class Bell(QObject):
    rung = Signal(bool)
bell = Bell()
count = 0
def on_ring(value):
    global count
    count += 1
bell.rung.connect(on_ring)
for _ in range(20000):
    bell.rung.emit(True)
print(count)
"""


def test_the_pinned_qt_survives_many_emissions() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
