"""Rules for every test: offscreen Qt, and nothing left running."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
# The cores are shared by test processes: more threads in each cost a quarter more and save no time.
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile(
    "unhurried", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")

_TESTS = Path(__file__).parent
_ORDER = {folder: place for place, folder in enumerate(("e2e", "integration", "contract"))}
LEFTOVER_GRACE_S = 3.0
"""A thread or process that was told to stop may need this long to be gone."""


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """What the programs themselves make, so that tests of several programs can share a process."""
    from PySide6.QtGui import QGuiApplication  # most tests need no Qt

    return QGuiApplication


@pytest.fixture(autouse=True, scope="module")
def no_thread_left() -> Iterator[None]:
    """Every thread that a test module starts is gone when the module ends."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(LEFTOVER_GRACE_S)
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left running: {left}"
    if not gc.isenabled():
        gc.collect()  # a Qt program of this process collects only while its window lives


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long stories first, so that no worker begins one when the others are done."""
    items.sort(key=lambda item: _ORDER.get(item.path.relative_to(_TESTS).parts[0], len(_ORDER)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported here stays to the end: the garbage collector need not look at it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Every process that the tests start is gone when they end."""
    if session.config.getoption("numprocesses", None):
        return  # the children here are the workers, and each looks after its own
    children = psutil.Process().children(recursive=True)
    _, alive = psutil.wait_procs(children, timeout=LEFTOVER_GRACE_S)
    if alive:
        for process in alive:
            print(f"process left running: {process.pid} {' '.join(process.cmdline()[:4])}")
            process.kill()
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
