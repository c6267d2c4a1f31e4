"""The summary of a shift is printed on the printer beside the screen: a real IPP Everywhere one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from devices.sim.ippeve import PrinterFault
from tests.helpers import waiting
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_reports import quiet_shift, shift
from tests.helpers.gate_states import gate_state
from tests.helpers.printers import IppBench
from tests.helpers.qt import find, seen, wait_for, wait_until, words
from tests.integration.console.conftest import OpenConsole
from tests.integration.console.test_console_pictures import SIZES, keep
from ui.gate_console.program import ConsoleProgram
from wording import Language

NO_PAPER = {
    Language.ZH: "打印在等待：打印机缺纸",
    Language.EN: "Printing waits: The printer is out of paper",
}
PRINTED = {
    Language.ZH: "打印好了，请到打印机取走",
    Language.EN: "Printed: take it from the printer",
}
TAKEN_BACK = "Cancel-Job successful-ok"


@pytest.fixture(scope="module")
def running() -> Iterator[IppBench]:
    with IppBench() as bench:
        yield bench


@pytest.fixture
def bench(running: IppBench) -> IppBench:
    running.printer.set_fault(PrinterFault.MEDIA_EMPTY, False)
    return running


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(gate_state()) as running:
        running.report("/v1/shift", shift())
        yield running


def open_shift(program: ConsoleProgram) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_F12)
    wait_until(lambda: words(program.window, "shiftFigures") != "", "the summary is there")


def ctrl_p(program: ConsoleProgram) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)


def told(program: ConsoleProgram, what: str) -> None:
    wait_until(lambda: words(program.window, "shiftPrinted") == what, f"it says: {what}")


def test_the_summary_is_printed(
    open_console: OpenConsole, peer: AgentPeer, bench: IppBench
) -> None:
    before = len(bench.printed())
    program = open_console(peer, language=Language.EN, printer=bench.config())
    open_shift(program)
    ctrl_p(program)
    told(program, PRINTED[Language.EN])
    page = " ".join(bench.printed()[-1].split())
    assert len(bench.printed()) == before + 1
    assert "Hand-over · East gate" in page
    assert "camera-3" in page
    assert "Handed over by" in page
    QTest.keyClick(program.window, Qt.Key.Key_F12)
    open_shift(program)
    assert seen(program.window, "shiftPrinted") is None, "that is over"
    assert program.warnings == []


def test_a_printer_without_paper_is_waited_for(
    open_console: OpenConsole, peer: AgentPeer, bench: IppBench
) -> None:
    before = len(bench.printed())
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    program = open_console(peer, language=Language.EN, printer=bench.config())
    open_shift(program)
    ctrl_p(program)
    told(program, NO_PAPER[Language.EN])
    assert find(program.window, "shiftPrinted").property("remedy") == "Load A4 paper into the tray"
    QTest.keyClick(program.window, Qt.Key.Key_F12)
    open_shift(program)
    assert words(program.window, "shiftPrinted") == NO_PAPER[Language.EN], "it goes on"
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, False)
    told(program, PRINTED[Language.EN])
    assert len(bench.printed()) == before + 1


def test_a_job_can_be_taken_back(
    open_console: OpenConsole, peer: AgentPeer, bench: IppBench
) -> None:
    bench.printer.hold(True)
    program = open_console(peer, language=Language.EN, printer=bench.config())
    open_shift(program)
    ctrl_p(program)
    told(program, "Printing")
    assert find(program.window, "printShift").property("text") == "Stop Ctrl+P"
    ctrl_p(program)
    told(program, "Stopping")
    wait_until(lambda: TAKEN_BACK in bench.printer.log(), "the printer knows")
    bench.printer.hold(False)
    told(program, "Printing was stopped; some pages may be out")
    assert find(program.window, "printShift").property("text") == "Print Ctrl+P"


def test_a_screen_that_closes_takes_its_job_back(
    open_console: OpenConsole, peer: AgentPeer, bench: IppBench
) -> None:
    before = bench.printer.log().count(TAKEN_BACK)
    bench.printer.hold(True)
    program = open_console(peer, language=Language.EN, printer=bench.config())
    open_shift(program)
    ctrl_p(program)
    told(program, "Printing")

    def let_go_once_taken_back() -> None:
        waiting.wait_until(lambda: bench.printer.log().count(TAKEN_BACK) > before, "it knows")
        bench.printer.hold(False)

    with ThreadPoolExecutor(1) as beside:
        let_go = beside.submit(let_go_once_taken_back)
        program.close()
        let_go.result()


def test_a_printer_that_holds_what_was_taken_back_is_told(
    open_console: OpenConsole, peer: AgentPeer, bench: IppBench
) -> None:
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    config = bench.config().model_copy(update={"cancel_limit_s": 0.3})
    program = open_console(peer, language=Language.EN, printer=config)
    open_shift(program)
    ctrl_p(program)
    told(program, NO_PAPER[Language.EN])
    ctrl_p(program)
    told(program, "The printer still holds it and may print it later")


def test_a_printer_that_is_off_is_told(
    open_console: OpenConsole, peer: AgentPeer, bench: IppBench
) -> None:
    program = open_console(peer, language=Language.EN, printer=bench.config())
    open_shift(program)
    bench.disconnect()
    try:
        ctrl_p(program)
        told(program, "Not printed: The printer does not answer")
    finally:
        bench.reconnect()
    ctrl_p(program)
    told(program, PRINTED[Language.EN])


def test_a_desk_without_a_printer_offers_none(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    open_shift(program)
    assert seen(program.window, "printShift") is None
    ctrl_p(program)
    assert seen(program.window, "shiftPrinted") is None


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_printing_is_legible(
    open_console: OpenConsole,
    peer: AgentPeer,
    bench: IppBench,
    screens: Path,
    language: Language,
    size: QSize,
) -> None:
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    peer.report("/v1/shift", quiet_shift())
    program = open_console(peer, language=language, printer=bench.config())
    program.window.resize(size)
    open_shift(program)
    wait_for(program.window, "printShift")
    ctrl_p(program)
    told(program, NO_PAPER[language])
    keep(program, screens / f"console-shift-print-{size.width()}-{language.value}.png")
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, False)
    told(program, PRINTED[language])
    program.close()
