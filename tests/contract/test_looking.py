"""Who only looks at a relay board switches nothing, as a lane may be in service there."""

from __future__ import annotations

import threading

import pytest

from devices.diagnostics.ports.choice import reached
from devices.diagnostics.trials import by_hand
from devices.errors import Fault
from devices.indicator.relay_lamp import RelayLampConfig
from devices.inventory import DeviceConfig
from devices.ports import DeviceState, SelfTestOutcome, Sensor, SensorChanged, Signal
from devices.purpose import Purpose
from devices.relay.configs import ModbusTcpBoardConfig
from devices.self_test import fault_sentence
from tests.helpers.osdp import OsdpBarrierBench
from tests.helpers.relay import (
    A0RelayBench,
    AsciiRelayBench,
    BoardBench,
    Fail,
    RelayBench,
    TcpRelayBench,
)
from tests.helpers.rigs import Bench, running
from tests.helpers.waiting import wait_until

MANY_POLLS = 5
HELD_S = 60.0

Wired = RelayBench | TcpRelayBench | AsciiRelayBench | A0RelayBench


def config_of(bench: Wired, fail: Fail, *, self_test_pulse: bool = False) -> DeviceConfig:
    """One that would be put right at once by a program that serves."""
    if isinstance(bench, RelayBench | TcpRelayBench):
        return bench.config(closing="host", fail=fail, self_test_pulse=self_test_pulse)
    return bench.config(fail=fail, self_test_pulse=self_test_pulse)


def some_polls(devices: Bench, name: str = "barrier") -> None:
    before = devices.health(name).counters.get("polls", 0)
    wait_until(
        lambda: devices.health(name).counters.get("polls", 0) > before + MANY_POLLS, "some polls"
    )


@pytest.mark.parametrize("fail", ["secure", "safe"])
@pytest.mark.parametrize("bench_of", [RelayBench, TcpRelayBench, AsciiRelayBench, A0RelayBench])
def test_a_barrier_left_open_stays_so(bench_of: type[Wired], fail: Fail) -> None:
    with bench_of() as bench:
        config = config_of(bench, fail)
        with running({"barrier": config}) as lane:
            lane.rig.barrier("barrier").open_for(HELD_S)
        before = bench.writes()
        with running({"barrier": config}, purpose=Purpose.LOOK) as devices:
            some_polls(devices)
        assert reached("barrier", config, threading.Event()).state is DeviceState.READY
        assert bench.writes() == before
        assert bench.relay_is_on() is (fail == "secure")


def test_an_output_left_open_stays_so() -> None:
    with OsdpBarrierBench() as bench:
        config = bench.line.barrier_config(closing="host")
        with running({"barrier": config}) as lane:
            lane.rig.barrier("barrier").open_for(HELD_S)
        with running({"barrier": config}, purpose=Purpose.LOOK) as devices:
            some_polls(devices)
        assert bench.is_open()
        assert bench.moves == [True]


@pytest.mark.parametrize("fail", ["secure", "safe"])
def test_a_board_in_service_is_watched_by_a_second_program(fail: Fail) -> None:
    with TcpRelayBench() as bench:
        config = bench.config(closing="host", fail=fail)
        with running({"barrier": config}) as lane:
            lane.rig.barrier("barrier").hold_open()
            before = bench.writes()
            with running({"barrier": config}, purpose=Purpose.LOOK) as devices:
                some_polls(devices)
                bench.set_sensor(Sensor.PASSAGE, True)
                while not devices.next(SensorChanged).active:
                    continue
            some_polls(lane)
            assert bench.writes() == before
            assert bench.relay_is_on() is (fail == "secure")


@pytest.mark.parametrize("fail", ["secure", "safe"])
def test_a_pulse_is_refused_while_another_program_has_the_barrier_open(fail: Fail) -> None:
    with TcpRelayBench() as bench:
        config = bench.config(closing="host", fail=fail, self_test_pulse=True)
        with running({"barrier": config}) as lane:
            lane.rig.barrier("barrier").hold_open()
            before = bench.writes()
            with running({"barrier": config}, purpose=Purpose.LOOK) as devices:
                tested = devices.rig.self_test("barrier")
                pulsed = by_hand.pulse(devices.rig, "barrier")
            assert bench.writes() == before
    assert tested.outcome is SelfTestOutcome.PASSED
    assert "the barrier is open" in tested.detail.en
    assert pulsed.outcome is SelfTestOutcome.FAILED
    assert pulsed.detail == fault_sentence(Fault.BARRIER_OPEN_ALREADY)


@pytest.mark.parametrize("fail", ["secure", "safe"])
@pytest.mark.parametrize("bench_of", [RelayBench, TcpRelayBench, AsciiRelayBench, A0RelayBench])
def test_an_allowed_self_test_moves_a_shut_barrier_and_shuts_it(
    bench_of: type[Wired], fail: Fail
) -> None:
    with bench_of() as bench:
        config = config_of(bench, fail, self_test_pulse=True)
        with running({"barrier": config}):
            pass
        assert bench.relay_is_on() is (fail == "safe")
        bench.moves.clear()
        with running({"barrier": config}, purpose=Purpose.LOOK) as devices:
            result = devices.rig.self_test("barrier")
        assert "went back by itself" in result.detail.en
        assert bench.relay_is_on() is (fail == "safe")
        assert bench.moves == ([True, False] if fail == "secure" else [False, True])


def lamps_of(bench: TcpRelayBench) -> RelayLampConfig:
    board = ModbusTcpBoardConfig(
        driver="modbus-tcp", host="127.0.0.1", tcp_port=bench.tcp_port, timeout_s=0.5
    )
    return RelayLampConfig(
        driver="relay-lamp",
        board=board,
        granted=frozenset({1}),
        denied=frozenset({2}),
        attention=frozenset({2, 3}),
    )


def shown(bench: BoardBench) -> set[int]:
    return {relay for relay in (1, 2, 3) if bench.relay_is_on(relay)}


def test_lamps_in_service_are_watched_and_left_alone() -> None:
    with TcpRelayBench() as bench:
        lamps = lamps_of(bench)
        with running({"light": lamps}) as lane:
            lane.rig.indicator("light").show(Signal.ATTENTION)
            wait_until(lambda: shown(bench) == {2, 3}, "the lane's signal")
        before = bench.writes()
        with running({"light": lamps}, purpose=Purpose.LOOK):
            assert shown(bench) == {2, 3}
        assert bench.writes() == before
        with running({"light": lamps}, purpose=Purpose.LOOK) as devices:
            result = devices.rig.self_test("light")
        assert result.outcome is SelfTestOutcome.PASSED
        assert shown(bench) == {2, 3}
