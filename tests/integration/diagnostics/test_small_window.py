"""The technician's screen in the smallest window that it allows: everything legible, in reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from devices.errors import Fault
from devices.self_test import fault_sentence
from gate_agent.wire.schema import DeviceStateView, FaultView, SelfTestOutcome
from tests.helpers.agent_peer import agent_peer
from tests.helpers.gate_states import device, gate_state, lane, said
from tests.helpers.legibility import unreadable
from tests.helpers.qt import find, items, press, seen, wait_for, wait_until, words, written
from tests.integration.diagnostics.conftest import OpenBench, Workshop
from tests.integration.diagnostics.test_bench_pictures import RESULTS, SOME_DOWN, result
from ui.app import Panel
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

OpenWorkshop = Callable[..., DiagnosticsProgram]
both_languages = pytest.mark.parametrize("language", list(Language))
SMALLEST: Final = Panel(width=1024, height=600)


def keep(program: DiagnosticsProgram, path: Path) -> None:
    assert program.window.grabWindow().save(str(path))
    assert (program.window.width(), program.window.height()) == (1024, 600)
    assert unreadable(program.window, "nothing") == []
    assert overlapping(program) == []
    assert program.warnings == []


def overlapping(program: DiagnosticsProgram) -> list[tuple[str, str]]:
    """Buttons that lie over one another, by their names."""
    buttons = [
        item
        for item in items(topmost(program))
        if item.isVisible() and item.objectName() and item.property("down") is not None
    ]
    frames = [
        (button.objectName(), button.mapRectToScene(button.boundingRect())) for button in buttons
    ]
    return [
        (one, other)
        for place, (one, frame) in enumerate(frames)
        for other, second in frames[place + 1 :]
        if frame.intersects(second) and not frame.contains(second) and not second.contains(frame)
    ]


def cut_off(program: DiagnosticsProgram) -> list[str]:
    """Results that the edge of their list cuts through."""
    results = find(program.window, "results")
    frame = results.mapRectToScene(results.boundingRect()).adjusted(-1, -1, 1, 1)
    lines = (one for one in items(results) if one.objectName().startswith("result"))
    return [
        one.objectName()
        for one in lines
        if one is not results and not frame.contains(one.mapRectToScene(one.boundingRect()))
    ]


def topmost(program: DiagnosticsProgram) -> QQuickItem:
    """The dialog's layer while a question is open, else the whole window."""
    layers = program.window.contentItem().childItems()
    overlays = (one for one in layers if one.metaObject().className() == "QQuickOverlay")
    return next((one for one in overlays if one.isVisible()), program.window.contentItem())


def test_a_smaller_window_cannot_be_made(open_bench: OpenBench) -> None:
    with agent_peer(SOME_DOWN) as gate:
        program = open_bench(None, gate, panel=Panel(width=640, height=400))
        assert (program.window.width(), program.window.height()) == (1024, 600)


@both_languages
def test_faults_results_and_the_question_are_legible(
    open_bench: OpenBench, screens: Path, language: Language
) -> None:
    with agent_peer(SOME_DOWN) as gate:
        for one in RESULTS:
            gate.answer_self_test(one)
        program = open_bench(None, gate, language=language, panel=SMALLEST)
        # A camera that is down has no firmware to tell.
        losses = {Language.ZH: "断开 128", Language.EN: "losses 128"}[language]
        for vitals, said in (("vitals1", losses), ("vitals2", f"1.4.2 · {losses}")):
            wait_for(program.window, vitals)
            assert words(program.window, vitals) == said
        keep(program, screens / f"diagnostics-small-down-{language.value}.png")
        press(program.window, "testSelected")
        wait_until(lambda: program.window.property("dialog") == "inService", "it asks")
        keep(program, screens / f"diagnostics-small-question-{language.value}.png")
        QTest.keyClick(program.window, Qt.Key.Key_Y)
        wait_for(program.window, "result1")
        wait_until(lambda: not program.window.property("testing"), "the test has ended")
        QTest.keyClick(program.window, Qt.Key.Key_F6)
        wait_until(lambda: program.window.property("dialog") == "inService", "it asks")
        QTest.keyClick(program.window, Qt.Key.Key_Y)
        wait_until(lambda: "printer-guard-room" in gate.self_test_requests, "the printer's turn")
        wait_for(program.window, "result2")
        wait_until(lambda: cut_off(program) == [], "both results are in sight, and whole")
        keep(program, screens / f"diagnostics-small-running-{language.value}.png")
        assert find(program.window, "callOff").isVisible()
        QTest.keyClick(program.window, Qt.Key.Key_Escape)


