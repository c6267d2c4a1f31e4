"""A student number typed at a lane, by keyboard, and what the lane says of the student."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from gate_agent.rules.roles import Role
from gate_agent.wire.schema import LanePhase
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_pictures import drawn_portrait
from tests.helpers.gate_states import attention, denied, gate_state, granted, lane, said
from tests.helpers.qt import find, press, seen, wait_for, wait_until, words
from tests.integration.console.conftest import OpenConsole
from tests.integration.console.test_console_pictures import SIZES, keep
from ui.gate_console.program import ConsoleProgram
from wording import Language

TYPED = ("/v1/lanes/L1/number", "S20240415")
BEFORE = denied(20)


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(gate_state(lane(1, LanePhase.DENIED, BEFORE), lane(2))) as running:
        running.show_photo("/v1/photos/enrolled-21", drawn_portrait("#9FB7C9"))
        yield running


def key(program: ConsoleProgram, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(program.window, one)


def focused(program: ConsoleProgram, name: str) -> None:
    wait_for(program.window, name)
    wait_until(lambda: bool(find(program.window, name).property("activeFocus")), f"{name}: focus")


def type_number(program: ConsoleProgram, number: str, lane_key: Qt.Key = Qt.Key.Key_F1) -> None:
    """By keyboard alone: the tab before the first is the last."""
    key(program, lane_key)
    focused(program, "reasons")
    key(program, Qt.Key.Key_Left)
    focused(program, "number")
    for character in number:
        QTest.keyClick(program.window, ord(character))


def stage(program: ConsoleProgram) -> object:
    return program.window.property("stage")


def test_the_outcome_is_shown_and_stays(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    type_number(program, "S20240415")
    key(program, Qt.Key.Key_Return)
    wait_until(lambda: stage(program) == "begun", "the lane checks")
    assert peer.orders == [TYPED]
    assert words(program.window, "numberWord") == "Checking", "the verdict before is not about them"
    peer.say(gate_state(lane(1, LanePhase.VERIFYING, BEFORE), lane(2)))
    peer.say(gate_state(lane(1, LanePhase.OPEN, granted(21)), lane(2)))
    wait_until(lambda: words(program.window, "numberWord") == "Pass", "the outcome")
    peer.say(gate_state(lane(1, LanePhase.IDLE, granted(21)), lane(2)))
    focused(program, "numberOutcome")
    assert words(program.window, "numberSentence").startswith("Return approved")
    key(program, Qt.Key.Key_Return)
    assert program.window.property("dialog") == ""
    key(program, Qt.Key.Key_F1, Qt.Key.Key_Left)
    focused(program, "number")
    assert find(program.window, "number").property("text") == "", "nothing typed is kept"
    assert program.warnings == []


def test_a_case_for_the_guard_is_opened_in_the_same_dialog(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer, language=Language.EN)
    type_number(program, "S20240415")
    key(program, Qt.Key.Key_Return)
    wait_until(lambda: stage(program) == "begun", "the lane checks")
    peer.say(gate_state(lane(1, LanePhase.DENIED, attention(22)), lane(2)))
    wait_until(lambda: words(program.window, "numberWord") == "Check", "the outcome")
    focused(program, "numberOutcome")
    key(program, Qt.Key.Key_Right)
    focused(program, "reasons")
    key(program, Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_until(lambda: program.window.property("dialog") == "", "the dialog is closed")
    assert peer.orders == [TYPED, ("/v1/lanes/L1/open", "id_checked")]


def test_what_is_no_number_is_not_sent_and_a_refusal_is_told(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    engaged = "The lane is in use or out of service; type the number again afterwards"
    peer.refuse(409, "lane_engaged", said("通道正在使用", engaged))
    program = open_console(peer, language=Language.EN)
    type_number(program, "S/1")
    assert not find(program.window, "confirmOrder").isEnabled()
    key(program, Qt.Key.Key_Return)
    assert stage(program) == "choosing"
    key(program, Qt.Key.Key_Left)
    assert find(program.window, "number").property("cursorPosition") == 2, "it moves over letters"
    key(program, Qt.Key.Key_Backspace)
    press(program.window, "confirmOrder")
    wait_until(lambda: stage(program) == "refused", "the agent refuses")
    assert words(program.window, "orderProblem") == engaged
    peer.accept()
    press(program.window, "confirmOrder")
    wait_until(lambda: stage(program) == "begun", "it can be tried again")
    assert peer.orders == [("/v1/lanes/L1/number", "S1")]


def test_a_viewer_has_it_vouched_for(open_console: OpenConsole, peer: AgentPeer) -> None:
    peer.be(Role.VIEWER)
    peer.say(gate_state(lane(1), lane(2), desk_reader="reader-desk"))
    program = open_console(peer, language=Language.EN)
    type_number(program, "S20240415")
    key(program, Qt.Key.Key_Return)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    peer.show_card()
    wait_until(lambda: stage(program) == "begun", "the lane checks")
    assert peer.orders == [TYPED]


def test_a_lane_that_is_open_takes_no_number(open_console: OpenConsole, peer: AgentPeer) -> None:
    peer.say(gate_state(lane(1, LanePhase.OPEN, granted(21)), lane(2)))
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F1)
    wait_for(program.window, "order.take_out")
    assert seen(program.window, "order.number") is None


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_typing_a_number_is_legible(
    open_console: OpenConsole, peer: AgentPeer, screens: Path, language: Language, size: QSize
) -> None:
    program = open_console(peer, language=language)
    program.window.resize(size)
    name = f"{size.width()}-{language.value}.png"
    type_number(program, "S20240415", Qt.Key.Key_F2)
    keep(program, screens / f"console-number-{name}")
    key(program, Qt.Key.Key_Return)
    wait_until(lambda: stage(program) == "begun", "the lane checks")
    keep(program, screens / f"console-number-checking-{name}")
    peer.say(gate_state(lane(1), lane(2, LanePhase.DENIED, attention(21))))
    wait_until(lambda: program.desk.tiles[1].tone == "attention", "the outcome")
    keep(program, screens / f"console-number-outcome-{name}")
    program.close()
