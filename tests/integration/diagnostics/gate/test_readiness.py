"""A readiness run over a gate."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject

from devices.diagnostics.readiness.archive import ReportArchive
from devices.diagnostics.readiness.technicians import Technicians
from devices.diagnostics.terminal_data import diagnostics_folder
from gate_agent.rules.roles import Role
from tests.helpers.gate import Gate
from tests.helpers.gate_at_screen import CARD, banner, screen
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.pcsc import random_number
from tests.helpers.qt import press, seen, wait_for, wait_until, words
from ui.diagnostics.program import DiagnosticsProgram


def test_a_readiness_run_over_a_gate_that_runs_asks_first_and_is_kept_at_the_gate(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack, screens: Path
) -> None:
    gate, tokens = staffed
    folder = diagnostics_folder(gate.config)
    pin = f"1{secrets.randbelow(10**7):07d}"
    Technicians(folder).set_card("Wang Lin", random_number())
    Technicians(folder).set_pin("Wang Lin", pin)
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, gate.config)
    press(program.window, "openReadiness")
    press(program.window, "startRun")
    wait_for(program.window, "disturb")
    name = program.bench.looks[0].name.en
    assert program.bench.looks[0].in_service
    asked = [str(item.property("title")) for item in program.window.findChildren(QObject)]
    assert f"{name} is in service. May it be disturbed?" in asked
    picture_at_rest(program.window).save(str(screens / "diagnostics-readiness-gate-en.png"))
    assert unreadable(program.window, "nothing") == []
    press(program.window, "disturb")
    log = gate.config.parent / "agent.log"
    before = log.read_text().count("device.by_hand")
    press(program.window, "byCard1")
    wait_until(lambda: log.read_text().count("device.by_hand") > before, "the gate was asked")
    wait_until(lambda: gate.lent("reader"), "the gate lends its reader")
    with gate.site.pcsc.card(CARD):
        wait_until(lambda: seen(program.window, "proofProblem") is not None, "the wrong card")
    assert banner(program, "proofProblem") == "This is not the card of Wang Lin"
    for digit in pin:
        press(program.window, f"pin.{digit}")
    press(program.window, "pin.enter")
    turn_of(program, "reader")
    press(program.window, "skipStep")
    press(program.window, "skip2")
    wait_for(program.window, "reportPicture")
    assert words(program.window, "verdict") == "Ready as far as tested"
    archive = ReportArchive(folder)
    (entry,) = archive.entries()
    assert archive.intact(entry)
    assert (entry.passed, entry.failed, entry.skipped) == (2, 0, 1)
    assert name in entry.terminal
    assert CARD.hex() not in log.read_text().lower().replace(" ", "")
    assert program.warnings == []


def turn_of(program: DiagnosticsProgram, device: str) -> None:
    wait_until(
        lambda: words(program.window, "stepTitle").endswith(f"· {device}"), f"it is {device}'s turn"
    )
