"""A technician tries each kind of device by hand: real devices, a real window, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from devices.ports import Sensor
from devices.printer.test_page import TEST_PAGE_TITLE
from tests.helpers.faces import photograph
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.pcsc import random_number
from tests.helpers.qt import find, items, press, seen, wait_for, wait_until, words
from tests.helpers.scanners import random_code
from tests.integration.diagnostics.conftest import Workshop
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

OpenWorkshop = Callable[..., DiagnosticsProgram]
both_languages = pytest.mark.parametrize("language", list(Language))


def by_hand(program: DiagnosticsProgram, number: int, sheet: str) -> None:
    press(program.window, f"device{number}")
    press(program.window, "byHand")
    wait_until(lambda: program.window.property("dialog") == sheet, f"the sheet {sheet}")


def banner(program: DiagnosticsProgram, name: str) -> str:
    item = seen(program.window, name)
    return "" if item is None else str(item.property("text"))


def texts(program: DiagnosticsProgram, name: str) -> list[str]:
    """What is written on an item and its children."""
    below = items(find(program.window, name))
    return [str(item.property("text")) for item in below if item.isVisible()]


def keep(program: DiagnosticsProgram, path: Path, *, moving: bool = False) -> None:
    picture = program.window.grabWindow() if moving else picture_at_rest(program.window)
    assert picture.save(str(path))
    assert unreadable(program.window, "nothing") == []
    assert program.warnings == []


@both_languages
def test_the_live_picture_has_box_verdict_and_figures(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    workshop.camera.show(photograph("person_a_1"))
    program = open_workshop(language)
    by_hand(program, workshop.number("camera"), "live")
    good = {Language.ZH: "很好，请保持", Language.EN: "Good, stay like this"}[language]
    wait_until(lambda: banner(program, "verdict") == good, "the face is good")
    wait_until(lambda: "/" in words(program.window, "fact2"), "the frame rate is known")
    frame, picture = wait_for(program.window, "faceBox"), find(program.window, "livePicture")
    assert 0.1 < frame.width() / picture.width() < 0.6
    keep(program, screens / f"diagnostics-live-{language.value}.png", moving=True)
    workshop.camera.show(None)
    wait_until(lambda: seen(program.window, "faceBox") is None, "nobody is there any more")
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: program.window.property("dialog") == "", "back at the list")


@both_languages
def test_a_card_is_shown_for_the_moment_and_logged_nowhere(
    open_workshop: OpenWorkshop,
    workshop: Workshop,
    screens: Path,
    capfd: pytest.CaptureFixture[str],
    language: Language,
) -> None:
    program = open_workshop(language)
    by_hand(program, workshop.number("reader"), "reading")
    wait_for(program.window, "readingDoing")
    number = bytes.fromhex("04A1B2C3D4E5F6")
    with workshop.pcsc.card(number):
        wait_until(lambda: words(program.window, "fact1") != "", "the card is shown")
        assert words(program.window, "fact1") == "04 A1 B2 C3 D4 E5 F6"
        assert words(program.window, "fact2").startswith("3B")
        spoken = {Language.ZH: "非接触式", Language.EN: "contactless"}[language]
        assert words(program.window, "fact3") == spoken
        keep(program, screens / f"diagnostics-card-{language.value}.png", moving=True)
    press(program.window, "back")
    by_hand(program, workshop.number("reader"), "reading")
    assert seen(program.window, "fact1") is None or words(program.window, "fact1") == ""
    press(program.window, "back")
    assert number.hex() not in "".join(capfd.readouterr()).lower().replace(" ", "")


def test_a_code_is_scanned(open_workshop: OpenWorkshop, workshop: Workshop, screens: Path) -> None:
    program = open_workshop()
    by_hand(program, workshop.number("scanner"), "reading")
    keep(program, screens / "diagnostics-scan-en.png", moving=True)
    code = random_code()
    workshop.scanner.scan(code)
    wait_until(lambda: words(program.window, "fact1") == code, "the code is shown")
    wait_for(program.window, "readAgain")
    press(program.window, "readAgain")
    wait_until(lambda: seen(program.window, "fact1") is None, "the code is forgotten")


@both_languages
def test_inputs_are_live_and_a_pulse_shows_what_answers(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    workshop.relay.reset()
    program = open_workshop(language)
    by_hand(program, workshop.number("barrier"), "inputs")
    wait_for(program.window, "input1")
    quiet, active = {Language.ZH: ("无信号", "有信号"), Language.EN: ("Quiet", "Active")}[language]
    assert quiet in texts(program, "input1")
    press(program.window, "pulse")
    wait_for(program.window, "pulseNow")
    keep(program, screens / f"diagnostics-pulse-question-{language.value}.png")
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: seen(program.window, "pulseNow") is None, "the question is gone")
    assert program.window.property("dialog") == "inputs", "Esc answers the question first"
    assert workshop.relay.moves == []
    press(program.window, "pulse")
    press(program.window, "pulseNow")
    wait_until(lambda: workshop.relay.moves == [True], "the relay moved")
    workshop.relay.set_sensor(Sensor.PASSAGE, True)
    wait_until(lambda: active in texts(program, "input1"), "the input is seen")
    beam = {Language.ZH: "通行光束 +", Language.EN: "Passage beam +"}[language]
    wait_until(lambda: beam in banner(program, "pulseResult"), "what answered is told")
    assert any(" 1 " in text for text in texts(program, "input1")), "it changed once"
    keep(program, screens / f"diagnostics-inputs-{language.value}.png")
    workshop.relay.set_sensor(Sensor.PASSAGE, False)


@pytest.mark.parametrize(
    ("language", "answer", "list_says"),
    [(Language.EN, "sampleGood", "Passed"), (Language.ZH, "sampleBad", "未通过")],
)
def test_a_test_page_is_judged_by_eye(
    open_workshop: OpenWorkshop,
    workshop: Workshop,
    screens: Path,
    language: Language,
    answer: str,
    list_says: str,
) -> None:
    program = open_workshop(language)
    number = workshop.number("printer")
    by_hand(program, number, "sample")
    before = len(workshop.printer.printed())
    press(program.window, "printSample")
    wait_for(program.window, answer)
    assert TEST_PAGE_TITLE.lower() in workshop.printer.printed()[before].lower()
    keep(program, screens / f"diagnostics-page-{language.value}.png")
    press(program.window, answer)
    wait_until(lambda: banner(program, "sampleResult") != "", "the verdict is told")
    keep(program, screens / f"diagnostics-page-judged-{language.value}.png")
    press(program.window, "back")
    wait_for(program.window, f"device{number}")
    assert list_says in texts(program, f"device{number}")


def test_a_receipt_is_printed_for_the_eye(open_workshop: OpenWorkshop, workshop: Workshop) -> None:
    workshop.receipts.reset()
    program = open_workshop()
    by_hand(program, workshop.number("slips"), "sample")
    press(program.window, "printSample")
    press(program.window, "sampleGood")
    wait_until(lambda: "good by eye" in banner(program, "sampleResult"), "it is judged")
    slip = workshop.receipts.slips()[0]
    assert "printer test" in str(slip["lines"])
    assert slip["cut"]


def test_a_printer_that_has_no_paper_says_so(
    open_workshop: OpenWorkshop, workshop: Workshop
) -> None:
    workshop.receipts.reset()
    program = open_workshop()
    by_hand(program, workshop.number("slips"), "sample")
    workshop.receipts.set_paper(0)
    press(program.window, "printSample")
    wait_until(lambda: "paper" in banner(program, "sampleResult").lower(), "the fault is told")
    assert seen(program.window, "sampleGood") is None
    workshop.receipts.reset()


def test_an_unreadable_number_stays_unknown(
    open_workshop: OpenWorkshop, workshop: Workshop
) -> None:
    program = open_workshop()
    by_hand(program, workshop.number("reader"), "reading")
    wait_for(program.window, "readingDoing")
    with workshop.pcsc.unreadable_card():
        wait_until(lambda: banner(program, "readingProblem") != "", "it is said")
    with workshop.pcsc.card(random_number()):
        pass
