"""Lockdown, its end and the end of a fire opening at the real screen: three steps by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gate_agent.wire.schema import AgentState, EmergencyOrderView, EmergencyView, LanePhase
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_states import NOW, denied, gate_state, lane, said
from tests.helpers.qt import find, press, seen, wait_for, wait_until
from tests.integration.console.conftest import OpenConsole
from ui.gate_console.program import ConsoleProgram
from wording import Language

LOCKDOWN = EmergencyOrderView(since=NOW - timedelta(minutes=5), by="Guard Wei", reason="danger")
FIRE = EmergencyOrderView(since=NOW - timedelta(minutes=2))


def locked_down() -> AgentState:
    return gate_state(lane(1), emergency=EmergencyView(lockdown=LOCKDOWN))


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(gate_state(lane(1))) as running:
        yield running


def key(program: ConsoleProgram, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(program.window, one)


def step(program: ConsoleProgram) -> str:
    return str(program.emergency.property("stepName"))


def confirm(program: ConsoleProgram) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def to_the_last_step(program: ConsoleProgram, number: Qt.Key) -> None:
    key(program, Qt.Key.Key_F10)
    wait_for(program.window, "emergency1" if number is Qt.Key.Key_1 else "menu.emergency")
    key(program, number)
    wait_until(lambda: step(program) == "reason", "it asks why")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_until(lambda: step(program) == "confirming", "it names the effect")


def test_a_lockdown_needs_three_steps_and_a_key_of_its_own(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer, language=Language.EN)
    to_the_last_step(program, Qt.Key.Key_1)
    assert find(program.window, "question").property("text") == "Lock down East gate now?"
    key(program, Qt.Key.Key_Return)
    assert step(program) == "reason", "Enter alone goes back: the safe button has the focus"
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_Return)
    assert peer.orders == []
    confirm(program)
    wait_until(lambda: step(program) == "choosing", "it is done")
    assert peer.orders == [("/v1/emergency/lockdown", "danger")]
    assert seen(program.window, "emergencyDone") is not None
    assert program.warnings == []


def test_escape_goes_back_step_by_step_and_nothing_is_sent(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer)
    to_the_last_step(program, Qt.Key.Key_1)
    key(program, Qt.Key.Key_Escape)
    assert step(program) == "reason"
    key(program, Qt.Key.Key_Escape)
    assert step(program) == "choosing"
    key(program, Qt.Key.Key_Escape)
    assert program.window.property("panel") == ""
    assert peer.orders == []


def test_a_lockdown_in_force_is_shown_with_its_author_and_ended(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.say(locked_down())
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F10)
    wait_for(program.window, "emergency2")
    assert not find(program.window, "emergency1").isEnabled(), "it is locked down already"
    text = str(find(program.window, "standing1").property("text"))
    assert "Guard Wei" in text
    assert "Danger on or near the campus" in text
    press(program.window, "emergency2")
    press(program.window, "reason1")
    press(program.window, "proceed")
    press(program.window, "confirmEmergency")
    wait_until(lambda: step(program) == "choosing", "it is done")
    assert peer.orders == [("/v1/emergency/lockdown/end", "danger_over")]


def test_a_fire_opening_that_cannot_end_says_why(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.say(gate_state(lane(1, LanePhase.EVACUATION), emergency=EmergencyView(fire=FIRE)))
    peer.refuse(409, "fire_input_active", said("信号仍在", "Reset the fire panel first"))
    program = open_console(peer, language=Language.EN)
    to_the_last_step(program, Qt.Key.Key_3)
    confirm(program)
    wait_for(program.window, "emergencyProblem")
    text = find(program.window, "emergencyProblem").property("text")
    assert text == "Reset the fire panel first"
    peer.accept()
    confirm(program)
    wait_until(lambda: step(program) == "choosing", "it is done")
    assert peer.orders == [("/v1/emergency/fire/release", "fire_over")]


def test_of_several_gates_only_the_chosen_one_is_locked_down(open_console: OpenConsole) -> None:
    west = gate_state(lane(1), name=said("西门", "West gate"))
    with agent_peer(gate_state(lane(1))) as first, agent_peer(west) as second:
        program = open_console(first, second, language=Language.EN)
        key(program, Qt.Key.Key_F10)
        wait_for(program.window, "gate2")
        QTest.keyClick(program.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        key(program, Qt.Key.Key_1)
        wait_until(lambda: step(program) == "reason", "it asks why")
        press(program.window, "reason2")
        press(program.window, "proceed")
        assert find(program.window, "question").property("text") == "Lock down West gate now?"
        confirm(program)
        wait_until(lambda: step(program) == "choosing", "it is done")
        assert first.orders == []
        assert second.orders == [("/v1/emergency/lockdown", "ordered")]


def test_an_open_panel_hides_no_alarm(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F10)
    wait_for(program.window, "strip1")
    peer.say(gate_state(lane(1, LanePhase.DENIED, denied(61))))
    wait_until(lambda: program.window.property("tones") == "denied", "the refusal arrived")
    assert find(program.window, "strip1").property("word") == "Stop"
    key(program, Qt.Key.Key_F1)
    wait_until(lambda: program.window.property("dialog") == "lane", "the lane can be opened")
    key(program, Qt.Key.Key_1, Qt.Key.Key_Escape)
    assert step(program) == "choosing", "keys of the dialog do not reach the panel"


def test_a_lost_gate_takes_no_orders(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F10)
    wait_for(program.window, "emergency1")
    peer.stop()
    wait_until(lambda: not find(program.window, "emergency1").isEnabled(), "it can't be ordered")
    assert "out of contact" in str(find(program.window, "standing1").property("text"))
