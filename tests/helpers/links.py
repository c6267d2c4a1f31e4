"""A link that writes down what a driver says to its supervisor."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from devices.driver import Driver
from devices.errors import DeviceError, Fault
from devices.latency import Operation, Stopwatch
from devices.ports import DeviceEvent
from tests.helpers.waiting import wait_until


class RecordingLink:
    """A :class:`devices.driver.Link`."""

    def __init__(self) -> None:
        self.events: list[DeviceEvent] = []
        self.faults: list[Fault | None] = []
        self.counters: Counter[str] = Counter()
        self.latencies = Stopwatch()
        self.beats = 0

    def emit(self, event: DeviceEvent) -> None:
        self.events.append(event)

    def beat(self) -> None:
        self.beats += 1

    def degrade(self, fault: Fault | None) -> None:
        self.faults.append(fault)

    def count(self, counter: str, by: int = 1) -> None:
        self.counters[counter] += by

    def took(self, operation: Operation, seconds: float) -> None:
        self.latencies.note(operation, seconds)


class Service:
    """A driver that serves on a thread of its own, without a supervisor."""

    def __init__(self, driver: Driver, link: RecordingLink, identity: str) -> None:
        self.link = link
        self.identity = identity
        self.error: DeviceError | None = None
        self.stop = threading.Event()
        self._driver = driver
        self._thread = threading.Thread(target=self._run, name=f"serve {driver.name}")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._driver.serve(self.link, self.stop)
        except DeviceError as error:
            self.error = error

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def loss(self) -> DeviceError:
        """Wait until the driver gave up, and return why."""
        wait_until(lambda: self.ended, "the driver gives up")
        assert self.error is not None
        return self.error

    def join(self) -> None:
        self.stop.set()
        wait_until(lambda: self.ended, "the driver stops when it is asked to")


@contextmanager
def serving(driver: Driver) -> Iterator[Service]:
    """Connect ``driver`` and let it serve."""
    link = RecordingLink()
    with serving_from(driver, link, driver.connect(link)) as service:
        yield service


@contextmanager
def serving_from(driver: Driver, link: RecordingLink, identity: str) -> Iterator[Service]:
    """Let ``driver``, which connected with ``link`` and told its ``identity``, serve."""
    service = Service(driver, link, identity)
    try:
        yield service
    finally:
        service.join()
        driver.close()
