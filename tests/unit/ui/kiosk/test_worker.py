"""Work off the GUI thread, on a real thread and a real event loop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from devices.errors import Silent
from kiosk.sentences import ProgramFault
from tests.helpers.qt import wait_until
from ui.app import application
from ui.kiosk.worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    application("tests")
    made = Worker("tested")
    yield made
    made.close()


def test_a_result_comes_back_on_the_gui_thread(worker: Worker) -> None:
    threads: list[str] = []
    results: list[object] = []

    def done(result: object) -> None:
        threads.append(threading.current_thread().name)
        results.append(result)

    worker.run(lambda: threading.current_thread().name, done)
    wait_until(lambda: bool(results), "a result")
    assert threads == ["MainThread"]
    assert str(results[0]).startswith("tested")


def test_an_expected_error_is_a_result(worker: Worker) -> None:
    results: list[object] = []

    def fail() -> None:
        raise Silent("no answer")

    worker.run(fail, results.append)
    wait_until(lambda: bool(results), "a result")
    assert isinstance(results[0], Silent)


def test_a_surprise_becomes_a_fault_of_the_program(worker: Worker) -> None:
    results: list[object] = []

    def fail() -> None:
        raise KeyError("surprise")

    worker.run(fail, results.append)
    wait_until(lambda: bool(results), "a result")
    assert isinstance(results[0], ProgramFault)


def test_a_stream_is_told_step_by_step_and_its_end(worker: Worker) -> None:
    steps: list[int] = []
    ends: list[object] = []

    def count() -> Iterator[int]:
        yield 1
        yield 2
        raise Silent("the third never came")

    worker.stream(count, steps.append, ends.append)
    wait_until(lambda: bool(ends), "the end")
    assert steps == [1, 2]
    assert isinstance(ends[0], Silent)


def test_what_belongs_to_somebody_who_left_is_dropped(worker: Worker) -> None:
    go_on = threading.Event()
    told: list[object] = []

    def answer() -> Iterator[str]:
        assert go_on.wait(10)
        yield "too late"

    worker.stream(answer, told.append, told.append)
    worker.forget()
    go_on.set()
    worker.run(lambda: "for the next person", told.append)
    wait_until(lambda: bool(told), "the next result")
    assert told == ["for the next person"]


def test_a_closed_worker_takes_nothing_more(worker: Worker) -> None:
    told: list[object] = []
    worker.close()
    worker.run(lambda: "late", told.append)
    worker.stream(lambda: iter(["late"]), told.append, told.append)
    worker.close()
    assert told == []