@both_languages
def test_the_longest_remedy_leaves_room_for_buttons_and_results(
    open_bench: OpenBench, screens: Path, language: Language
) -> None:
    def remedy_length(fault: Fault) -> int:
        return len(fault.value.remedy.speak(language))

    worst = max(Fault, key=remedy_length)
    shown = FaultView(
        code=worst.value.code,
        public=said(worst.value.public.zh, worst.value.public.en),
        remedy=said(worst.value.remedy.zh, worst.value.remedy.en),
    )
    down = device("printer-guard-room", "document_printer", DeviceStateView.DOWN)
    state = gate_state(lane(1), devices=(down.model_copy(update={"fault": shown}),))
    with agent_peer(state) as gate:
        spoken = fault_sentence(worst)
        gate.answer_self_test(
            result("printer-guard-room", SelfTestOutcome.FAILED, spoken.zh, spoken.en, 9.0)
        )
        program = open_bench(None, gate, language=language, panel=SMALLEST)
        press(program.window, "testSelected")
        wait_until(lambda: program.window.property("dialog") == "inService", "it asks")
        QTest.keyClick(program.window, Qt.Key.Key_Y)
        wait_for(program.window, "result1")
        wait_until(lambda: not program.window.property("testing"), "the test has ended")
        wait_until(lambda: cut_off(program) == [], "the result is in sight, and whole")
        keep(program, screens / f"diagnostics-small-remedy-{language.value}.png")
        fault, facts = find(program.window, "detailFault"), find(program.window, "facts")
        told, room = (one.mapRectToScene(one.boundingRect()) for one in (fault, facts))
        assert room.adjusted(-1, -1, 1, 1).contains(told), "the remedy is in sight, and whole"
        button = find(program.window, "testSelected")
        assert not room.intersects(button.mapRectToScene(button.boundingRect()))


@both_languages
def test_every_sheet_is_legible(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    program = open_workshop(language, SMALLEST)

    def show(device: str, button: str, there: str, picture: str) -> None:
        press(program.window, f"device{workshop.number(device)}")
        press(program.window, button)
        wait_for(program.window, there)
        keep(program, screens / f"diagnostics-small-{picture}-{language.value}.png")

    def leave() -> None:
        QTest.keyClick(program.window, Qt.Key.Key_Escape)
        wait_until(lambda: program.window.property("dialog") == "", "back at the list")

    show("reader", "findPort", "lookAgain", "ports")
    wait_until(lambda: seen(program.window, "port1") is not None, "ports are found")
    keep(program, screens / f"diagnostics-small-ports-{language.value}.png")
    leave()
    show("slips", "findPort", "noPorts", "ports-typed")
    wait_until(lambda: bool(find(program.window, "noPorts").property("about")), "it has advice")
    keep(program, screens / f"diagnostics-small-ports-typed-{language.value}.png")
    leave()
    show("camera", "byHand", "verdict", "live")
    leave()
    show("reader", "byHand", "readingDoing", "reading")
    leave()
    show("barrier", "byHand", "input3", "inputs")
    press(program.window, "pulse")
    wait_for(program.window, "pulseNow")
    keep(program, screens / f"diagnostics-small-pulse-{language.value}.png")
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: seen(program.window, "pulseNow") is None, "the question is gone")
    leave()
    show("printer", "byHand", "printSample", "page")
    leave()
    press(program.window, "openReadiness")
    none = {Language.ZH: "还没有报告", Language.EN: "No report yet"}[language]
    wait_until(
        lambda: none in written(program.window, "readinessPage"), "it says that none is there"
    )
    keep(program, screens / f"diagnostics-small-readiness-{language.value}.png")
    leave()
    QTest.keyClick(program.window, Qt.Key.Key_F8)
    press(program.window, "writeBundle")
    wait_until(lambda: words(program.window, "bundleOutcome") != "", "it is written", 30_000)
    keep(program, screens / f"diagnostics-small-bundle-{language.value}.png")
