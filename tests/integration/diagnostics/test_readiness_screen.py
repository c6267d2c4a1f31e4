"""A guided readiness run at the real screen: real devices, real paper, a signed PDF."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from devices.diagnostics.readiness.archive import ReportArchive
from devices.diagnostics.readiness.technicians import TRIES, ProofRefused, Technicians
from devices.inventory import DeviceConfig
from tests.helpers.agent_peer import agent_peer
from tests.helpers.gate_states import device, gate_state, lane
from tests.helpers.legibility import unreadable
from tests.helpers.pcsc import random_number
from tests.helpers.qt import (
    find,
    items,
    press,
    seen,
    type_text,
    wait_for,
    wait_until,
    words,
    written,
)
from tests.integration.diagnostics.conftest import OpenBench, Workshop
from ui.agents.link import LinkStatus
from ui.diagnostics.program import DiagnosticsProgram

OpenWorkshop = Callable[..., DiagnosticsProgram]
NAME: Final = "Wang Lin"
BEGINNER: Final = "Zhou Min"
LOCKED: Final = "Li Na"
USUAL: Final = {"": (1920, 1080)}
SIZES: Final = {**USUAL, "-small": (1024, 600)}
LIMIT_S: Final = 5.0


class Pictures:
    """A page in both languages, on the usual screen and maybe on a small one; all legible."""

    def __init__(self, program: DiagnosticsProgram, folder: Path) -> None:
        self._program: Final = program
        self._folder: Final = folder

    def keep(self, name: str, *, small: bool = False) -> None:
        window, speaker = self._program.window, self._program.speaker
        for suffix, (width, height) in SIZES.items() if small else USUAL.items():
            window.resize(width, height)
            self._wait_for_scale(min(width / 1920, height / 1080))
            for _ in range(2):
                speaker.turn()
                file = f"diagnostics-{name}{suffix}-{speaker.current.value}.png"
                picture = window.grabWindow()
                assert picture.save(str(self._folder / file))
                assert unreadable(window, "nothing") == [], file
        window.resize(*SIZES[""])
        self._wait_for_scale(1.0)
        assert self._program.warnings == []

    def _wait_for_scale(self, scale: float) -> None:
        stage = find(self._program.window, "stage")
        wait_until(lambda: abs(stage.scale() - scale) < 0.001, f"drawn at {scale:.3f}")


def new_pin() -> str:
    return f"1{secrets.randbelow(10**7):07d}"


def page(program: DiagnosticsProgram) -> str:
    return str(find(program.window, "readinessPage").property("page"))


def start(program: DiagnosticsProgram) -> None:
    press(program.window, "startRun")
    press(program.window, "disturb")
    wait_for(program.window, "technician1")


def choose(program: DiagnosticsProgram, name: str) -> None:
    place = sorted((NAME, BEGINNER, LOCKED)).index(name) + 1
    press(program.window, f"technician{place}")


def typed(program: DiagnosticsProgram, pin: str) -> None:
    """By the keyboard."""
    wait_for(program.window, "pinDots")
    for digit in pin:
        QTest.keyClick(program.window, ord(digit))
    QTest.keyClick(program.window, Qt.Key.Key_Return)


def turn_of(program: DiagnosticsProgram, workshop: Workshop, device: str) -> None:
    number = workshop.number(device)
    wait_until(
        lambda: words(program.window, "stepTitle") == f"Step {number} of 6 · {device}",
        f"it is the turn of {device}",
    )


def test_a_guided_run_ends_in_a_signed_report(
    open_workshop: OpenWorkshop,
    workshop: Workshop,
    screens: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    pin, card = new_pin(), random_number()
    folder = workshop.file.parent / "diagnostics"
    technicians, archive = Technicians(folder), ReportArchive(folder)
    technicians.set_pin(NAME, pin)
    technicians.set_card(NAME, card)
    technicians.set_card(BEGINNER, random_number())
    technicians.set_pin(LOCKED, new_pin())
    for _ in range(TRIES):
        with pytest.raises(ProofRefused):
            technicians.check_pin(LOCKED, "000000")
    program = open_workshop(limit_s=LIMIT_S)
    window, pictures = program.window, Pictures(program, screens)

    # Nothing happens before somebody said that the terminal may be disturbed.
    wait_for(window, "openReadiness")
    pictures.keep("readiness-button", small=True)
    press(window, "openReadiness")
    wait_until(
        lambda: "No report yet" in written(program.window, "readinessPage"), "there is no report"
    )
    pictures.keep("readiness-none")
    press(window, "startRun")
    wait_for(window, "disturb")
    pictures.keep("readiness-question")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait_until(lambda: seen(window, "disturb") is None, "no is an answer")
    assert page(program) == "history"

    # Who it is.
    start(program)
    choose(program, BEGINNER)
    wait_until(
        lambda: "has no PIN yet" in written(program.window, "proofProblem"), "the remedy is told"
    )
    assert f'yanhu devices set-pin --technician "{BEGINNER}"' in written(
        program.window, "proofProblem"
    )
    pictures.keep("readiness-no-pin")
    choose(program, LOCKED)
    typed(program, "123123")
    wait_until(lambda: "has to wait" in written(program.window, "proofProblem"), "it is locked")
    choose(program, NAME)
    typed(program, "123123")
    wait_until(
        lambda: "This is not the PIN" in written(program.window, "proofProblem"), "a wrong PIN"
    )
    for digit in pin:
        press(window, f"pin.{digit}")
    assert find(window, "pinDots").property("typed") == len(pin)
    pictures.keep("readiness-proof", small=True)
    assert not any(pin in str(item.property("text")) for item in items(window.contentItem()))

    # The walk: a skip, a scanner that nobody holds a code to, and two prints judged by eye.
    printed = len(workshop.printer.printed())
    press(window, "pin.enter")
    turn_of(program, workshop, "reader")
    press(window, "skipStep")
    press(window, "skip2")
    turn_of(program, workshop, "scanner")
    wait_until(lambda: f"of {LIMIT_S:g} s" in words(window, "stepClock"), "the clock runs")
    assert words(window, "stepInstruction") == "Hold a code before the scanner"
    pictures.keep("readiness-walk")
    wait_for(window, "tryAgain")
    assert f"Not finished within {LIMIT_S:g} s" in words(window, "stepFailure")
    assert not find(window, "skipStep").isEnabled()
    pictures.keep("readiness-failed", small=True)
    press(window, "tryAgain")
    wait_until(lambda: "attempt 2" in words(window, "stepTitle"), "it is tried again")
    wait_for(window, "leaveFailed")
    QTest.keyClick(window, Qt.Key.Key_G)
    wait_for(window, "eyeGood")
    for number, said in (
        (1, "Passed"),
        (2, "Skipped: No card or code at hand"),
        (3, f"Attempt 2: DV-10 Not finished within {LIMIT_S:g} s; stopped"),
        (4, "Passed"),
    ):
        assert said in written(program.window, f"step{number}")
    assert len(workshop.printer.printed()) == printed + 1
    turn_of(program, workshop, "printer")
    pictures.keep("readiness-eye", small=True)
    QTest.keyClick(window, Qt.Key.Key_F9)
    wait_for(window, "skip1")
    pictures.keep("readiness-skip", small=True)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait_until(lambda: seen(window, "skip1") is None, "the question is gone")
    QTest.keyClick(window, Qt.Key.Key_Y)
    turn_of(program, workshop, "slips")
    wait_for(window, "eyeAgain")
    slips = len(workshop.receipts.slips())
    press(window, "eyeAgain")
    wait_until(lambda: len(workshop.receipts.slips()) > slips, "another receipt comes out")
    press(window, "eyeBad")
    wait_for(window, "wrong4")
    pictures.keep("readiness-wrong")
    type_text(window, "wrongTyped", "the cut is askew")
    press(window, "wrongNow")
    wait_until(lambda: "the cut is askew" in words(window, "stepFailure"), "it may be repeated")
    slips = len(workshop.receipts.slips())
    QTest.keyClick(window, Qt.Key.Key_A)
    wait_for(window, "eyeGood")
    assert len(workshop.receipts.slips()) > slips
    QTest.keyClick(window, Qt.Key.Key_Y)

    # The verdict, and the report that an earlier technician's eye can check.
    wait_until(lambda: page(program) == "report", "the report is shown")
    pages = wait_for(window, "reportPicture")
    wait_until(lambda: bool(pages.property("live")), "its pages are drawn")
    assert words(window, "verdict") == "Not ready for service"
    pictures.keep("readiness-report", small=True)
    (entry,) = archive.entries()
    assert archive.intact(entry)
    assert entry.technician == NAME
    assert (entry.passed, entry.failed, entry.timed_out, entry.skipped) == (4, 0, 1, 1)
    report = archive.path(entry)
    told = "".join("".join(page.extract_text().split()) for page in PdfReader(report).pages)
    for said in (
        "Skipped: No card or code at hand",
        "judged good by eye",
        f"Attempt 1: Timed out, {LIMIT_S:.1f} s",
        "Attempt 2: Failed",
        "judged bad by eye: the cut is askew",
        NAME,
    ):
        assert said.replace(" ", "") in told
    press(window, "exportReport")
    wait_for(window, "exportNow")
    pictures.keep("readiness-export")
    press(window, "exportNow")
    wait_until(
        lambda: "Copied to" in written(program.window, "exported"), "it says where the copy is"
    )
    (copy,) = (folder / "exports").glob("yanhu-readiness-*.pdf")
    assert copy.read_bytes() == report.read_bytes()

    # The history, and a report that somebody changed.
    press(window, "back")
    wait_until(lambda: "Intact" in written(program.window, "report1"), "its signature was checked")
    pictures.keep("readiness-history")
    report.write_bytes(copy.read_bytes() + b"% changed\n")
    press(window, "report1")
    wait_until(lambda: written(program.window, "reportChanged") != "", "the change is told")
    press(window, "back")
    wait_until(lambda: "Changed or gone" in written(program.window, "report1"), "here too")
    report.write_bytes(copy.read_bytes())

    # Another run, proved by a card; stopped, it leaves nothing behind.
    start(program)
    choose(program, NAME)
    press(window, "byCard1")
    with workshop.pcsc.card(card):
        wait_until(lambda: page(program) == "walk", "the card proves it")
    press(window, "back")
    wait_for(window, "stopNow")
    pictures.keep("readiness-stop")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait_until(lambda: seen(window, "stopNow") is None, "no is an answer")
    assert page(program) == "walk"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    press(window, "stopNow")
    wait_until(
        lambda: "nothing counts as ready" in written(program.window, "readinessNotice"),
        "it is told",
    )
    assert len(archive.entries()) == 1
    press(window, "back")
    wait_until(lambda: window.property("dialog") == "", "back at the list")
    said = "".join(capfd.readouterr())
    assert pin not in said
    assert card.hex() not in said.lower().replace(" ", "")


def test_one_of_several_terminals_is_chosen(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig], tmp_path: Path, screens: Path
) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[kiosk]\ncode = "K03"\n')
    with agent_peer(gate_state(lane(1), devices=(device("reader-1", "card_reader"),))) as gate:
        program = open_bench(kiosk, gate, reports=file)
        window = program.window
        press(window, "openReadiness")
        press(window, "startRun")
        press(window, "terminal2")
        assert "In service" in written(program.window, "terminal2")
        Pictures(program, screens).keep("readiness-terminals", small=True)
        gate.stop()
        wait_until(lambda: program.bench.looks[1].status is LinkStatus.LOST, "the gate is lost")
        press(window, "disturbNot")
        wait_until(lambda: seen(window, "disturbNot") is None, "no is an answer")
        press(window, "startRun")
        wait_until(lambda: "No contact" in written(program.window, "terminal2"), "it is told")
        assert not find(window, "terminal2").isEnabled()
        press(window, "disturb")
        wait_until(
            lambda: "No technician is known here yet" in written(program.window, "proof"), "nobody"
        )
        assert f"--config {file}" in written(program.window, "proof")
        Pictures(program, screens).keep("readiness-nobody")
