"""The summary of a shift is saved as a file that can be printed and signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_reports import quiet_shift, shift
from tests.helpers.gate_states import NOW, gate_state, granted, lane
from tests.helpers.qt import find, seen, wait_for, wait_until, words
from tests.integration.console.conftest import OpenConsole
from tests.integration.console.test_console_pictures import SIZES, keep
from ui.gate_console.hand_over import document_name
from ui.gate_console.program import ConsoleProgram
from wording import Language

PAGE_LINES = 45
"""Fewer fit on a page."""


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(gate_state()) as running:
        running.report("/v1/shift", shift())
        yield running


def open_shift(program: ConsoleProgram) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_F12)
    wait_for(program.window, "saveShift")
    wait_until(lambda: words(program.window, "shiftFigures") != "", "the summary is there")


def save(program: ConsoleProgram) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: seen(program.window, "shiftSaved") is not None, "it is said")


def read(path: Path) -> list[str]:
    """The words of each page, in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


@pytest.mark.parametrize("language", list(Language))
def test_the_summary_is_saved(
    open_console: OpenConsole, peer: AgentPeer, tmp_path: Path, language: Language
) -> None:
    folder = tmp_path / "papers" / "hand-over"
    program = open_console(peer, language=language, folder=folder)
    open_shift(program)
    save(program)
    path = folder / f"{document_name('east', NOW.astimezone())}.pdf"
    assert str(path) in words(program.window, "shiftSaved")
    assert [item.name for item in folder.iterdir()] == [path.name], "nothing half-written is left"
    assert path.stat().st_mode & 0o777 == 0o600
    (page,) = read(path)
    title, lockdown = {
        Language.ZH: ("交接班 · 东门", "封闭演练"),
        Language.EN: ("Hand-over · East gate", "Lockdown drill"),
    }[language]
    assert title in page
    assert "2030-09-01" in page
    assert all(word not in page for word in ("yesterday", "昨天")), "it is read on other days"
    assert lockdown in page
    assert "camera-3" in page
    assert program.warnings == []


def test_days_and_times_are_the_campuss(
    open_console: OpenConsole, peer: AgentPeer, tmp_path: Path
) -> None:
    """Where the screen's own machine is on another time."""
    verdict = granted(1, passed=True, at=NOW)
    lanes = gate_state(lane(1, verdict=verdict), recent=(verdict,))
    peer.say(lanes.model_copy(update={"time_zone": "America/New_York"}))
    program = open_console(peer, language=Language.EN, folder=tmp_path)
    assert words(program.window, "clock") == "20:41:07"
    assert program.desk.tiles[0].last.startswith("Last: 20:41:07")
    open_shift(program)
    assert words(program.window, "shiftSpan").endswith("to 20:41")
    save(program)
    (path,) = tmp_path.iterdir()
    assert path.name == "hand-over-east-20300831-204107.pdf"
    assert "2030-08-31" in read(path)[0]


def test_a_long_shift_takes_several_pages(
    open_console: OpenConsole, peer: AgentPeer, tmp_path: Path
) -> None:
    (event, *_) = shift().opened_by_hand
    peer.report("/v1/shift", shift().model_copy(update={"opened_by_hand": (event,) * PAGE_LINES}))
    program = open_console(peer, language=Language.EN, folder=tmp_path)
    open_shift(program)
    save(program)
    pages = read(tmp_path / f"{document_name('east', NOW.astimezone())}.pdf")
    assert len(pages) > 1
    assert sum(page.count("Opened by hand · Guard Wei") for page in pages) == PAGE_LINES


def test_a_folder_that_cannot_be_written_is_told(
    open_console: OpenConsole, peer: AgentPeer, tmp_path: Path
) -> None:
    (tmp_path / "papers").write_text("a file")
    program = open_console(peer, language=Language.EN, folder=tmp_path / "papers")
    open_shift(program)
    save(program)
    told = words(program.window, "shiftSaved")
    assert told.startswith(f"Not saved to {tmp_path / 'papers'}: ")
    assert told.endswith("Have hand_over_folder checked")
    assert find(program.window, "saveShift").isEnabled(), "it can be tried again"


def test_nothing_is_saved_before_the_summary_is_there(
    open_console: OpenConsole, tmp_path: Path
) -> None:
    with agent_peer(gate_state()) as peer:
        program = open_console(peer, folder=tmp_path / "papers")
        QTest.keyClick(program.window, Qt.Key.Key_F12)
        wait_until(lambda: words(program.window, "shiftProblem") != "", "there is none")
        assert not find(program.window, "saveShift").isEnabled()
        QTest.keyClick(program.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert not (tmp_path / "papers").exists()
        program.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_saving_is_legible(
    open_console: OpenConsole,
    peer: AgentPeer,
    screens: Path,
    language: Language,
    size: QSize,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    peer.report("/v1/shift", quiet_shift())
    program = open_console(peer, language=language, folder=tmp_path_factory.getbasetemp())
    program.window.resize(size)
    open_shift(program)
    save(program)
    keep(program, screens / f"console-shift-saved-{size.width()}-{language.value}.png")
    program.close()
