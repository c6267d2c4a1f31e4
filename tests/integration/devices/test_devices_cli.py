"""`yanhu devices` as a technician runs it, on a real reader and a real relay board."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import Fault
from devices.ports import Sensor
from devices.self_test import fault_sentence
from devices.sim.serial_cable import SerialCable
from tests.helpers.pcsc import PcscBench, random_number
from tests.helpers.relay import RelayBench, TcpRelayBench
from tests.helpers.sitting import Sitting

RUN_LIMIT_S = 30.0
STOP_LIMIT_S = 3.0


class Terminal:
    """One configuration file with both devices, and the command run on it."""

    def __init__(self, folder: Path, card: PcscBench, board: RelayBench) -> None:
        self.card = card
        self.board = board
        self.config = folder / "gate.toml"
        self.config.write_text(
            f'[devices.card]\ndriver = "pcsc"\nreader = "{card.config().reader}"\n'
            f'[devices.barrier]\ndriver = "modbus-rtu"\nport = "{board.config().port}"\n'
            "inputs = { passage = 0 }\npoll_s = 0.02\n"
        )
        self._environment = card.environment

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "yanhu", "devices", *words, "--config", str(self.config)]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), capture_output=True, text=True, timeout=RUN_LIMIT_S
        )

    def run_anywhere(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command that needs no configuration."""
        return subprocess.run(
            self.command(*words)[:-2], capture_output=True, text=True, timeout=RUN_LIMIT_S
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with PcscBench() as card, RelayBench() as board:
        yield Terminal(tmp_path_factory.mktemp("terminal"), card, board)


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def on_screen(screen: int, its_end: int) -> str:
    """What stands on a pseudo-terminal whose writers have all ended; closes it."""
    os.write(its_end, b"end")
    os.close(its_end)
    shown = ""
    while not shown.endswith("end"):
        shown += os.read(screen, 65536).decode()
    os.close(screen)
    return shown.removesuffix("end")


def test_list_shows_every_device(terminal: Terminal) -> None:
    done = terminal.run("list", "--json")
    assert done.returncode == 0
    assert [(row["name"], row["state"]) for row in lines(done.stdout)] == [
        ("card", "ready"),
        ("barrier", "ready"),
    ]


def test_list_of_a_dead_device_fails_with_its_remedy(terminal: Terminal) -> None:
    terminal.board.kill_board()
    try:
        done = terminal.run("list", "--language", "zh_CN")
    finally:
        terminal.board.power_board()
    assert done.returncode == 1
    assert fault_sentence(Fault.DEVICE_SILENT).zh in done.stdout
    assert "card     读卡器  pcsc        就绪    Virtual PCD 0" in done.stdout
    assert "barrier  道闸    modbus-rtu  不工作  /" in done.stdout


def test_list_keeps_its_columns_and_tells_firmware_and_counters(
    terminal: Terminal, tmp_path: Path
) -> None:
    site = Terminal(tmp_path, terminal.card, terminal.board)
    with TcpRelayBench() as far:
        site.config.write_text(
            site.config.read_text()
            + '[devices.a-name-longer-than-its-column]\ndriver = "modbus-tcp"\n'
            + f'host = "127.0.0.1"\ntcp_port = {far.tcp_port}\npoll_s = 0.02\n'
        )
        done = site.run("list")
    heads = [line for line in done.stdout.splitlines() if "  Ready  " in line]
    assert len(heads) == 3, done.stdout
    assert len({head.index("  Ready  ") for head in heads}) == 1, done.stdout
    assert "counters: " in done.stdout
    assert "no event yet" in done.stdout


def test_test_passes_on_a_real_board(terminal: Terminal) -> None:
    done = terminal.run("test", "barrier", "--json")
    assert done.returncode == 0
    (row,) = lines(done.stdout)
    assert row["outcome"] == "passed"


def test_test_without_a_card_stops_at_its_limit(terminal: Terminal) -> None:
    done = terminal.run("test", "card", "--limit", "1", "--language", "zh_CN")
    assert done.returncode == 1
    assert "1 秒内没有完成，已停止" in done.stdout
    assert "card：请在读卡器上放一张卡" in done.stderr


def test_a_barrier_moves_only_for_somebody_who_agrees(terminal: Terminal, tmp_path: Path) -> None:
    site = Terminal(tmp_path, terminal.card, terminal.board)
    site.config.write_text(site.config.read_text() + "self_test_pulse = true\n")
    moves = terminal.board.moves
    moves.clear()
    done = site.run("test", "barrier", "--json")
    assert done.returncode == 0, done.stderr
    (row,) = lines(done.stdout)
    assert "not moved: nobody agreed" in str(row["detail"])
    with Sitting(site.command("test", "barrier")) as sitting:
        sitting.answer("Move it [y/N]:", "n")
        said, code = sitting.end()
    assert (code, "not moved" in said) == (0, True)
    assert moves == []
    with Sitting(site.command("test", "barrier")) as sitting:
        sitting.answer("Move it [y/N]:", "y")
        said, code = sitting.end()
    assert (code, "relay moved" in said) == (0, True)
    assert moves == [True, False]
    assert site.run("test", "barrier", "--yes").returncode == 0
    assert moves == [True, False] * 2


def test_watch_tells_cards_without_their_numbers(terminal: Terminal) -> None:
    number = random_number()
    with terminal.start("watch", "--json") as watch:
        assert watch.stdout is not None
        told: list[str] = []

        def until(*parts: str) -> None:
            assert watch.stdout is not None
            for line in watch.stdout:
                told.append(line)
                if all(part in line for part in parts):
                    return
            pytest.fail(f"ended before {parts}: {told}")

        until('"ready"')
        until('"card"', '"state": "ready"')
        with terminal.card.card(number):
            until("card_presented")
        until("card_removed")
        terminal.board.set_sensor(Sensor.PASSAGE, True)
        until("sensor_changed", "passage", "true")
        terminal.board.set_sensor(Sensor.PASSAGE, False)
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(STOP_LIMIT_S) == 0
        told.extend(watch.stdout)
    assert number.hex() not in "".join(told).lower()


def test_watch_tells_a_loss_with_code_and_remedy_and_without_the_log(terminal: Terminal) -> None:
    screen, its_end = os.openpty()
    gone = f"barrier  Down: {fault_sentence(Fault.DEVICE_SILENT).en}"
    with subprocess.Popen(
        terminal.command("watch"), stdout=subprocess.PIPE, stderr=its_end, text=True
    ) as watch:
        assert watch.stdout is not None
        assert any(line == "barrier  Ready\n" for line in watch.stdout)
        terminal.board.kill_board()
        try:
            assert any(line.startswith(gone) for line in watch.stdout)
        finally:
            terminal.board.power_board()
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(STOP_LIMIT_S) == 0
    assert on_screen(screen, its_end) == ""


def test_watch_speaks_in_words(terminal: Terminal) -> None:
    with terminal.start("watch", "--language", "zh_CN") as watch:
        assert watch.stdout is not None
        wanted = {"barrier  就绪", "barrier  通行光束：有信号"}
        terminal.board.set_sensor(Sensor.PASSAGE, True)
        for line in watch.stdout:
            wanted.discard(line.rstrip())
            if not wanted:
                break
        terminal.board.set_sensor(Sensor.PASSAGE, False)
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(STOP_LIMIT_S) == 0
    assert not wanted


def test_unknown_device_and_broken_file_are_usage_errors(
    terminal: Terminal, tmp_path: Path
) -> None:
    done = terminal.run("test", "door")
    assert done.returncode == 2
    assert "no device is called 'door'" in done.stderr
    assert "Traceback" not in done.stderr
    broken = Terminal(tmp_path, terminal.card, terminal.board)
    broken.config.write_text('[devices.card]\ndriver = "pcsc"\nreeder = "A"\n')
    done = broken.run("list")
    assert done.returncode == 2
    assert "devices.card.reeder: unknown key" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [[], ["--verbose"]])
