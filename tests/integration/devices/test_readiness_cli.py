"""A readiness run as a technician makes it, on a real reader and a real relay board."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import Fault
from devices.self_test import fault_sentence
from tests.helpers.pcsc import PcscBench, random_number
from tests.helpers.relay import RelayBench

RUN_LIMIT_S = 60.0
NAME = "Wang Lin"


class Terminal:
    """A terminal, and the command of its technician."""

    def __init__(self, folder: Path, readers: PcscBench, board: RelayBench) -> None:
        self.readers = readers
        self.board = board
        self.config = folder / "gate.toml"
        self.config.write_text(
            f'[gate]\ncode = "east"\ndata = "data"\n'
            f'[devices.card]\ndriver = "pcsc"\nreader = "{readers.config().reader}"\n'
            f'[devices.barrier]\ndriver = "modbus-rtu"\nport = "{board.config().port}"\n'
            "inputs = { passage = 0 }\npoll_s = 0.02\n"
        )
        (folder / "data").mkdir()
        self.pin = f"1{secrets.randbelow(10**7):07d}"

    def command(self, *words: str) -> list[str]:
        where = ["--config", str(self.config)]
        return [sys.executable, "-m", "yanhu", "devices", *words, *where]

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), input=typed, capture_output=True, text=True, timeout=RUN_LIMIT_S
        )

    def readiness(self, *words: str, pin: str | None = None) -> subprocess.CompletedProcess[str]:
        typed = (self.pin if pin is None else pin) + "\n"
        return self.run("readiness", "--technician", NAME, *words, typed=typed)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with PcscBench() as readers, RelayBench() as board:
        terminal = Terminal(tmp_path_factory.mktemp("terminal"), readers, board)
        done = terminal.run("set-pin", "--technician", NAME, typed=terminal.pin + "\n")
        assert done.returncode == 0, done.stderr
        yield terminal


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_run_with_one_device_skipped_ends_in_a_report(terminal: Terminal) -> None:
    done = terminal.readiness("--in-service-ok", "--skip", "card=not fitted yet", "--json")
    assert done.returncode == 0, done.stderr
    skipped, begun, ended, report = rows(done.stdout)
    assert (skipped["device"], skipped["outcome"]) == ("card", "skipped")
    assert (begun["event"], begun["device"]) == ("step", "barrier")
    assert ended["outcome"] == "passed"
    assert report["verdict"] == "ready_as_far_as_tested"
    assert Path(str(report["path"])).read_bytes().startswith(b"%PDF-")
    listed = rows(terminal.run("reports", "--json").stdout)
    assert [(row["number"], row["intact"]) for row in listed] == [(report["number"], True)]
    assert terminal.pin not in done.stdout + done.stderr


def test_card_proves_as_well_and_its_number_is_nowhere(terminal: Terminal) -> None:
    number = random_number()
    with terminal.readers.card(number):
        done = terminal.run("set-card", "--technician", NAME, "--reader", "card")
        assert done.returncode == 0, done.stderr
        done = terminal.run(
            *("readiness", "--technician", NAME, "--card", "card", "--in-service-ok", "--json")
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(done.stdout)[-1]["verdict"] == "ready"
    left = [path.read_bytes() for path in terminal.config.parent.rglob("*") if path.is_file()]
    for form in (number, number.hex().encode(), number.hex().upper().encode()):
        assert not any(form in content for content in left)
    assert number.hex() not in (done.stdout + done.stderr).lower()


def test_wrong_card_is_refused(terminal: Terminal) -> None:
    with terminal.readers.card(random_number()):
        done = terminal.run(
            *("readiness", "--technician", "Nobody", "--card", "card", "--in-service-ok")
        )
    assert done.returncode == 2
    assert "not the card of Nobody" in done.stderr


def test_wrong_pin_is_refused_before_any_device_is_touched(terminal: Terminal) -> None:
    done = terminal.readiness("--in-service-ok", pin="000001")
    assert done.returncode == 2
    assert "not the PIN" in done.stderr
    assert done.stdout == ""


def test_lane_in_service_is_not_disturbed_unasked(terminal: Terminal) -> None:
    done = terminal.readiness()
    assert done.returncode == 2
    assert "--in-service-ok" in done.stderr


def test_dead_device_is_not_ready(terminal: Terminal) -> None:
    terminal.board.kill_board()
    try:
        done = terminal.readiness("--in-service-ok", "--skip", "card=not fitted yet")
        chinese = terminal.readiness(
            "--in-service-ok", "--skip", "card=还没装", "--language", "zh_CN"
        )
    finally:
        terminal.board.power_board()
    assert done.returncode == 1
    skipped, begun, ended, verdict, _path = done.stdout.splitlines()
    assert skipped == "card: Skipped: not fitted yet"
    assert begun.startswith("2/2 barrier: Stand clear")
    assert ended.strip().startswith("Failed in ")
    assert "DV-02" in ended
    assert verdict == "Not ready for service"
    skipped, begun, ended, verdict, _path = chinese.stdout.splitlines()
    assert skipped == "card：跳过：还没装"
    assert begun.startswith("2/2 barrier: 请远离道闸")
    assert ended.strip().startswith("未通过，")
    assert fault_sentence(Fault.DEVICE_SILENT).zh in ended
    assert verdict == "不能投入使用"


def test_skip_without_a_reason_is_refused(terminal: Terminal) -> None:
    done = terminal.readiness("--in-service-ok", "--skip", "card")
    assert done.returncode == 2
    assert "say why card is skipped" in done.stderr


def test_changed_report_is_listed_as_such(terminal: Terminal) -> None:
    folder = terminal.config.parent / "data" / "diagnostics" / "readiness"
    oldest = min(folder.glob("*.pdf"))
    whole = oldest.read_bytes()
    oldest.write_bytes(whole + b"% changed\n")
    done = terminal.run("reports")
    oldest.write_bytes(whole)
    assert done.returncode == 1
    assert "CHANGED OR GONE" in done.stdout


def test_interrupted_with_nobody_at_a_terminal_it_stops_without_a_report(
    terminal: Terminal,
) -> None:
    before = terminal.run("reports", "--json").stdout
    words = ("--technician", NAME, "--in-service-ok", "--json", "--limit", str(RUN_LIMIT_S))
    with subprocess.Popen(
        terminal.command("readiness", *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(terminal.pin + "\n")
        process.stdin.flush()
        assert '"device": "card"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        said, problem = process.communicate(timeout=RUN_LIMIT_S)
    assert process.returncode == 130, problem
    assert said == ""
    assert "Stopped: there is no report" in problem
    assert terminal.run("reports", "--json").stdout == before
