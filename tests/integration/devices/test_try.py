"""A technician tries each kind of device by hand at the command, on real devices."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from devices.card.protocol_words import PROTOCOLS
from devices.diagnostics.trials.words import printable
from devices.errors import Fault
from devices.ports import CardProtocol, Sensor
from devices.self_test import fault_sentence
from tests.helpers.camera import CameraPeer
from tests.helpers.faces import models_folder, photograph
from tests.helpers.pcsc import PcscBench, random_number
from tests.helpers.receipts import NetworkBench
from tests.helpers.relay import RelayBench
from tests.helpers.scanners import SerialScannerBench, random_code
from tests.helpers.sitting import Sitting
from tests.helpers.waiting import wait_until


class Terminal:
    """One device of each kind that needs somebody's hand or eye."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.readers = stack.enter_context(PcscBench())
        self.board = stack.enter_context(RelayBench())
        self.scanner = stack.enter_context(SerialScannerBench())
        self.printer = stack.enter_context(NetworkBench())
        self.camera = stack.enter_context(CameraPeer())
        slips = self.printer.config()
        self.config = folder / "kiosk.toml"
        self.config.write_text(
            f'[face]\nmodels = "{models_folder()}"\n'
            f'[devices.card]\ndriver = "pcsc"\nreader = "{self.readers.config().reader}"\n'
            f'[devices.codes]\ndriver = "serial-scanner"\nport = "{self.scanner.config().port}"\n'
            f'[devices.camera]\ndriver = "mjpeg"\nurl = "{self.camera.url}"\n'
            f'[devices.barrier]\ndriver = "modbus-rtu"\nport = "{self.board.config().port}"\n'
            "inputs = { passage = 0 }\npoll_s = 0.02\n"
            f'[devices.slips]\ndriver = "escpos-network"\nhost = "{slips.host}"\n'
            f"tcp_port = {slips.tcp_port}\nanswer_timeout_s = {slips.answer_timeout_s}\n"
        )

    def tries(self, name: str, *words: str, screen: bool = False) -> Sitting:
        command = [sys.executable, "-m", "yanhu", "devices", "try", name, *words]
        return Sitting([*command, "--config", str(self.config)], screen=screen)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with ExitStack() as stack:
        yield Terminal(tmp_path_factory.mktemp("terminal"), stack)


