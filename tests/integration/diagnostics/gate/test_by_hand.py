"""The devices of a gate are tried by hand, at the screen and by the command."""

from __future__ import annotations

import json
import secrets
import sys
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from typer.testing import CliRunner, Result

from devices.ports import Sensor
from gate_agent.rules.roles import Role
from tests.helpers.gate import Gate
from tests.helpers.gate_at_screen import CARD, banner, by_hand, out_of_service, screen
from tests.helpers.legibility import unreadable
from tests.helpers.qt import find, press, seen, wait_for, wait_until, words
from tests.helpers.sitting import Sitting
from ui.diagnostics.cli import app

TIMES = "fact7"
"""The last line of a device's facts."""


def test_the_gates_camera_is_looked_through(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack, screens: Path
) -> None:
    gate, tokens = staffed
    gate.site.person("person_a_1")
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open)
    by_hand(program, "camera", "live")
    wait_until(lambda: banner(program, "verdict") == "Good, stay like this", "the face is good")
    wait_for(program.window, "faceBox")
    assert program.window.grabWindow().save(str(screens / "diagnostics-live-gate-en.png"))
    assert unreadable(program.window, "nothing") == []
    gate.site.person(None)
    wait_until(lambda: seen(program.window, "faceBox") is None, "nobody is there any more")
    assert program.warnings == []


def test_a_card_at_the_gate_is_read_for_the_technician_alone(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack, screens: Path
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open)
    before = gate.last_event()
    by_hand(program, "reader", "reading")
    wait_until(lambda: banner(program, "readingWarning") != "", "it warns: people may pass")
    # The gate notes who asks. Only then may a second one ask, who is refused once it has lent.
    log = gate.config.parent / "agent.log"
    noted = log.read_text().count("device.by_hand")
    press(program.window, "readAgain")
    wait_until(lambda: log.read_text().count("device.by_hand") > noted, "the gate was asked")
    wait_until(lambda: gate.lent("reader"), "the gate lends its reader")
    with gate.site.pcsc.card(CARD):
        wait_until(lambda: words(program.window, "fact1") != "", "the card is shown")
    assert words(program.window, "fact1") == CARD.hex(" ").upper()
    assert gate.last_event() == before, "the lane knows nothing of it"
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: program.window.property("dialog") == "", "back at the list")
    wait_until(lambda: "Card read ≤" in words(program.window, TIMES), "how long it took is told")
    assert program.window.grabWindow().save(str(screens / "diagnostics-gate-en.png"))
    assert unreadable(program.window, "nothing") == []
    assert program.warnings == []


def test_the_gates_barrier_is_pulsed_once_its_lane_is_out_of_service(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open)
    gate.site.relay.moves.clear()
    by_hand(program, "barrier", "inputs")
    wait_for(program.window, "input1")
    press(program.window, "pulse")
    press(program.window, "pulseNow")
    wait_until(lambda: "out of service" in banner(program, "pulseResult"), "it says why not")
    assert gate.site.relay.moves == []
    with out_of_service(gate):
        press(program.window, "pulse")
        press(program.window, "pulseNow")
        wait_until(lambda: gate.site.relay.moves == [True], "the relay moved")
        gate.site.relay.set_sensor(Sensor.PASSAGE, True)
        wait_until(
            lambda: "Passage beam +" in banner(program, "pulseResult"), "what answered is told"
        )
        gate.site.relay.set_sensor(Sensor.PASSAGE, False)
        wait_until(lambda: gate.site.relay.moves == [True, False], "it closed by itself")
    assert program.warnings == []


def test_devices_of_the_gate_are_tried_by_the_command(
    staffed: tuple[Gate, dict[Role, str]], tmp_path: Path
) -> None:
    gate, tokens = staffed
    token = tmp_path / "east.token"
    token.write_text(tokens[Role.TECHNICIAN])
    where = ["--agent", gate.url, "--token-file", str(token)]

    def tries(*words: str) -> Result:
        return CliRunner().invoke(app, ["try", *words, *where])

    command = [sys.executable, "-m", "yanhu", "diagnostics", "try", "reader", *where]
    with Sitting(command, screen=True) as sitting:
        sitting.hear("Present a card to the reader (at most 15 s")
        with gate.site.pcsc.card(CARD):
            said, code = sitting.end()
    assert code == 0, sitting.asked
    assert f"Card number (UID): {CARD.hex(' ').upper()}" in said
    assert "In service: a card read meanwhile opens nothing" in sitting.asked
    assert CARD.hex(" ").upper() not in sitting.asked

    gate.site.person("person_a_1")
    looked = tries("camera", "--limit", "3", "--json")
    gate.site.person(None)
    assert looked.exit_code == 0, looked.output
    last = json.loads(looked.stdout.splitlines()[-1])
    assert last["fps"] > 0
    assert "jpeg" not in last

    gate.site.relay.moves.clear()
    inputs = tries("barrier", "--limit", "1", "--language", "zh_CN")
    assert (inputs.exit_code, "通行光束（passage）：无信号" in inputs.stdout) == (0, True)
    refused = tries("barrier", "--pulse", "--yes")
    assert refused.exit_code == 1
    assert "out of service" in refused.stdout
    assert tries("barrier", "--pulse").exit_code == 2, "nobody agreed"
    assert gate.site.relay.moves == []
    with out_of_service(gate):
        pulsed = tries("barrier", "--pulse", "--yes")
        assert (pulsed.exit_code, "BA-04" in pulsed.stdout) == (1, True), "nobody in the beam"
    assert gate.site.relay.moves == [True, False]

    assert "configured: reader, camera, barrier" in tries("door").stderr
    token.write_text(secrets.token_hex(16))
    assert tries("camera").exit_code == 1


def test_a_guard_at_the_technicians_screen_is_refused(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.GUARD], screens_open)
    gate.site.relay.moves.clear()
    by_hand(program, "camera", "live")
    wait_until(lambda: banner(program, "liveProblem") != "", "it is refused")
    assert seen(program.window, "faceBox") is None
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    with out_of_service(gate):
        by_hand(program, "barrier", "inputs")
        press(program.window, "pulse")
        press(program.window, "pulseNow")
        wait_until(lambda: banner(program, "pulseResult") != "", "it is refused")
    assert gate.site.relay.moves == []
    assert find(program.window, "sheetTitle").isVisible()
    assert program.warnings == []
