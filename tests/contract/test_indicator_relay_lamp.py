"""What is particular to lamps on relays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.errors import Fault
from devices.indicator.relay_lamp import RelayLamp, RelayLampConfig
from devices.inventory import DeviceConfig
from devices.ports import DeviceState, SelfTestOutcome, Signal
from devices.relay.boards import RelayPorts, relay_board
from devices.relay.configs import A0BoardConfig
from tests.helpers.indicators import LampBench
from tests.helpers.links import RecordingLink, serving_from
from tests.helpers.relay import A0RelayBench
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until


@pytest.fixture(scope="module")
def lasting_bench() -> Iterator[LampBench]:
    with LampBench() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: LampBench) -> LampBench:
    lasting_bench.reset()
    return lasting_bench


def test_lamp_and_barrier_share_one_board(bench: LampBench) -> None:
    both: dict[str, DeviceConfig] = {"light": bench.config(), "barrier": bench.relays.config()}
    with running(both) as devices:
        devices.rig.indicator("light").show(Signal.GRANTED)
        devices.rig.barrier("barrier").open_for(30.0)
        wait_until(lambda: bench.shows(Signal.GRANTED), "the lamp is on")
        assert bench.relays.is_open()
        bench.disconnect()
        devices.next_health_in(DeviceState.DOWN)
        devices.next_health_in(DeviceState.DOWN)
        bench.reconnect()
        devices.next_health_in(DeviceState.READY)
        devices.next_health_in(DeviceState.READY)
        wait_until(lambda: bench.shows(Signal.GRANTED), "the lamp is on again")


def test_board_that_forgot_its_relays_is_corrected(bench: LampBench) -> None:
    with running({"light": bench.config()}) as devices:
        devices.rig.indicator("light").show(Signal.DENIED)
        wait_until(lambda: bench.shows(Signal.DENIED), "the lamp is on")
        bench.relays.reset()
        wait_until(lambda: bench.shows(Signal.DENIED), "the lamp is on again")
        wait_until(
            lambda: devices.health("light").counters.get("corrected", 0) == 1, "it was counted"
        )


def test_newest_signal_shows_when_the_board_is_back(bench: LampBench) -> None:
    with running({"light": bench.config()}) as devices:
        bench.disconnect()
        devices.next_health_in(DeviceState.DOWN)
        devices.rig.indicator("light").show(Signal.ATTENTION)
        bench.reconnect()
        wait_until(lambda: bench.shows(Signal.ATTENTION), "what was wanted meanwhile")


def test_lamps_that_a_dead_program_left_on_go_out(bench: LampBench) -> None:
    with running({"light": bench.config()}) as devices:
        devices.rig.indicator("light").show(Signal.DENIED)
        wait_until(lambda: bench.shows(Signal.DENIED), "the lamp is on")
    with running({"light": bench.config()}):
        assert bench.shows(Signal.IDLE)


def test_self_test_gives_the_lamps_back(bench: LampBench) -> None:
    with running({"light": bench.config()}) as devices:
        devices.rig.indicator("light").show(Signal.GRANTED)
        wait_until(lambda: bench.shows(Signal.GRANTED), "the lamp is on")
        result = devices.rig.self_test("light")
        assert "every relay confirmed" in result.detail.en
        assert bench.shows(Signal.GRANTED)


def test_relay_that_the_board_does_not_have(bench: LampBench) -> None:
    config = bench.config().model_copy(update={"granted": frozenset({40})})
    with running({"light": config}, ready=False) as devices:
        devices.until_state("light", DeviceState.DOWN, Fault.INDICATOR_FAILED)


def test_board_that_never_answers_is_switched_all_the_same() -> None:
    with A0RelayBench(mute=True) as relays:
        board = A0BoardConfig(driver="a0-relay", port=relays.config().port, answers=False)
        config = RelayLampConfig(
            driver="relay-lamp",
            board=board,
            granted=frozenset({0}),
            denied=frozenset({1}),
            attention=frozenset({0, 1}),
        )
        with running({"light": config}) as devices:
            devices.rig.indicator("light").show(Signal.GRANTED)
            wait_until(relays.relay_is_on, "the lamp is on")
            result = devices.rig.self_test("light")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "watch the lamps" in result.detail.en


def test_signal_of_the_moment_before_service_is_shown_on_a_mute_board() -> None:
    with A0RelayBench(mute=True) as relays:
        board = A0BoardConfig(driver="a0-relay", port=relays.config().port, answers=False)
        config = RelayLampConfig(
            driver="relay-lamp",
            board=board,
            granted=frozenset({0}),
            denied=frozenset({1}),
            attention=frozenset({0, 1}),
        )
        lamp, link = RelayLamp("light", config, relay_board(board, RelayPorts())), RecordingLink()
        identity = lamp.connect(link)
        lamp.show(Signal.GRANTED)
        with serving_from(lamp, link, identity):
            wait_until(relays.relay_is_on, "the lamp is on")


def test_signals_that_look_alike_are_refused(bench: LampBench) -> None:
    with pytest.raises(ValueError, match="would look the same"):
        RelayLampConfig(
            driver="relay-lamp",
            board=bench.config().board,
            granted=frozenset({1}),
            denied=frozenset({1}),
            attention=frozenset(),
        )


def test_relay_beyond_a_small_board_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        RelayLampConfig(
            driver="relay-lamp",
            board=A0BoardConfig(driver="a0-relay", port="/dev/ttyS0"),
            granted=frozenset({1}),
            denied=frozenset({16}),
            attention=frozenset(),
        )
