"""What is particular to relay boards on Modbus RTU."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.barrier.modbus_rtu import ModbusRtuConfig
from devices.barrier.relay_barrier import MISSED_POLLS
from devices.errors import CommandFailed, DeviceError, Fault
from devices.ports import DeviceState, SelfTestOutcome, Sensor, SensorChanged
from devices.serial_line import SerialLine, SerialSettings
from tests.helpers.relay import Closing, RelayBench
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until

BACK_IN_SERVICE_S = 1.0
BEYOND_THE_BOARD = 40
"""A relay that an eight-relay board does not have."""

OPEN_AND_WAIT = """
import sys
from queue import SimpleQueue
from devices.config_file import load_devices
from devices.rig import Rig
from pathlib import Path
rig = Rig(load_devices(Path(sys.argv[1])), SimpleQueue())
rig.start()
barrier = rig.barrier("barrier")
while not barrier.inputs():
    pass
barrier.open_for(1.0)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def lasting_bench() -> Iterator[RelayBench]:
    with RelayBench() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: RelayBench) -> RelayBench:
    lasting_bench.reset()
    return lasting_bench


def open_and_be_killed(bench: RelayBench, file: Path, closing: Closing) -> None:
    """Let a program end without a word in the middle of an opening of one second."""
    file.write_text(
        f'[devices.barrier]\ndriver = "modbus-rtu"\nport = "{bench.config().port}"\n'
        f'inputs = {{ passage = 0 }}\nclosing = "{closing}"\n'
    )
    program = subprocess.Popen(
        [sys.executable, "-c", OPEN_AND_WAIT, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with program:
        assert program.stdout is not None
        for line in program.stdout:
            if line == b"open\n":
                break
        assert bench.is_open()
        os.kill(program.pid, signal.SIGKILL)


def test_board_closes_although_the_program_was_killed(bench: RelayBench, tmp_path: Path) -> None:
    open_and_be_killed(bench, tmp_path / "gate.toml", "board")
    wait_until(lambda: not bench.is_open(), "the board's own timer closes")
    assert bench.moves == [True, False]


def test_next_start_shuts_what_a_killed_program_left_open(
    bench: RelayBench, tmp_path: Path
) -> None:
    open_and_be_killed(bench, tmp_path / "gate.toml", "host")
    assert bench.is_open()
    with running({"barrier": bench.config(closing="host")}):
        assert not bench.is_open()
    assert bench.moves == [True, False]


def test_host_closes_where_the_board_can_not(bench: RelayBench) -> None:
    with running({"barrier": bench.config(closing="host")}) as devices:
        devices.rig.barrier("barrier").open_for(0.2)
        assert bench.is_open()
        wait_until(lambda: not bench.is_open(), "this program closes")


def test_host_closes_what_a_dead_program_left_open(bench: RelayBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        devices.rig.barrier("barrier").open_for(60.0)
    assert bench.is_open()
    with running({"barrier": bench.config(closing="host")}):
        assert not bench.is_open()


def test_cut_wire_of_a_normally_closed_input_counts_as_active(bench: RelayBench) -> None:
    config = bench.config(normally_closed=frozenset({Sensor.FIRE}))
    with running({"barrier": config}) as devices:
        told = {}
        for _ in Sensor:
            event = devices.next(SensorChanged)
            told[event.sensor] = event.active
    assert told == {Sensor.FIRE: True, Sensor.PASSAGE: False, Sensor.FORCED: False}


def test_dead_board_is_silent_and_serves_when_its_power_is_back(bench: RelayBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.kill_board()
        devices.until_state("barrier", DeviceState.DOWN, Fault.DEVICE_SILENT)
        bench.power_board()
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
        devices.rig.barrier("barrier").open_for(0.2)
        assert bench.is_open()


def test_pulled_adapter_is_named(bench: RelayBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.disconnect()
        devices.until_state("barrier", DeviceState.DOWN, Fault.DEVICE_NOT_FOUND)


def test_port_that_another_program_holds_is_named(bench: RelayBench) -> None:
    config = bench.config()
    other = SerialLine(SerialSettings(config.port))
    other.open()
    try:
        with running({"barrier": config}, ready=False) as devices:
            devices.until_state("barrier", DeviceState.DOWN, Fault.PORT_IN_USE)
            other.close()
            devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
    finally:
        other.close()


def test_command_to_a_mute_board_fails_within_its_tries(bench: RelayBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        barrier = devices.rig.barrier("barrier")
        bench.set_line("silent")
        started = time.monotonic()
        with pytest.raises(DeviceError):
            barrier.open_for(1.0)
        assert time.monotonic() - started < 1.0


def test_noise_is_counted_and_the_next_good_answer_is_read(bench: RelayBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.set_line("noisy")
        wait_until(
            lambda: devices.health("barrier").counters.get("polls_missed", 0) > 0,
            "a garbled answer",
        )
        bench.set_line("good")
        bench.set_sensor(Sensor.PASSAGE, True)
        wait_until(
            lambda: devices.rig.barrier("barrier").inputs()[Sensor.PASSAGE],
            "a good answer after noise",
        )
        assert devices.health("barrier").counters["polls_missed"] <= MISSED_POLLS


def test_lasting_noise_takes_the_board_out_of_service(bench: RelayBench) -> None:
    with running({"barrier": bench.config()}) as devices:
        bench.set_line("noisy")
        health = devices.next_health_in(DeviceState.DOWN)
        assert health.fault in (Fault.DEVICE_SILENT, Fault.DEVICE_PROTOCOL)
        bench.set_line("good")
        devices.until_state("barrier", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


def test_relay_that_the_board_does_not_have_is_refused(bench: RelayBench) -> None:
    config = bench.config().model_copy(update={"relay": BEYOND_THE_BOARD})
    with running({"barrier": config}) as devices:
        with pytest.raises(CommandFailed) as refusal:
            devices.rig.barrier("barrier").open_for(1.0)
        assert refusal.value.fault is Fault.BARRIER_COMMAND_FAILED
        assert devices.health("barrier").state is DeviceState.READY


def test_other_unit_address_is_not_answered(bench: RelayBench) -> None:
    config = bench.config().model_copy(update={"unit": 9})
    with running({"barrier": config}, ready=False) as devices:
        devices.until_state("barrier", DeviceState.DOWN, Fault.DEVICE_SILENT)


def test_self_test_moves_the_relay_where_it_may(bench: RelayBench) -> None:
    with running({"barrier": bench.config(self_test_pulse=True)}) as devices:
        result = devices.rig.self_test("barrier")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "went back by itself" in result.detail.en
    assert not bench.is_open()
    assert bench.moves == [True, False]


def test_inputs_that_share_a_terminal_are_refused() -> None:
    with pytest.raises(ValueError, match="share an input"):
        ModbusRtuConfig(
            driver="modbus-rtu", port="/dev/ttyS0", inputs={Sensor.PASSAGE: 1, Sensor.FIRE: 1}
        )


def test_normally_closed_sensor_needs_an_input() -> None:
    with pytest.raises(ValueError, match="not in inputs"):
        ModbusRtuConfig(
            driver="modbus-rtu", port="/dev/ttyS0", normally_closed=frozenset({Sensor.FIRE})
        )
