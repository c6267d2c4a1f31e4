"""What a screen's token may not do is said in words, and asked of somebody who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from gate_agent.rules.roles import Role
from gate_agent.wire.schema import EmergencyOrderView, EmergencyView, LanePhase
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_pictures import drawn_portrait
from tests.helpers.gate_reports import quiet_shift
from tests.helpers.gate_states import NOW, attention, gate_state, lane
from tests.helpers.qt import find, press, seen, wait_for, wait_until, words
from tests.integration.console.conftest import OpenConsole
from tests.integration.console.test_console_pictures import SIZES, keep
from ui.gate_console.program import ConsoleProgram
from wording import Language

LOCKED = EmergencyView(
    lockdown=EmergencyOrderView(since=NOW - timedelta(minutes=5), by="Guard Wei", reason="danger"),
    fire=EmergencyOrderView(since=NOW - timedelta(minutes=2)),
)
STATE = gate_state(
    lane(1, LanePhase.DENIED, attention()), lane(2), desk_reader="reader-desk", emergency=LOCKED
)


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(STATE) as running:
        running.show_photo("/v1/photos/enrolled-3", drawn_portrait("#9FB7C9"))
        running.report("/v1/shift", quiet_shift())
        yield running


def key(program: ConsoleProgram, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(program.window, one)


def order_of_the_lane(program: ConsoleProgram) -> None:
    key(program, Qt.Key.Key_F1)
    wait_for(program.window, "reasons")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_1)


def end_the_lockdown(program: ConsoleProgram) -> None:
    """Up to the key that gives the order."""
    key(program, Qt.Key.Key_F10)
    wait_for(program.window, "emergency2")
    key(program, Qt.Key.Key_2)
    wait_for(program.window, "reason1")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_for(program.window, "confirmEmergency")


def confirm(program: ConsoleProgram) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_viewer_is_told_who_may_and_sees_no_faces(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.be(Role.VIEWER)
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F9)
    wait_for(program.window, "findProblem")
    assert words(program.window, "findProblem") == (
        "Finding people takes the token of a guard; this screen's is a viewer's"
    )
    assert not find(program.window, "query").isEnabled()
    key(program, Qt.Key.Key_F12)
    wait_for(program.window, "shiftProblem")
    assert words(program.window, "shiftProblem") == (
        "The hand-over takes the token of a guard; this screen's is a viewer's"
    )
    key(program, Qt.Key.Key_F12)
    assert peer.photo_requests == []
    assert program.warnings == []


def test_a_viewers_order_asks_for_a_card_before_it_is_sent(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.be(Role.VIEWER)
    peer.say(STATE.model_copy(update={"emergency": EmergencyView()}))
    program = open_console(peer, language=Language.EN)
    order_of_the_lane(program)
    assert words(program.window, "orderNeeds") == (
        "This screen's token is a viewer's: a guard vouches for it next, by card or token"
    )
    key(program, Qt.Key.Key_Return)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    assert words(program.window, "vouchHeading") == "Show who gives this order"
    assert peer.orders == []
    peer.show_card()
    wait_until(lambda: program.window.property("dialog") == "", "the dialog is closed")
    assert peer.opened == [("L1", "id_checked")]


def test_a_technician_may_take_a_lane_out_but_not_open_it(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.be(Role.TECHNICIAN)
    peer.say(STATE.model_copy(update={"emergency": EmergencyView()}))
    program = open_console(peer, language=Language.EN)
    order_of_the_lane(program)
    assert "technician's: a guard vouches" in words(program.window, "orderNeeds")
    press(program.window, "order.take_out")
    press(program.window, "reason1")
    assert seen(program.window, "orderNeeds") is None
    press(program.window, "confirmOrder")
    wait_until(lambda: program.window.property("dialog") == "", "the dialog is closed")
    assert [path for path, _ in peer.orders] == ["/v1/lanes/L1/take-out"]


def test_a_guard_ends_a_lockdown_by_a_supervisors_card(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.be(Role.GUARD)
    program = open_console(peer, language=Language.EN)
    end_the_lockdown(program)
    assert words(program.window, "emergencyNeeds") == (
        "This screen's token is a guard's: a supervisor vouches for it next, by card or token"
    )
    confirm(program)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    key(program, Qt.Key.Key_Escape)
    wait_until(lambda: peer.cards_awaited == 0, "Esc takes it back")
    wait_for(program.window, "confirmEmergency")
    confirm(program)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits again")
    peer.show_card()
    wait_for(program.window, "emergencyDone")
    assert peer.orders == [("/v1/emergency/lockdown/end", "danger_over")]
    assert program.warnings == []


def test_a_panel_that_is_closed_waits_for_no_card(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.be(Role.GUARD)
    program = open_console(peer)
    end_the_lockdown(program)
    confirm(program)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    key(program, Qt.Key.Key_F10)
    wait_until(lambda: peer.cards_awaited == 0, "it is taken back")
    assert peer.orders == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_what_a_role_may_not_do_is_legible(
    open_console: OpenConsole, peer: AgentPeer, screens: Path, language: Language, size: QSize
) -> None:
    peer.be(Role.VIEWER)
    program = open_console(peer, language=language)
    program.window.resize(size)
    name = f"{size.width()}-{language.value}.png"
    for panel, number, item in (
        ("find", Qt.Key.Key_F9, "findProblem"),
        ("shift", Qt.Key.Key_F12, "shiftProblem"),
    ):
        key(program, number)
        wait_for(program.window, item)
        keep(program, screens / f"console-{panel}-closed-{name}")
    key(program, Qt.Key.Key_F12)
    order_of_the_lane(program)
    keep(program, screens / f"console-needs-{name}")
    key(program, Qt.Key.Key_Escape)
    end_the_lockdown(program)
    keep(program, screens / f"console-emergency-needs-{name}")
    confirm(program)
    wait_for(program.window, "token")
    peer.freeze()
    key(program, Qt.Key.Key_5, Qt.Key.Key_Return)
    wait_for(program.window, "vouchProblem")
    keep(program, screens / f"console-emergency-vouch-{name}")
    program.close()
