"""A device of a gate is given another port."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gate_agent.rules.roles import Role
from tests.helpers.gate import Gate
from tests.helpers.gate_at_screen import banner, screen
from tests.helpers.hostile_camera import HostileCamera
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.qt import find, press, seen, wait_for, wait_until
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

GOOD = 1
"""Of Banner.Tone."""
KEPT: list[Path] = []
"""Files that the gate has kept beside its configuration so far."""


@pytest.mark.parametrize("language", list(Language))
def test_a_device_of_the_gate_is_given_another_port(
    staffed: tuple[Gate, dict[Role, str]],
    screens_open: ExitStack,
    screens: Path,
    language: Language,
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, language=language)
    before = gate.config.read_text()
    names = [place.device.name for place in program.bench.places]
    press(program.window, f"device{names.index('reader') + 1}")
    press(program.window, "findPort")
    wait_for(program.window, "lookAgain")
    wait_until(lambda: bool(usable(program)), "the other reader is found", 30_000)
    assert picture_at_rest(program.window).save(
        str(screens / f"diagnostics-ports-gate-{language.value}.png")
    )
    press(program.window, usable(program)[0])
    press(program.window, "useNow")
    wait_until(lambda: banner(program, "portOutcome") != "", "it was tried", 30_000)
    assert find(program.window, "portOutcome").property("tone") == GOOD
    assert gate.config.read_text() != before
    (kept,) = (path for path in gate.config.parent.glob("gate.toml.*") if path not in KEPT)
    KEPT.append(kept)
    assert kept.name in str(find(program.window, "portOutcome").property("remedy"))
    assert picture_at_rest(program.window).save(
        str(screens / f"diagnostics-ports-gate-used-{language.value}.png")
    )
    assert unreadable(program.window, "nothing") == []
    gate.wait_devices()
    assert program.warnings == []


@pytest.mark.parametrize("language", list(Language))
def test_a_port_that_the_gate_tries_can_be_called_off(
    staffed: tuple[Gate, dict[Role, str]],
    screens_open: ExitStack,
    screens: Path,
    language: Language,
) -> None:
    gate, tokens = staffed
    before = gate.config.read_text()
    patient = before.replace('driver = "mjpeg"', 'driver = "mjpeg"\nopen_timeout_s = 10.0')
    gate.config.write_text(patient)
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, language=language)
    names = [place.device.name for place in program.bench.places]
    press(program.window, f"device{names.index('camera') + 1}")
    press(program.window, "findPort")
    press(program.window, "typedPort")
    with HostileCamera(()) as silent:
        for letter in silent.url:
            QTest.keyClick(program.window, ord(letter))
        press(program.window, "useTyped")
        press(program.window, "useNow")
        wait_for(program.window, "callOffPort")
        assert picture_at_rest(program.window).save(
            str(screens / f"diagnostics-port-trying-{language.value}.png")
        )
        assert unreadable(program.window, "nothing") == []

        def called_off() -> bool:  # the screen may be faster than the gate
            if seen(program.window, "callOffPort") is not None:
                QTest.keyClick(program.window, Qt.Key.Key_Escape)
            return banner(program, "portOutcome") != ""

        wait_until(called_off, "Esc stops it")
        assert program.window.property("dialog") == "ports", "it is told what became of it"
    said = {Language.ZH: "已取消，没有改动", Language.EN: "Called off; nothing was changed"}
    assert banner(program, "portOutcome") == said[language]
    assert picture_at_rest(program.window).save(
        str(screens / f"diagnostics-port-called-off-{language.value}.png")
    )
    assert gate.config.read_text() == patient
    gate.config.write_text(before)
    assert program.warnings == []


def usable(program: DiagnosticsProgram) -> list[str]:
    """Names of the buttons of the ports that can be chosen."""
    buttons = (seen(program.window, f"use{number}") for number in range(1, 20))
    return [item.objectName() for item in buttons if item is not None and item.isEnabled()]
