"""A guard's work at the real screen, over a real HTTP peer: keys, touches, and what they see."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QSignalSpy, QTest

from gate_agent.wire.schema import (
    DeviceStateView,
    EmergencyOrderView,
    EmergencyView,
    LanePhase,
    OverrideView,
)
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_pictures import drawn_portrait
from tests.helpers.gate_states import (
    NOW,
    attention,
    denied,
    device,
    gate_state,
    granted,
    lane,
    said,
)
from tests.helpers.qt import find, press, seen, wait_until
from tests.integration.console.conftest import OpenConsole
from ui.gate_console.program import ConsoleProgram
from wording import Language

NOTICED_WITHIN_S = 3.0
TWO_LANES = gate_state(lane(1, LanePhase.DENIED, attention()), lane(2, LanePhase.DENIED, denied()))


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(TWO_LANES) as running:
        yield running


def key(program: ConsoleProgram, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(program.window, one)


def shown(program: ConsoleProgram, name: str) -> object:
    return program.window.property(name)


def tones_are(program: ConsoleProgram, wanted: str) -> bool:
    return shown(program, "tones") == wanted


def texts(program: ConsoleProgram, name: str) -> list[str]:
    """All words below the item called ``name``."""
    found: list[str] = []
    waiting = [find(program.window, name)]
    while waiting:
        item = waiting.pop()
        waiting += item.childItems()
        text = item.property("text")
        if isinstance(text, str) and text and item.isVisible():
            found.append(text)
    return found


def test_the_keyboard_alone_opens_a_lane(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    key(program, Qt.Key.Key_F1)
    wait_until(lambda: shown(program, "dialog") == "lane", "the dialog is open")
    assert shown(program, "selection") == 1
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    assert not find(program.window, "confirmOrder").isEnabled()
    key(program, Qt.Key.Key_Return)
    assert shown(program, "stage") == "choosing", "nothing is sent without a reason"
    key(program, Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.opened == [("L1", "id_checked")]
    assert program.warnings == []


def test_arrows_choose_and_escape_leaves(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    key(program, Qt.Key.Key_F2)
    wait_until(lambda: bool(seen(program.window, "reasons")), "the dialog is open")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert shown(program, "reason") == 1
    key(program, Qt.Key.Key_Up)
    assert shown(program, "reason") == 6
    key(program, Qt.Key.Key_9)
    assert shown(program, "reason") == 6, "a number without a reason changes nothing"
    key(program, Qt.Key.Key_Escape)
    assert shown(program, "dialog") == ""
    assert peer.opened == []


def test_tab_reaches_cancel_and_enter_then_cancels(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer)
    key(program, Qt.Key.Key_F1)
    wait_until(lambda: bool(seen(program.window, "reasons")), "the dialog is open")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_1)
    cancel = find(program.window, "cancelOrder")
    for _ in range(4):
        if cancel.property("activeFocus"):
            break
        key(program, Qt.Key.Key_Tab)
    assert cancel.property("activeFocus")
    key(program, Qt.Key.Key_Return)
    assert shown(program, "dialog") == ""
    assert peer.opened == []


def test_a_lane_is_taken_out_and_put_back_by_keyboard(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer, language=Language.EN)
    for state, reason in ((LanePhase.IDLE, Qt.Key.Key_2), (LanePhase.MAINTENANCE, Qt.Key.Key_1)):
        peer.say(gate_state(lane(1, state), lane(2)))
        wanted = "idle idle" if state is LanePhase.IDLE else "fault idle"
        wait_until(partial(tones_are, program, wanted), wanted)
        key(program, Qt.Key.Key_F1)
        wait_until(lambda: bool(seen(program.window, "reasons")), "the dialog is open")
        wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
        key(program, Qt.Key.Key_Right, reason, Qt.Key.Key_Return)
        wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.orders == [
        ("/v1/lanes/L1/take-out", "cleaning"),
        ("/v1/lanes/L1/put-back", "repaired"),
    ]


def test_somebody_is_refused_by_keyboard(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F2)
    wait_until(lambda: bool(seen(program.window, "reasons")), "the dialog is open")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_2, Qt.Key.Key_Right)
    assert shown(program, "reason") == 0, "a reason to open is none to refuse"
    key(program, Qt.Key.Key_Return)
    assert shown(program, "stage") == "choosing", "nothing is sent without a reason"
    key(program, Qt.Key.Key_2, Qt.Key.Key_Return)
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.orders == [("/v1/lanes/L2/refuse", "no_papers")]


def test_nobody_is_refused_who_is_not_there_or_has_gone_in(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer, language=Language.EN)
    press(program.window, "lane1")
    press(program.window, "order.refuse")
    press(program.window, "reason1")
    peer.say(gate_state(lane(1), lane(2)))
    wait_until(lambda: seen(program.window, "orderProblem") is not None, "it is told")
    assert "Nobody is being checked at this lane" in texts(program, "orderProblem")
    assert not find(program.window, "confirmOrder").isEnabled()
    peer.say(gate_state(lane(1, LanePhase.OPEN, granted(7)), lane(2)))
    inside = "Somebody is in the lane, so the barrier must not close; go there"
    peer.refuse(409, "in_the_lane", said("人已在通道内", inside))
    press(program.window, "confirmOrder")
    wait_until(lambda: shown(program, "stage") == "refused", "the agent's refusal is shown")
    assert inside in texts(program, "orderProblem")
    key(program, Qt.Key.Key_Escape)
    peer.say(gate_state(lane(1), lane(2)))
    wait_until(lambda: tones_are(program, "idle idle"), "both wait")
    key(program, Qt.Key.Key_F1)
    wait_until(lambda: bool(seen(program.window, "order.take_out")), "the dialog is open")
    assert seen(program.window, "order.refuse") is None
    assert peer.orders == []


def test_a_second_guard_confirms_an_override(open_console: OpenConsole, peer: AgentPeer) -> None:
    asked = OverrideView(
        asked_by="Guard Wei",
        reason="emergency",
        said=said("紧急情况", "Emergency"),
        holder_name="周湖",
        until=NOW,
    )
    waiting = lane(1, LanePhase.DENIED, denied()).model_copy(update={"override": asked})
    program = open_console(peer, language=Language.EN)
    peer.say(gate_state(waiting, lane(2)))
    wait_until(lambda: seen(program.window, "notice1") is not None, "the request is shown")
    assert "Lane 1: Guard Wei asks to open for 周湖 (Emergency)" in texts(program, "notice1")
    press(program.window, "lane1")
    press(program.window, "order.confirm")
    press(program.window, "confirmOrder")
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.orders == [("/v1/lanes/L1/confirm", "")]


def test_touch_opens_a_lane(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    press(program.window, "lane2")
    press(program.window, "reason6")
    press(program.window, "confirmOrder")
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.opened == [("L2", "emergency")]


def test_a_refusal_is_told_and_can_be_tried_again(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    peer.refuse(409, "barrier", said("闸机没有动作。检查电源", "It did not move. Check its power"))
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F1, Qt.Key.Key_4)
    press(program.window, "confirmOrder")
    wait_until(lambda: shown(program, "stage") == "refused", "the refusal is shown")
    assert "It did not move. Check its power" in texts(program, "orderProblem")
    peer.accept()
    press(program.window, "confirmOrder")
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.opened == [("L1", "device_fault")]


def test_a_lost_agent_is_said_within_three_seconds(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer, language=Language.EN)
    assert shown(program, "tones") == "attention denied"
    peer.freeze()
    began = time.monotonic()
    wait_until(lambda: shown(program, "tones") == "lost lost", "both lanes are grey")
    assert time.monotonic() - began < NOTICED_WITHIN_S
    assert "No contact" in texts(program, "lane1")
    assert "赵墨" not in texts(program, "lane1"), "nobody stands there any more"
    key(program, Qt.Key.Key_F1, Qt.Key.Key_1)
    wait_until(lambda: bool(seen(program.window, "orderProblem")), "the dialog says why not")
    assert not find(program.window, "confirmOrder").isEnabled()
    key(program, Qt.Key.Key_Escape)
    peer.freeze(False)
    wait_until(lambda: shown(program, "tones") == "attention denied", "the lanes are back")


def test_verdicts_come_and_go_with_their_sound(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    heard = QSignalSpy(program.desk.sounded)
    peer.say(gate_state(lane(1, LanePhase.OPEN, granted(21)), lane(2, LanePhase.DENIED, denied())))
    wait_until(lambda: shown(program, "tones") == "granted denied", "the grant is shown")
    assert [heard.at(n)[0] for n in range(heard.count())] == ["granted"]
    peer.say(gate_state(lane(1, LanePhase.IDLE, granted(21, passed=True)), lane(2)))
    wait_until(lambda: shown(program, "tones") == "granted idle", "the new verdict lingers")
    wait_until(lambda: shown(program, "tones") == "idle idle", "and fades to idle")
    peer.say(gate_state(lane(1, LanePhase.IDLE, granted(22, unused=True)), lane(2)))
    wait_until(lambda: shown(program, "tones") == "unused idle", "that nobody went lingers as well")
    assert "无人通过" in texts(program, "lane1")
    peer.say(gate_state(lane(1, LanePhase.READING, granted(22, unused=True)), lane(2)))
    wait_until(lambda: shown(program, "tones") == "working idle", "the next one is what counts")


def test_faces_are_fetched_and_forgotten(open_console: OpenConsole, peer: AgentPeer) -> None:
    peer.show_photo("/v1/photos/enrolled-2", drawn_portrait("#9FB7C9"))
    program = open_console(peer)
    wait_until(lambda: not program.desk.tiles[1].enrolled.isNull(), "the thumbnail is shown")
    wait_until(lambda: "/v1/photos/live-2" in peer.photo_requests, "the capture was asked for")
    assert program.desk.tiles[1].live.isNull(), "a missing photo leaves the neutral outline"
    peer.say(gate_state(lane(1), lane(2)))
    wait_until(lambda: shown(program, "tones") == "idle idle", "the lanes wait")
    assert program.desk.photo_count == 0


def test_the_language_changes_on_the_screen(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    assert "不放行" in texts(program, "lane2")
    press(program.window, "language")
    wait_until(lambda: "Stop" in texts(program, "lane2"), "English")
    QTest.keyClick(program.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: "不放行" in texts(program, "lane2"), "Chinese again")
    assert program.warnings == []


def test_notices_name_what_needs_a_person(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    assert seen(program.window, "notice1") is None
    peer.say(gate_state(devices=(device("camera-3", "camera", DeviceStateView.DOWN),)))
    wait_until(lambda: seen(program.window, "notice1") is not None, "the notice is there")
    assert "camera-3 · The camera is reconnecting CA-01" in texts(program, "notice1")


@pytest.mark.parametrize("panel", ["", "find", "emergency", "figures", "shift"])
def test_an_emergency_is_never_pushed_away(
    open_console: OpenConsole, peer: AgentPeer, panel: str
) -> None:
    """With every lane taken, each device down and a pile of problems, in the smallest window."""
    program = open_console(peer, language=Language.EN)
    program.window.resize(1366, 768)
    program.window.setProperty("panel", panel)
    heard = QSignalSpy(program.desk.sounded)
    problem = said("磁盘只剩 2%。请立即清理", "The disk has 2 % left. Free it now")
    order = EmergencyOrderView(since=NOW, by="Guard Wei", reason="danger")
    peer.say(
        gate_state(
            *(lane(n, LanePhase.EVACUATION) for n in range(1, 9)),
            problems=(problem,) * 3,
            hindrances=(problem,),
            devices=tuple(device(f"c{n}", "camera", DeviceStateView.DOWN) for n in range(9)),
            emergency=EmergencyView(fire=order, lockdown=order),
        )
    )
    wait_until(lambda: seen(program.window, "alarm2") is not None, "both are shown")
    assert [heard.at(n)[0] for n in range(heard.count())] == ["attention"]
    assert "Fire" in texts(program, "alarm1")
    assert "Lockdown" in texts(program, "alarm2")
    page = QRectF(0, 0, program.window.width(), program.window.height())
    for name in ("alarm1", "alarm2"):
        line = find(program.window, name)
        assert page.contains(line.mapRectToScene(QRectF(0, 0, line.width(), line.height())))
    if panel == "":
        for number in range(1, 9):
            assert "Fire · Lockdown" in texts(program, f"lane{number}")
    peer.say(gate_state(*(lane(n) for n in range(1, 9))))
    wait_until(lambda: seen(program.window, "alarm1") is None, "nothing is in force any more")
    assert program.warnings == []


def test_two_gates_share_the_screen(open_console: OpenConsole) -> None:
    east = gate_state(lane(1), lane(2))
    west = gate_state(lane(1, LanePhase.DENIED, denied(31)), name=said("西门", "West gate"))
    with agent_peer(east) as first, agent_peer(west) as second:
        program = open_console(first, second, language=Language.EN)
        wait_until(lambda: shown(program, "tones") == "idle idle denied", "three lanes")
        assert "West gate · Lane 1 · in" in texts(program, "lane3")
        press(program.window, "lane3")
        key(program, Qt.Key.Key_1)
        press(program.window, "confirmOrder")
        wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
        assert (first.opened, second.opened) == ([], [("L1", "id_checked")])
        second.stop()
        wait_until(lambda: shown(program, "tones") == "idle idle lost", "one gate is lost")


def test_sounds_are_played_by_a_real_program(
    open_console: OpenConsole, peer: AgentPeer, tmp_path: Path
) -> None:
    played = tmp_path / "played"
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\nhead -c 4 "$1" >> "{played}"; basename "$1" >> "{played}"\n')
    player.chmod(0o755)
    program = open_console(peer, player=str(player))
    peer.say(gate_state(lane(1, LanePhase.OPEN, granted(41)), lane(2)))
    wait_until(lambda: played.exists() and "wav" in played.read_text(), "the player ran")
    assert played.read_text() == "RIFFgranted.wav\n"
    QTest.keyClick(program.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    heard = QSignalSpy(program.desk.sounded)
    peer.say(gate_state(lane(1, LanePhase.DENIED, denied(42)), lane(2)))
    wait_until(lambda: heard.count() == 1, "the refusal arrived")
    assert played.read_text() == "RIFFgranted.wav\n", "muted"


def test_a_player_that_fails_is_shown(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, player="false")
    assert program.desk.property("audible") is True
    peer.say(gate_state(lane(1, LanePhase.OPEN, granted(51)), lane(2)))
    wait_until(lambda: program.desk.property("audible") is False, "the screen says so")
