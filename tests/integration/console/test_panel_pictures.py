"""The panels of people, figures and the shift are legible, full, empty and with an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from gate_agent.wire.people import PeopleFound
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_pictures import drawn_portrait
from tests.helpers.gate_reports import (
    figures,
    no_figures,
    people,
    person,
    quiet_shift,
    shift,
    without_card,
)
from tests.helpers.gate_states import said
from tests.helpers.qt import find, press, wait_for, wait_until, words
from tests.integration.console.conftest import OpenConsole
from tests.integration.console.test_console_pictures import SCENES, SIZES, keep
from ui.gate_console.program import ConsoleProgram
from wording import Language

MakePicture = Callable[[str], None]


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(SCENES["eight"]) as running:
        running.show_photo("/v1/photos/person-1", drawn_portrait("#9FB7C9"))
        yield running


@pytest.fixture(params=SIZES, ids=lambda size: str(size.width()))
def size(request: pytest.FixtureRequest) -> QSize:
    wanted: QSize = request.param
    return wanted


@pytest.fixture(params=list(Language))
def program(
    request: pytest.FixtureRequest, open_console: OpenConsole, peer: AgentPeer, size: QSize
) -> ConsoleProgram:
    opened = open_console(peer, language=request.param)
    opened.window.resize(size)
    return opened


@pytest.fixture
def picture(program: ConsoleProgram, size: QSize, screens: Path) -> MakePicture:
    def take(name: str) -> None:
        language = program.speaker.current.value
        keep(program, screens / f"console-{name}-{size.width()}-{language}.png")

    return take


def press_key(program: ConsoleProgram, key: Qt.Key) -> None:
    QTest.keyClick(program.window, key)


def query(program: ConsoleProgram, text: str) -> None:
    wait_until(lambda: bool(find(program.window, "query").property("activeFocus")), "focus")
    for character in text:
        QTest.keyClick(program.window, ord(character.upper()))
    press_key(program, Qt.Key.Key_Return)


def test_the_panel_that_finds_people(
    program: ConsoleProgram, peer: AgentPeer, picture: MakePicture
) -> None:
    press_key(program, Qt.Key.Key_F9)
    wait_for(program.window, "query")
    picture("find-empty")
    peer.report("/v1/people/search", people())
    peer.report("/v1/people/look-up", person())
    query(program, "zhou")
    wait_for(program.window, "hit4")
    press_key(program, Qt.Key.Key_Return)
    wait_for(program.window, "outlook1")
    wait_until(lambda: not program.finder.property("photo").isNull(), "the photo is there")
    picture("find-person")
    peer.report("/v1/people/look-up", without_card())
    query(program, "zhou")
    wait_for(program.window, "hit4")
    press_key(program, Qt.Key.Key_Return)
    wait_until(lambda: program.finder.property("photo").isNull(), "the person before is forgotten")
    wait_for(program.window, "outlook1")
    picture("find-visitor")
    peer.report("/v1/people/search", people().model_copy(update={"people": (), "more": False}))
    query(program, "x")
    wait_for(program.window, "findProblem")
    picture("find-nobody")
    peer.report("/v1/people/search", PeopleFound(people=(), more=False, loaded=12_480))
    press_key(program, Qt.Key.Key_Return)
    wait_until(lambda: "12,480" in words(program.window, "findProblem"), "records are still coming")
    picture("find-loading")


def test_the_panel_of_the_days_figures(
    program: ConsoleProgram, peer: AgentPeer, picture: MakePicture
) -> None:
    peer.report("/v1/figures", figures())
    press_key(program, Qt.Key.Key_F11)
    wait_for(program.window, "laneFigures8")
    press_key(program, Qt.Key.Key_Left)
    wait_until(lambda: bool(program.figures.property("said")), "a bar is read")
    picture("figures")
    peer.report("/v1/figures", no_figures())
    press_key(program, Qt.Key.Key_PageUp)
    wait_until(lambda: bool(program.figures.property("empty")), "nobody came")
    picture("figures-empty")
    peer.refuse(503, "store_unreadable", said("本机数据读不出", "The data can't be read"))
    press_key(program, Qt.Key.Key_PageUp)
    wait_for(program.window, "figuresProblem")
    picture("figures-problem")


def test_the_panel_of_the_shift(
    program: ConsoleProgram, peer: AgentPeer, picture: MakePicture
) -> None:
    peer.report("/v1/shift", shift())
    press_key(program, Qt.Key.Key_F12)
    wait_for(program.window, "shiftLine1")
    picture("shift")
    peer.report("/v1/shift", quiet_shift())
    press_key(program, Qt.Key.Key_1)
    wait_until(
        lambda: words(program.window, "shiftFigures")[:3] in ("入 0", "0 i"), "a quiet shift"
    )
    picture("shift-quiet")
    peer.refuse(403, "role_lacks", said("您的角色没有这项权限", "Your role may not do this"))
    press(program.window, "hours4")
    wait_for(program.window, "shiftProblem")
    picture("shift-problem")


def test_the_day_shown_is_the_gates_and_not_the_screens(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    day = date(2031, 3, 1)
    program = open_console(peer, language=Language.EN)
    peer.report("/v1/figures", figures().model_copy(update={"day": day}))
    press_key(program, Qt.Key.Key_F11)
    wait_until(
        lambda: program.figures.property("day") == "Today 2031-03-01", "the day that the gate has"
    )
    press_key(program, Qt.Key.Key_PageUp)
    wait_until(lambda: program.figures.property("day") == "Yesterday 2031-02-28", "the day before")
