"""One device kept alive; the watchdog goes by a clock that the test advances."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from queue import SimpleQueue

import pytest

from devices import supervisor
from devices.driver import Link
from devices.errors import Fault, NotFound, Silent
from devices.lifecycle import LONGEST_RETRY_S
from devices.ports import CardRemoved, DeviceEvent, DeviceState, HealthChanged
from devices.supervisor import CONNECT_LIMIT_S, MAX_ABANDONED, Supervisor
from tests.helpers.hand_clock import HandClock
from tests.helpers.scripted_driver import Script, losing
from tests.helpers.waiting import wait_until


class Wedge:
    """Holds services until it is released, deaf to their stop flag."""

    def __init__(self) -> None:
        self.held = 0
        self._release = threading.Event()

    def __call__(self, link: Link, stop: threading.Event) -> None:
        self.held += 1
        self._release.wait()

    def wait_for(self, held: int) -> None:
        wait_until(lambda: self.held == held, f"driver {held} hangs")

    def release(self) -> None:
        self._release.set()


class World:
    """A supervisor with its clock and its events."""

    def __init__(self, script: Script) -> None:
        self.clock = HandClock()
        self.events: SimpleQueue[DeviceEvent] = SimpleQueue()
        self.script = script
        self.supervisor = Supervisor(script.build, self.events, clock=self.clock)

    def start(self) -> None:
        self.supervisor.start()

    def stop(self) -> None:
        self.supervisor.ask_to_stop()
        assert self.supervisor.join()

    def wait_for(self, state: DeviceState, fault: Fault | None = None) -> None:
        def reached() -> bool:
            health = self.supervisor.health()
            return (health.state, health.fault) == (state, fault)

        wait_until(reached, f"{state} with {fault}")

    def told(self) -> list[tuple[DeviceState, Fault | None]]:
        told = []
        while not self.events.empty():
            event = self.events.get()
            if isinstance(event, HealthChanged):
                told.append((event.health.state, event.health.fault))
        return told


@pytest.fixture
def world() -> Iterator[Callable[[Script], World]]:
    with ExitStack() as stack:

        def make(script: Script) -> World:
            made = World(script)
            made.start()
            stack.callback(made.stop)
            return made

        yield make


@pytest.fixture
def wedge() -> Iterator[Wedge]:
    wedge = Wedge()
    yield wedge
    wedge.release()


Make = Callable[[Script], World]


def test_healthy_device_becomes_ready_and_says_so_once(world: Make) -> None:
    device = world(Script())
    device.wait_for(DeviceState.READY)
    health = device.supervisor.health()
    assert (health.firmware, health.driver, health.port) == ("generation 1", "script", "nowhere")
    assert device.told() == [(DeviceState.READY, None)]


def test_lost_device_comes_back_on_the_same_driver(world: Make) -> None:
    device = world(Script(losing(Silent("no answer"))))
    wait_until(lambda: device.supervisor.health().counters.get("losses") == 1, "the loss")
    device.wait_for(DeviceState.READY)
    assert device.told() == [
        (DeviceState.READY, None),
        (DeviceState.DOWN, Fault.DEVICE_SILENT),
        (DeviceState.READY, None),
    ]
    assert len(device.script.drivers) == 1
    assert device.script.drivers[0].closed == 1


def test_failed_tries_are_told_once_and_each_closes_the_driver(world: Make) -> None:
    script = Script()
    script.refusals.extend(NotFound("not there") for _ in range(3))
    device = world(script)
    device.wait_for(DeviceState.READY)
    assert device.told() == [
        (DeviceState.DOWN, Fault.DEVICE_NOT_FOUND),
        (DeviceState.READY, None),
    ]
    assert script.drivers[0].closed == 3


def test_service_that_ends_unasked_counts_as_stalled(world: Make) -> None:
    device = world(Script(lambda link, stop: None))
    wait_until(lambda: device.supervisor.health().counters.get("losses") == 1, "the loss")
    device.wait_for(DeviceState.READY)
    assert (DeviceState.DOWN, Fault.DRIVER_STUCK) in device.told()


def test_degraded_and_healed(world: Make) -> None:
    device = world(Script())
    device.wait_for(DeviceState.READY)
    link = device.script.drivers[0].links[0]
    link.degrade(Fault.PRINTER_JAM)
    device.wait_for(DeviceState.DEGRADED, Fault.PRINTER_JAM)
    link.degrade(None)
    device.wait_for(DeviceState.READY)


def test_events_and_counters_are_kept(world: Make) -> None:
    device = world(Script())
    device.wait_for(DeviceState.READY)
    link = device.script.drivers[0].links[0]
    link.count("polls")
    link.count("polls", 2)
    link.emit(CardRemoved("scripted", 1.0))
    health = device.supervisor.health()
    assert health.counters == {"polls": 3}
    assert health.last_event is not None


def test_driver_that_beats_is_left_alone(world: Make) -> None:
    device = world(Script())
    device.wait_for(DeviceState.READY)
    for _ in range(5):
        device.clock.now += 1.9
        device.script.drivers[0].links[0].beat()
        device.supervisor.watch()
    assert len(device.script.drivers) == 1


def test_wedged_driver_is_replaced(world: Make, wedge: Wedge) -> None:
    device = world(Script(wedge))
    device.wait_for(DeviceState.READY)
    wedge.wait_for(1)
    device.clock.now += 1.9
    device.supervisor.watch()
    assert device.supervisor.driver is device.script.drivers[0]
    device.clock.now += 0.2
    device.supervisor.watch()
    device.wait_for(DeviceState.READY)
    assert device.supervisor.driver is device.script.drivers[1]
    assert device.supervisor.health().firmware == "generation 2"
    assert device.supervisor.health().counters["driver_replaced"] == 1
    assert (DeviceState.DOWN, Fault.DRIVER_STUCK) in device.told()
    wait_until(lambda: device.script.drivers[0].closed > 0, "the hung driver's port is freed")


def test_replaced_driver_is_not_heard_any_more(world: Make, wedge: Wedge) -> None:
    device = world(Script(wedge))
    wedge.wait_for(1)
    device.clock.now += 3.0
    device.supervisor.watch()
    device.wait_for(DeviceState.READY)
    device.told()
    late = device.script.drivers[0].links[0]
    late.emit(CardRemoved("scripted", 1.0))
    late.degrade(Fault.PRINTER_JAM)
    assert device.events.empty()
    assert device.supervisor.health().state is DeviceState.READY


def test_slow_connection_is_given_more_time(world: Make, wedge: Wedge) -> None:
    script = Script()
    device = World(script)
    driver = script.drivers[0]
    connect = driver.connect
    entered = threading.Event()
    go_on = threading.Event()

    def slow(link: Link) -> str:
        entered.set()
        go_on.wait()
        return connect(link)

    driver.connect = slow  # type: ignore[method-assign]  # the one step that a script has not
    device.start()
    entered.wait()
    device.clock.now += CONNECT_LIMIT_S - 0.1
    device.supervisor.watch()
    assert len(script.drivers) == 1
    device.clock.now += 0.2
    device.supervisor.watch()
    assert len(script.drivers) == 2
    go_on.set()
    device.stop()


def test_hung_threads_are_bounded_and_service_returns_when_one_ends(
    world: Make, wedge: Wedge
) -> None:
    hangs = MAX_ABANDONED + 1
    device = world(Script(*[wedge] * hangs))
    for count in range(1, hangs + 1):
        wedge.wait_for(count)
        device.clock.now += 3.0
        device.supervisor.watch()
    assert len(device.script.drivers) == hangs
    health = device.supervisor.health()
    assert (health.state, health.fault) == (DeviceState.DOWN, Fault.DRIVER_STUCK)
    assert health.next_try is None
    wedge.release()

    def served_again() -> bool:
        device.supervisor.watch()
        return device.supervisor.health().state is DeviceState.READY

    wait_until(served_again, "a fresh driver once the hung threads have ended")
    assert len(device.script.drivers) == hangs + 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_crashed_driver_is_replaced(world: Make) -> None:
    def crash(link: Link, stop: threading.Event) -> None:
        raise ZeroDivisionError

    device = world(Script(crash))

    def replaced() -> bool:
        device.supervisor.watch()
        return len(device.script.drivers) == 2

    wait_until(replaced, "the crash is noticed")
    device.wait_for(DeviceState.READY)
    assert (DeviceState.DOWN, Fault.DRIVER_STUCK) in device.told()


def test_another_driver_serves_once_the_first_has_let_go(world: Make) -> None:
    device, other = world(Script()), Script()
    device.wait_for(DeviceState.READY)
    device.supervisor.replace(other.build)
    assert device.script.drivers[0].closed == 1
    device.wait_for(DeviceState.READY)
    assert (len(device.script.drivers), len(other.drivers)) == (1, 1)
    told = [state for state, _ in device.told()]
    assert told[-2:] == [DeviceState.CONNECTING, DeviceState.READY]


def test_port_of_a_driver_that_hangs_is_freed_for_another(
    world: Make, wedge: Wedge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "JOIN_LIMIT_S", 0.01)
    device, other = world(Script(wedge)), Script()
    wedge.wait_for(1)
    device.supervisor.replace(other.build)
    device.wait_for(DeviceState.READY)
    wait_until(lambda: device.script.drivers[0].closed == 1, "the hanging driver is closed")


def test_nothing_replaces_a_driver_that_is_being_stopped(world: Make) -> None:
    device, other = world(Script()), Script()
    device.wait_for(DeviceState.READY)
    device.stop()
    device.supervisor.replace(other.build)
    assert other.drivers == []


def test_stop_interrupts_the_wait_for_the_next_try() -> None:
    script = Script()
    script.refusals.extend(NotFound("not there") for _ in range(100))
    device = World(script)
    device.start()
    wait_until(lambda: len(script.refusals) < 96, "the longest wait between tries")
    started = time.monotonic()
    device.stop()
    assert time.monotonic() - started < LONGEST_RETRY_S


def test_stop_before_start_is_harmless() -> None:
    device = World(Script())
    device.stop()
    assert device.script.drivers[0].closed == 0