def rows(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_a_card_is_on_the_screen_and_in_no_log(terminal: Terminal) -> None:
    number = random_number()
    with terminal.tries("card", "--limit", "60", screen=True) as sitting:
        sitting.hear("Present a card to the reader (at most 60 s")
        with terminal.readers.card(number):
            said, code = sitting.end()
    assert code == 0, sitting.asked
    assert f"Card number (UID): {number.hex(' ').upper()}" in said
    assert "ATR: 3B" in said
    assert f"Protocol: {PROTOCOLS[CardProtocol.CONTACTLESS].en}" in said
    assert number.hex() not in sitting.asked.replace(" ", "").lower()


def test_a_card_goes_into_no_pipe(terminal: Terminal) -> None:
    number = random_number()
    with terminal.tries("card", "--limit", "60", "--json") as sitting:
        sitting.hear("Present a card")
        with terminal.readers.card(number):
            said, code = sitting.end()
    (row,) = rows(said)
    assert (code, row["card"]["number"], row["card"]["protocol"]) == (0, None, "contactless")
    assert number.hex() not in (said + sitting.asked).replace(" ", "").lower()


def test_a_card_that_can_not_be_read_is_told_with_code_and_remedy(terminal: Terminal) -> None:
    with terminal.tries("card", "--limit", "60") as sitting:
        sitting.hear("Present a card")
        with terminal.readers.unreadable_card():
            said, code = sitting.end()
    assert (code, said) == (1, f"{fault_sentence(Fault.CARD_UNREADABLE).en}\n")


def test_waiting_for_a_card_ends_at_ctrl_c(terminal: Terminal) -> None:
    with terminal.tries("card", "--limit", "60", "--language", "zh_CN") as sitting:
        sitting.leave("请在读卡器上放一张卡")
        said, code = sitting.end()
    assert (said, code) == ("", 130)


def test_a_code_is_on_the_screen(terminal: Terminal) -> None:
    code_text = random_code()
    with terminal.tries("codes", "--language", "zh_CN", screen=True) as sitting:
        sitting.hear("请把一个码对准扫码器")
        terminal.scanner.scan(code_text)
        said, code = sitting.end()
    assert code == 0, sitting.asked
    assert f"内容：{code_text}" in said
    assert "码制：未知（扫码器未报）" in said
    assert code_text not in sitting.asked


def test_a_camera_is_told_in_figures(terminal: Terminal) -> None:
    terminal.camera.show(photograph("person_a_1"))
    with terminal.tries("camera", "--limit", "120", "--json") as sitting:
        sitting.interrupt('"verdict": "good"')
        said, code = sitting.end()
    assert code == 0, sitting.asked
    good = next(row for row in rows(said) if row["face"] and row["face"]["verdict"] == "good")
    assert 0.1 < good["face"]["box"]["width"] < 0.6
    assert good["fps"] > 0
    assert good["frames"] >= 2
    assert "jpeg" not in good


def test_inputs_are_told_as_they_change(terminal: Terminal) -> None:
    try:
        with terminal.tries("barrier", "--limit", "120", "--json") as sitting:
            sitting.hear("Watching")
            terminal.board.set_sensor(Sensor.PASSAGE, True)
            sitting.interrupt('"passage": true')
            said, code = sitting.end()
    finally:
        terminal.board.set_sensor(Sensor.PASSAGE, False)
    assert code == 0
    assert rows(said)[-1] == {"event": "inputs", "device": "barrier", "active": {"passage": True}}


def test_a_barrier_is_pulsed_for_somebody_who_agrees(terminal: Terminal) -> None:
    terminal.board.moves.clear()
    with terminal.tries("barrier", "--pulse") as sitting:
        sitting.answer("Move it [y/N]:", "n")
        assert sitting.end()[1] == 2
    assert "Not moved" in sitting.asked
    assert terminal.board.moves == []
    with terminal.tries("barrier", "--pulse") as sitting:
        sitting.answer("Move it [y/N]:", "y")
        sitting.hear("reach into the sensor")
        terminal.board.set_sensor(Sensor.PASSAGE, True)
        said, code = sitting.end()
    terminal.board.set_sensor(Sensor.PASSAGE, False)
    assert code == 0, sitting.asked
    assert "Relay pulsed" in said
    assert terminal.board.moves == [True, False]


def test_a_receipt_is_judged_by_eye(terminal: Terminal) -> None:
    printed = len(terminal.printer.slips())
    with terminal.tries("slips") as sitting:
        sitting.answer("is the paper cut? [y/n]", "n")
        sitting.answer("What is wrong", "the cut is askew")
        said, code = sitting.end()
    assert code == 1
    assert said == "Failed: Receipt printed; judged bad by eye: the cut is askew\n"
    with terminal.tries("slips", "--language", "zh_CN") as sitting:
        sitting.answer("纸是否切断？ [y：是，n：否]", "y")
        said, code = sitting.end()
    assert (said, code) == ("通过：小票已打印；目视合格\n", 0)
    assert len(terminal.printer.slips()) == printed + 2


def test_a_code_commands_no_terminal() -> None:
    assert printable("通行\x1b[2J\x9b\n") == "通行\\x1b[2J\\x9b\\x0a"


def test_a_pulse_that_no_sensor_answers_is_not_passed(terminal: Terminal) -> None:
    terminal.board.moves.clear()
    with terminal.tries("barrier", "--pulse", "--yes") as sitting:
        said, code = sitting.end()
    assert (code, said) == (1, f"Failed: {fault_sentence(Fault.BARRIER_SENSOR_SILENT).en}\n")
    assert terminal.board.moves == [True, False]


def test_a_pulse_says_that_no_sensor_is_set(terminal: Terminal, tmp_path: Path) -> None:
    wired = tmp_path / "gate.toml"
    wired.write_text(
        f'[devices.barrier]\ndriver = "modbus-rtu"\nport = "{terminal.board.config().port}"\n'
    )
    command = [sys.executable, "-m", "yanhu", "devices", "try", "barrier", "--pulse", "--yes"]
    with Sitting([*command, "--config", str(wired)]) as sitting:
        said, code = sitting.end()
    assert code == 0, sitting.asked
    assert "no passage sensor is set" in said


@pytest.mark.parametrize("command", [("try", "barrier", "--pulse"), ("test", "barrier")])
def test_a_barrier_that_this_program_closes_is_shut_after_ctrl_c(
    terminal: Terminal, tmp_path: Path, command: tuple[str, ...]
) -> None:
    config = tmp_path / "gate.toml"
    config.write_text(
        f'[devices.barrier]\ndriver = "modbus-rtu"\nport = "{terminal.board.config().port}"\n'
        'inputs = { passage = 0 }\npoll_s = 0.02\nclosing = "host"\nself_test_pulse = true\n'
    )
    moves = terminal.board.moves
    moves.clear()
    words = [*command, "--yes", "--config", str(config)]
    with Sitting([sys.executable, "-m", "yanhu", "devices", *words]) as sitting:
        wait_until(lambda: True in moves, "the barrier is open", 20.0)
        sitting.press_ctrl_c()
        sitting.end()
    assert not terminal.board.is_open()
