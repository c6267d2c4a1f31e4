"""What every indicator does, each with something real at the other end.

Another driver joins by one bench (see :class:`IndicatorBench`) in :data:`BENCHES`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from devices.inventory import DeviceConfig
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome, Signal
from tests.helpers.indicators import LampBench, SoundBench
from tests.helpers.osdp import OsdpIndicatorBench
from tests.helpers.rigs import Bench, back_in_service_s, running
from tests.helpers.waiting import wait_until

AT_ONCE_S = 0.05
STOP_LIMIT_S = 1.0
SHOWN = [Signal.GRANTED, Signal.DENIED, Signal.ATTENTION]


class IndicatorBench(Protocol):
    """What an indicator driver drives, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    def config(self) -> DeviceConfig: ...

    def shows(self, signal: Signal) -> bool:
        """Whether it shows ``signal``, or sounded it last."""
        ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...

    def reset(self) -> None:
        """Connected, nothing shown."""
        ...


BENCHES: list[Callable[[], AbstractContextManager[IndicatorBench]]] = [
    LampBench,
    SoundBench,
    OsdpIndicatorBench,
]


def protocol_of(bench: type[IndicatorBench]) -> str:
    return str(bench.protocol)


@pytest.fixture(scope="module", params=BENCHES, ids=protocol_of)
def lasting_bench(request: pytest.FixtureRequest) -> Iterator[IndicatorBench]:
    with request.param() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: IndicatorBench) -> IndicatorBench:
    lasting_bench.reset()
    return lasting_bench


@pytest.fixture
def devices(bench: IndicatorBench) -> Iterator[Bench]:
    with running({"light": bench.config()}) as started:
        yield started


@pytest.mark.parametrize("signal", SHOWN)
def test_signal_is_shown(bench: IndicatorBench, devices: Bench, signal: Signal) -> None:
    devices.rig.indicator("light").show(signal)
    wait_until(lambda: bench.shows(signal), f"{signal} is shown")
    assert devices.health("light").kind is DeviceKind.INDICATOR
    assert devices.health("light").driver == bench.protocol


def test_newest_signal_wins(bench: IndicatorBench, devices: Bench) -> None:
    indicator = devices.rig.indicator("light")
    for signal in SHOWN * 10:
        indicator.show(signal)
    wait_until(lambda: bench.shows(SHOWN[-1]), "the newest signal is shown")


def test_showing_takes_no_time_and_never_fails(bench: IndicatorBench, devices: Bench) -> None:
    indicator = devices.rig.indicator("light")
    bench.disconnect()
    started = time.monotonic()
    indicator.show(Signal.GRANTED)
    assert time.monotonic() - started < AT_ONCE_S


def test_lost_device_comes_back_and_shows_again(bench: IndicatorBench, devices: Bench) -> None:
    indicator = devices.rig.indicator("light")
    bench.disconnect()
    indicator.show(Signal.DENIED)
    down = devices.next_health_in(DeviceState.DOWN)
    assert down.fault is not None
    bench.reconnect()
    devices.until_state("light", DeviceState.READY, limit_s=back_in_service_s(bench.protocol))
    indicator.show(Signal.GRANTED)
    wait_until(lambda: bench.shows(Signal.GRANTED), "shown again")


def test_starts_without_its_device_and_finds_it_later(bench: IndicatorBench) -> None:
    bench.disconnect()
    with running({"light": bench.config()}, ready=False) as devices:
        devices.next_health_in(DeviceState.DOWN)
        bench.reconnect()
        devices.until_state("light", DeviceState.READY, limit_s=back_in_service_s(bench.protocol))


def test_self_test_shows_everything(bench: IndicatorBench, devices: Bench) -> None:
    result = devices.rig.self_test("light")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "granted, denied, attention" in result.detail.en
    assert devices.health("light").state is DeviceState.READY


def test_self_test_of_a_lost_device_fails(bench: IndicatorBench, devices: Bench) -> None:
    bench.disconnect()
    devices.rig.indicator("light").show(Signal.GRANTED)
    devices.next_health_in(DeviceState.DOWN)
    assert devices.rig.self_test("light").outcome is SelfTestOutcome.FAILED


def test_stops_at_once(bench: IndicatorBench) -> None:
    with running({"light": bench.config()}):
        started = time.monotonic()
    assert time.monotonic() - started < STOP_LIMIT_S
