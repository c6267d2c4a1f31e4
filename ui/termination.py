"""Ends the event loop on SIGTERM and SIGINT.

Python runs a signal's handler only between two of its own instructions, and a waiting event loop
executes none: the wake-up descriptor makes the signal an ordinary event.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QSocketNotifier


@contextmanager
def calls_on_signal(quit_: Callable[[], None]) -> Iterator[None]:
    """Call ``quit_`` in the event loop when SIGTERM or SIGINT arrives. Main thread only."""
    inside, outside = socket.socketpair()
    inside.setblocking(False)
    outside.setblocking(False)
    notifier = QSocketNotifier(outside.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: outside.recv(64))

    def handle(_number: int, _frame: FrameType | None) -> None:
        quit_()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    wakeup = signal.set_wakeup_fd(inside.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        inside.close()
        outside.close()
