"""What barriers on relay boards do beyond the contract, on each kind of board."""

from __future__ import annotations

import os
import pty
import signal
import threading
import tty
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from queue import SimpleQueue
from typing import Protocol

import pytest

from devices.barrier.a0_relay import A0RelayConfig
from devices.barrier.ascii_relay import AsciiRelayConfig
from devices.barrier.relay_barrier import MISSED_POLLS, OPEN_RANGE_S, RelayBarrier
from devices.diagnostics.ports.choice import reached
from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.handles import BarrierHandle
from devices.inventory import DeviceConfig
from devices.ports import DeviceState, SelfTestOutcome, Sensor
from devices.relay.boards import RelayPorts, modbus_board
from devices.standing_order import StandingOrder
from devices.supervisor import CONNECT_LIMIT_S, Supervisor
from tests.helpers.hand_clock import HandClock
from tests.helpers.links import serving
from tests.helpers.relay import (
    A0RelayBench,
    AsciiRelayBench,
    Fail,
    RelayBench,
    TcpRelayBench,
)
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until

BACK_IN_SERVICE_S = 1.0
PULSE_S = 0.3


class RelayBoardBench(Protocol):
    @property
    def protocol(self) -> str: ...

    @property
    def moves(self) -> list[bool]: ...

    def config(self, *, fail: Fail = "secure", self_test_pulse: bool = False) -> DeviceConfig: ...

    def relay_is_on(self) -> bool: ...

    def set_line(self, state: str) -> None: ...

    def kill_board(self) -> None: ...

    def power_board(self) -> None: ...

    def reset(self) -> None: ...


Starter = Callable[[], AbstractContextManager[RelayBoardBench]]
SERIAL: list[Starter] = [AsciiRelayBench, A0RelayBench]
ALL: list[Starter] = [RelayBench, TcpRelayBench, *SERIAL]


def protocol_of(bench: type[RelayBoardBench]) -> str:
    return str(bench.protocol)


on_a_bare_line = pytest.mark.parametrize("lasting_bench", SERIAL, indirect=True, ids=protocol_of)


@pytest.fixture(scope="module", params=ALL, ids=protocol_of)
def lasting_bench(request: pytest.FixtureRequest) -> Iterator[RelayBoardBench]:
    with request.param() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: RelayBoardBench) -> RelayBoardBench:
    lasting_bench.reset()
    return lasting_bench


def test_fail_safe_barrier_is_shut_by_its_relay(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config(fail="safe")}) as devices:
        assert bench.relay_is_on()
        devices.rig.barrier("barrier").open_for(PULSE_S)
        assert not bench.relay_is_on()
        wait_until(bench.relay_is_on, "the barrier shuts by itself")
        devices.rig.barrier("barrier").hold_open()
        assert not bench.relay_is_on()
        devices.rig.barrier("barrier").release()
        assert bench.relay_is_on()


def test_fail_safe_barrier_is_shut_again_after_a_power_cut(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config(fail="safe")}) as devices:
        bench.kill_board()
        devices.next_health_in(DeviceState.DOWN)
        bench.power_board()
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
        assert bench.relay_is_on()