def test_somebody_at_a_terminal_gets_the_answer_without_the_log(
    terminal: Terminal, options: list[str]
) -> None:
    screen, its_end = os.openpty()
    command = terminal.command("list")
    command[4:4] = options
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=its_end, text=True, timeout=RUN_LIMIT_S
    )
    shown = on_screen(screen, its_end)
    assert "Ready" in done.stdout
    assert ("device.health" in shown) == bool(options)


def test_faults_prints_the_table(terminal: Terminal) -> None:
    done = terminal.run_anywhere("faults")
    assert done.returncode == 0
    assert "| CR-01 |" in done.stdout


def test_discover_shows_the_readers(terminal: Terminal) -> None:
    done = terminal.run_anywhere("discover", "--interface", "127.0.0.1", "--listen", "0", "--json")
    assert done.returncode == 0
    assert {"transport": "pcsc", "port": "Virtual PCD 0", "about": "Virtual PCD 0 00 00"} in lines(
        done.stdout
    )


def test_use_writes_a_port_that_answers_and_refuses_one_that_does_not(terminal: Terminal) -> None:
    before = terminal.config.read_text()
    done = terminal.run("use", "card", "ACS ACR122U")
    assert done.returncode == 1
    assert "CR-02" in done.stdout
    assert terminal.config.read_text() == before
    done = terminal.run("use", "card", "Virtual PCD 1", "--json")
    assert done.returncode == 0
    (row,) = lines(done.stdout)
    assert Path(str(row["kept"])).read_text() == before
    assert 'reader = "Virtual PCD 1"' in terminal.config.read_text()
    terminal.config.write_text(before)


def test_a_reader_is_not_moved_onto_another_devices_port(
    terminal: Terminal, tmp_path: Path
) -> None:
    site = Terminal(tmp_path, terminal.card, terminal.board)
    with SerialCable(tmp_path) as cable:
        before = (
            f'[devices.card]\ndriver = "serial-line"\nport = "{cable.host_end}"\n'
            f'[devices.codes]\ndriver = "serial-scanner"\nport = "{terminal.board.config().port}"\n'
        )
        site.config.write_text(before)
        taken = terminal.board.config().port
        done = site.run("use", "card", taken, "--language", "zh_CN")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"{taken} 由设备 codes 在用，未作改动。请先给 codes 换一个端口\n"
        assert site.config.read_text() == before
        done = site.run("use", "card", str(cable.host_end))
        assert done.returncode == 0, done.stderr
        assert "Opened, not proven" in done.stdout
        assert "answers" not in done.stdout
