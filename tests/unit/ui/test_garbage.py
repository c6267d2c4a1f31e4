"""Cycles with objects of Qt die in the window's thread, whichever thread allocates."""

from __future__ import annotations

import gc
import threading

from tests.helpers.qt import wait_until
from ui.app import application
from ui.garbage import EVERY_MS, WindowGarbage

DIED_IN: list[threading.Thread] = []


class Cycle:
    """Says in which thread it died."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        DIED_IN.append(threading.current_thread())


def allocate() -> None:
    """More than any threshold of the collector, all alive at once."""
    kept = [[number] for number in range(20_000)]
    assert len(kept) == 20_000


def test_other_threads_collect_nothing() -> None:
    WindowGarbage(application("yanhu-test"))  # checks that ran in this process may have undone it
    assert not gc.isenabled()
    Cycle()
    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert DIED_IN == []
    kept: list[object] = []

    def dead() -> bool:
        kept.extend([number] for number in range(2_000))  # the window's own work goes on
        return bool(DIED_IN)

    wait_until(dead, "the cycle is collected", EVERY_MS * 20)
    assert [threading.main_thread()] == DIED_IN