def test_held_barrier_opens_again_after_a_power_cut(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        devices.rig.barrier("barrier").hold_open()
        bench.kill_board()
        bench.power_board()
        wait_until(bench.relay_is_on, "the barrier is held open again")


@pytest.mark.parametrize("fail", ["secure", "safe"])
def test_self_test_moves_the_relay_where_it_may(bench: RelayBoardBench, fail: Fail) -> None:
    with running({"barrier": bench.config(fail=fail, self_test_pulse=True)}) as devices:
        assert bench.relay_is_on() is (fail == "safe")  # all moves so far are told
        bench.moves.clear()
        result = devices.rig.self_test("barrier")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "went back by itself after 0." in result.detail.en
    wait_until(lambda: len(bench.moves) >= 2, "the board told of both moves")
    assert bench.moves == ([True, False] if fail == "secure" else [False, True])


def test_mute_line_fails_a_command_and_then_takes_the_board_out(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.set_line("silent")
        with pytest.raises(DeviceError) as refusal:
            devices.rig.barrier("barrier").open_for(1.0)
        devices.until_state("barrier", DeviceState.DOWN, Fault.DEVICE_SILENT)
        bench.set_line("good")
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
    assert refusal.value.fault in (Fault.BARRIER_COMMAND_FAILED, Fault.DEVICE_NOT_FOUND)


def test_lasting_noise_takes_the_board_out(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.set_line("noisy")
        health = devices.next_health_in(DeviceState.DOWN)
        assert health.fault in (Fault.DEVICE_SILENT, Fault.DEVICE_PROTOCOL)
        assert (
            health.counters.get("polls_missed", 0) + health.counters.get("answers_garbled", 0)
            >= MISSED_POLLS
        )
        bench.set_line("good")
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


@pytest.mark.parametrize("lasting_bench", [A0RelayBench], indirect=True, ids=protocol_of)
def test_frames_among_noise_are_read_and_the_noise_is_counted(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.set_line("chatty")
        wait_until(
            lambda: devices.health("barrier").counters.get("noise_bytes", 0) > 0, "noise counted"
        )
        devices.rig.barrier("barrier").open_for(PULSE_S)
        assert bench.relay_is_on()
        assert devices.health("barrier").state is DeviceState.READY
        assert "answers_garbled" not in devices.health("barrier").counters


@on_a_bare_line
def test_host_that_could_not_close_in_time_closes_when_it_can(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        devices.rig.barrier("barrier").open_for(PULSE_S)
        bench.set_line("silent")
        devices.next_health_in(DeviceState.DOWN)
        bench.set_line("good")
        wait_until(lambda: not bench.relay_is_on(), "the barrier is closed late, but closed")


@on_a_bare_line
def test_next_program_closes_what_a_dead_one_left_open(bench: RelayBoardBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        devices.rig.barrier("barrier").open_for(60.0)
    assert bench.relay_is_on()
    with running({"barrier": bench.config()}):
        assert not bench.relay_is_on()


@on_a_bare_line
@pytest.mark.parametrize("garbage", [b"", b"\xa0" * 4096, bytes(range(256)) * 64], ids=len)
def test_host_survives_whatever_a_stranger_sends(bench: RelayBoardBench, garbage: bytes) -> None:
    config = bench.config()
    assert isinstance(config, AsciiRelayConfig | A0RelayConfig)
    host, stranger = pty.openpty()
    tty.setraw(stranger)
    try:
        there = config.model_copy(update={"port": os.ttyname(stranger)})
        with running({"barrier": there}, ready=False) as devices:
            if garbage:
                os.set_blocking(host, False)
                os.write(host, garbage)
            assert devices.next_health_in(DeviceState.DOWN).fault in (
                Fault.DEVICE_SILENT,
                Fault.DEVICE_PROTOCOL,
            )
    finally:
        os.close(host)
        os.close(stranger)


def test_relay_that_the_board_does_not_have_is_refused() -> None:
    with AsciiRelayBench() as bench:
        config = bench.config().model_copy(update={"relay": 15})
        with running({"barrier": config}, ready=False) as devices:
            down = devices.next_health_in(DeviceState.DOWN)
    assert down.fault is Fault.BARRIER_COMMAND_FAILED


def test_board_that_never_answers_is_moved_and_never_believed() -> None:
    with A0RelayBench(mute=True) as bench:
        config = bench.config(self_test_pulse=True)
        with running({"barrier": config}) as devices:
            barrier = devices.rig.barrier("barrier")
            barrier.open_for(PULSE_S)
            wait_until(bench.relay_is_on, "the relay moves")
            wait_until(lambda: not bench.relay_is_on(), "this program closes")
            result = devices.rig.self_test("barrier")
            bench.disconnect()
            devices.until_state("barrier", DeviceState.DOWN, Fault.DEVICE_NOT_FOUND)
    assert result.outcome is SelfTestOutcome.PASSED
    assert "never answers" in result.detail.en
    assert "listen for two clicks" in result.detail.en


def test_two_boards_share_one_serial_line() -> None:
    with RelayBench() as bench:
        near = bench.config()
        far = near.model_copy(update={"unit": 2, "inputs": {}})
        with running({"near": near, "far": far}, ready=False) as devices:
            devices.until_state("far", DeviceState.DOWN, Fault.DEVICE_SILENT)
            devices.rig.barrier("near").open_for(PULSE_S)
            assert bench.is_open()
            assert devices.health("near").state is DeviceState.READY


def test_pulled_line_is_found_again_by_everybody_on_it() -> None:
    with RelayBench() as bench:
        config = bench.config()
        with running({"one": config, "other": config}) as devices:
            bench.disconnect()
            devices.next_health_in(DeviceState.DOWN)
            devices.next_health_in(DeviceState.DOWN)
            bench.reconnect()
            devices.next_health_in(DeviceState.READY)
            devices.next_health_in(DeviceState.READY)


class Watch:
    """A clock that a test advances."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_program_that_starts_leaves_an_opening_alone_and_then_shuts() -> None:
    watch = Watch()
    with RelayBench() as bench:
        with running({"barrier": bench.config()}) as devices:
            devices.rig.barrier("barrier").hold_open()
        config = bench.config()
        board = modbus_board(config, RelayPorts())
        barrier = RelayBarrier(
            "barrier", "modbus-rtu", board, config, sensors=config, timer=board, clock=watch
        )
        with serving(barrier) as service:
            wait_until(lambda: service.link.counters["polls"] > 3, "some polls")
            assert bench.is_open()
            watch.now += OPEN_RANGE_S[1]
            wait_until(lambda: not bench.is_open(), "the leftover opening is ended")


def test_program_that_starts_does_not_shut_on_somebody_in_the_lane() -> None:
    watch = Watch()
    with RelayBench() as bench:
        with running({"barrier": bench.config()}) as devices:
            devices.rig.barrier("barrier").hold_open()
        bench.set_sensor(Sensor.PASSAGE, True)
        config = bench.config(closing="host")
        board = modbus_board(config, RelayPorts())
        barrier = RelayBarrier("barrier", "modbus-rtu", board, config, sensors=config, clock=watch)
        with serving(barrier) as service:
            wait_until(lambda: service.link.counters["polls"] > 3, "some polls")
            assert bench.is_open()
            watch.now += OPEN_RANGE_S[1]
            wait_until(lambda: not bench.is_open(), "nobody needs it so long")


def test_opening_that_this_program_ends_waits_for_who_is_in_the_lane() -> None:
    """Whoever rules the lane may be held up, as by a slow disk, and not have kept it open anew."""
    watch = Watch()
    with RelayBench() as bench:
        config = bench.config(closing="host")
        board = modbus_board(config, RelayPorts())
        barrier = RelayBarrier("barrier", "modbus-rtu", board, config, sensors=config, clock=watch)
        with serving(barrier) as service:

            def polls(count: int) -> None:
                seen = service.link.counters["polls"]
                wait_until(lambda: service.link.counters["polls"] > seen + count, "some polls")

            barrier.open_for(1.0)
            bench.set_sensor(Sensor.PASSAGE, True)
            polls(3)
            watch.now += 2.0
            polls(3)
            assert bench.is_open()
            bench.set_sensor(Sensor.PASSAGE, False)
            wait_until(lambda: not bench.is_open(), "it closes behind them")
            barrier.open_for(1.0)
            bench.set_sensor(Sensor.PASSAGE, True)
            polls(3)
            watch.now += 1.0 + OPEN_RANGE_S[1]
            wait_until(lambda: not bench.is_open(), "a sensor that is stuck keeps nothing open")


def test_program_that_starts_in_a_fire_shuts_nothing() -> None:
    with RelayBench() as bench:
        with running({"barrier": bench.config()}) as devices:
            devices.rig.barrier("barrier").hold_open()
        bench.set_sensor(Sensor.FIRE, True)
        with running({"barrier": bench.config(closing="host")}) as devices:
            polls = devices.health("barrier").counters.get("polls", 0)
            wait_until(
                lambda: devices.health("barrier").counters.get("polls", 0) > polls + 5, "some polls"
            )
            assert bench.is_open()


class HangingBarrier(RelayBarrier):
    """Hangs as soon as it serves, in the middle of a turn with the board."""

    hang: threading.Event

    def serve(self, link: Link, stop: threading.Event) -> None:
        with self._moving:
            self.hang.wait()


@pytest.fixture
def replaceable() -> Iterator[tuple[RelayBench, Supervisor, HandClock]]:
    """A barrier whose first driver hangs; the clock is its supervisor's."""
    hang, order, clock, ports = threading.Event(), StandingOrder(), HandClock(), RelayPorts()
    kinds = deque([HangingBarrier])

    with RelayBench() as bench:
        config = bench.config(closing="host")

        def build() -> RelayBarrier:
            kind = kinds.popleft() if kinds else RelayBarrier
            board = modbus_board(config, ports)
            driver = kind("barrier", "modbus-rtu", board, config, sensors=config)
            driver.follow(order)
            if isinstance(driver, HangingBarrier):
                driver.hang = hang
            return driver

        supervisor = Supervisor(build, SimpleQueue(), clock=clock)
        supervisor.start()
        wait_until(lambda: supervisor.health().state is DeviceState.READY, "it serves")
        bench.moves.clear()
        yield bench, supervisor, clock
        hang.set()
        supervisor.ask_to_stop()
        assert supervisor.join()


def test_hold_ordered_while_a_driver_hangs_is_carried_out_by_the_next(
    replaceable: tuple[RelayBench, Supervisor, HandClock],
) -> None:
    bench, supervisor, clock = replaceable
    hung = supervisor.driver
    assert isinstance(hung, HangingBarrier)
    with ThreadPoolExecutor(1) as pool:
        ordered = pool.submit(hung.hold_open)
        wait_until(ordered.running, "the order waits for its turn")
        clock.now += CONNECT_LIMIT_S
        supervisor.watch()
        wait_until(bench.is_open, "the next driver holds the barrier open")
        hung.hang.set()
        assert isinstance(ordered.exception(), DeviceError | None)
    barrier = BarrierHandle(supervisor)
    barrier.close()
    assert bench.is_open()
    assert bench.moves == [True]
    barrier.release()
    wait_until(lambda: bench.moves == [True, False], "the barrier closes")


def test_held_barrier_is_held_at_the_port_that_is_tried() -> None:
    with RelayBench() as bench:
        config = bench.config(closing="host")
        assert reached("barrier", config, threading.Event()).state is DeviceState.READY
        assert not bench.is_open()
        orders = {"barrier": StandingOrder(held=True)}
        reached("barrier", config, threading.Event(), orders)
        assert bench.is_open()


def test_board_that_is_switched_off_on_the_network_is_noticed() -> None:
    with TcpRelayBench() as bench, running({"barrier": bench.config()}) as devices:
        bench.kill_board()
        devices.next_health_in(DeviceState.DOWN)
        bench.power_board()
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


def test_frozen_board_on_the_network_is_silent() -> None:
    with TcpRelayBench() as bench, running({"barrier": bench.config()}) as devices:
        os.kill(bench.pid, signal.SIGSTOP)
        try:
            devices.until_state("barrier", DeviceState.DOWN, Fault.DEVICE_SILENT)
        finally:
            os.kill(bench.pid, signal.SIGCONT)
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


def test_sensor_beyond_the_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        AsciiRelayConfig(driver="ascii-relay", port="/dev/ttyS0", inputs={Sensor.FIRE: 16})
