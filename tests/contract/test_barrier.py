"""What every barrier driver does, each on its real peer.

Another driver joins by one bench (see :class:`BarrierBench`) in :data:`BENCHES`, and in
:data:`SENSING` when it has inputs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from devices.errors import DeviceError
from devices.inventory import DeviceConfig
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome, Sensor, SensorChanged
from tests.helpers.osdp import OsdpBarrierBench
from tests.helpers.relay import A0RelayBench, AsciiRelayBench, RelayBench, TcpRelayBench
from tests.helpers.rigs import Bench, back_in_service_s, running
from tests.helpers.waiting import wait_until

SHORT_S = 0.3
LONG_S = 30.0
CLOCKS_DIFFER_S = 0.05
BUSY_S = 2.0
"""What a busy machine may add; a barrier that forgets to close is far beyond."""
MANY_POLLS = 20
"""Longer than SHORT_S at the benches' pace."""
STOP_LIMIT_S = 1.0


class BarrierBench(Protocol):
    """A real peer of a barrier driver, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    @property
    def moves(self) -> list[bool]:
        """Each opening (True) and closing so far."""
        ...

    def config(self) -> DeviceConfig: ...

    def is_open(self) -> bool: ...

    def set_sensor(self, sensor: Sensor, active: bool) -> None: ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...

    def reset(self) -> None:
        """Connected, shut, all inputs off, ``moves`` empty."""
        ...


Starter = Callable[[], AbstractContextManager[BarrierBench]]
SENSING: list[Starter] = [RelayBench, TcpRelayBench, AsciiRelayBench, OsdpBarrierBench]
BENCHES: list[Starter] = [*SENSING, A0RelayBench]


def protocol_of(bench: type[BarrierBench]) -> str:
    return str(bench.protocol)


has_inputs = pytest.mark.parametrize("lasting_bench", SENSING, indirect=True, ids=protocol_of)


@pytest.fixture(scope="module", params=BENCHES, ids=protocol_of)
def lasting_bench(request: pytest.FixtureRequest) -> Iterator[BarrierBench]:
    with request.param() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: BarrierBench) -> BarrierBench:
    lasting_bench.reset()
    return lasting_bench


@pytest.fixture
def devices(bench: BarrierBench) -> Iterator[Bench]:
    with running({"barrier": bench.config()}) as started:
        yield started


def wait_for_sensor(devices: Bench, sensor: Sensor, active: bool) -> None:
    while True:
        event = devices.next(SensorChanged)
        if (event.sensor, event.active) == (sensor, active):
            return


def test_opens_at_once_and_closes_by_itself(bench: BarrierBench, devices: Bench) -> None:
    began = time.monotonic()
    devices.rig.barrier("barrier").open_for(SHORT_S)
    # The board tells its moves: asking it meanwhile takes a busy machine longer than the opening.
    wait_until(lambda: bench.moves == [True, False], "the barrier closes by itself")
    assert SHORT_S - CLOCKS_DIFFER_S <= time.monotonic() - began < SHORT_S + BUSY_S


def test_close_ends_an_opening(bench: BarrierBench, devices: Bench) -> None:
    barrier = devices.rig.barrier("barrier")
    barrier.open_for(LONG_S)
    assert bench.is_open()
    barrier.close()
    assert not bench.is_open()


def test_closing_a_closed_barrier_is_harmless(bench: BarrierBench, devices: Bench) -> None:
    devices.rig.barrier("barrier").close()
    assert not bench.is_open()


def test_second_opening_sets_the_time_anew(bench: BarrierBench, devices: Bench) -> None:
    barrier = devices.rig.barrier("barrier")
    barrier.open_for(LONG_S)
    barrier.open_for(SHORT_S)
    wait_until(lambda: not bench.is_open(), "the second, shorter time counts")


@pytest.mark.parametrize("seconds", [0.0, 0.09, 60.1, -1.0, float("nan"), float("inf")])
def test_impossible_time_is_refused(bench: BarrierBench, devices: Bench, seconds: float) -> None:
    with pytest.raises(ValueError, match="opens for"):
        devices.rig.barrier("barrier").open_for(seconds)
    assert not bench.is_open()


@has_inputs
def test_inputs_are_told_at_the_start_and_at_each_change(
    bench: BarrierBench, devices: Bench
) -> None:
    barrier = devices.rig.barrier("barrier")
    first = {devices.next(SensorChanged).sensor for _ in Sensor}
    assert first == set(Sensor)
    assert not any(barrier.inputs().values())
    for sensor in Sensor:
        bench.set_sensor(sensor, True)
        wait_for_sensor(devices, sensor, True)
        assert barrier.inputs()[sensor]
        bench.set_sensor(sensor, False)
        wait_for_sensor(devices, sensor, False)
        assert not barrier.inputs()[sensor]


@has_inputs
def test_change_during_a_lost_connection_is_told_afterwards(
    bench: BarrierBench, devices: Bench
) -> None:
    bench.set_sensor(Sensor.PASSAGE, True)
    wait_for_sensor(devices, Sensor.PASSAGE, True)
    bench.disconnect()
    devices.next_health_in(DeviceState.DOWN)
    bench.reconnect()
    bench.set_sensor(Sensor.PASSAGE, False)
    wait_for_sensor(devices, Sensor.PASSAGE, False)


def test_lost_connection_refuses_commands_and_comes_back(
    bench: BarrierBench, devices: Bench
) -> None:
    barrier = devices.rig.barrier("barrier")
    bench.disconnect()
    down = devices.next_health_in(DeviceState.DOWN)
    assert down.kind is DeviceKind.BARRIER
    assert down.driver == bench.protocol
    with pytest.raises(DeviceError):
        barrier.open_for(SHORT_S)
    bench.reconnect()
    devices.until_state("barrier", DeviceState.READY, limit_s=back_in_service_s(bench.protocol))
    barrier.open_for(SHORT_S)
    assert bench.is_open()


@has_inputs
def test_commands_from_many_threads_do_not_disturb_the_inputs(
    bench: BarrierBench, devices: Bench
) -> None:
    barrier = devices.rig.barrier("barrier")
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(barrier.open_for, LONG_S) for _ in range(20)]:
            done.result()
    assert bench.is_open()
    bench.set_sensor(Sensor.PASSAGE, True)
    wait_for_sensor(devices, Sensor.PASSAGE, True)
    assert devices.health("barrier").state is DeviceState.READY


def test_self_test_leaves_the_barrier_shut(bench: BarrierBench, devices: Bench) -> None:
    result = devices.rig.self_test("barrier")
    assert result.outcome is SelfTestOutcome.PASSED
    assert not bench.is_open()
    assert bench.moves == []


@has_inputs
def test_self_test_shows_the_inputs(bench: BarrierBench, devices: Bench) -> None:
    bench.set_sensor(Sensor.PASSAGE, True)
    wait_for_sensor(devices, Sensor.PASSAGE, True)
    result = devices.rig.self_test("barrier")
    assert "Passage beam active, Forced quiet" in result.detail.en


def test_self_test_of_a_lost_board_fails(bench: BarrierBench, devices: Bench) -> None:
    bench.disconnect()
    devices.next_health_in(DeviceState.DOWN)
    result = devices.rig.self_test("barrier")
    assert result.outcome is SelfTestOutcome.FAILED
    # One on the network is lost, and cannot be reached from then on.
    assert result.detail.zh.startswith(("DV-01", "DV-11"))


def test_held_barrier_stays_open_until_it_is_released(bench: BarrierBench, devices: Bench) -> None:
    barrier = devices.rig.barrier("barrier")
    barrier.open_for(SHORT_S)
    barrier.hold_open()
    barrier.open_for(SHORT_S)
    barrier.close()
    polls = devices.health("barrier").counters.get("polls", 0)
    wait_until(
        lambda: devices.health("barrier").counters.get("polls", 0) > polls + MANY_POLLS,
        "more polls than the opening was long",
    )
    assert bench.is_open()
    barrier.release()
    assert not bench.is_open()
    assert bench.moves == [True, False]


def test_hold_outlasts_a_lost_connection(bench: BarrierBench, devices: Bench) -> None:
    devices.rig.barrier("barrier").hold_open()
    bench.disconnect()
    devices.next_health_in(DeviceState.DOWN)
    bench.reconnect()
    wait_until(bench.is_open, "the barrier is held open again")


def test_hold_outlasts_the_driver(bench: BarrierBench, devices: Bench) -> None:
    barrier = devices.rig.barrier("barrier")
    barrier.hold_open()
    devices.rig.replace({"barrier": bench.config()})
    devices.until_state("barrier", DeviceState.READY, limit_s=back_in_service_s(bench.protocol))
    barrier.close()
    assert bench.is_open()
    assert bench.moves == [True]
    barrier.release()
    wait_until(lambda: bench.moves == [True, False], "the barrier closes")


def test_hold_that_could_not_be_carried_out_is_made_good(
    bench: BarrierBench, devices: Bench
) -> None:
    bench.disconnect()
    devices.next_health_in(DeviceState.DOWN)
    with pytest.raises(DeviceError):
        devices.rig.barrier("barrier").hold_open()
    bench.reconnect()
    wait_until(bench.is_open, "the barrier opens as soon as it can")


def test_self_test_leaves_a_held_barrier_alone(bench: BarrierBench, devices: Bench) -> None:
    devices.rig.barrier("barrier").hold_open()
    result = devices.rig.self_test("barrier")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "held open" in result.detail.en
    assert bench.moves == [True]


def test_stops_at_once(bench: BarrierBench) -> None:
    with running({"barrier": bench.config()}):
        started = time.monotonic()
    assert time.monotonic() - started < STOP_LIMIT_S
