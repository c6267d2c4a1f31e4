"""A technician's work at the real screen, with real devices and a gate behind a real HTTP peer."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from devices.inventory import DeviceConfig
from gate_agent.wire.schema import (
    DeviceStateView,
    LanePhase,
    SelfTestOutcome,
    SelfTestResult,
)
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.camera import CameraPeer
from tests.helpers.gate_states import NOW, device, gate_state, lane, said
from tests.helpers.qt import find, press, seen, wait_for, wait_until
from tests.helpers.relay import RelayBench
from tests.integration.diagnostics.conftest import OpenBench
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

GATE = gate_state(
    lane(1),
    devices=(
        device("reader-1", "card_reader"),
        device("camera-1", "camera", DeviceStateView.DOWN),
    ),
)
CLOSED_GATE = gate_state(lane(1, LanePhase.FAULT), devices=GATE.devices)
BLOCKED_MS = 1000.0
"""Longest time in which the window may not answer while tests run."""


def passed(name: str) -> SelfTestResult:
    return SelfTestResult(
        device=name,
        outcome=SelfTestOutcome.PASSED,
        detail=said("卡已读出", "A card was read"),
        started_at=NOW,
        took_ms=12.0,
    )


def failed(name: str) -> SelfTestResult:
    return passed(name).model_copy(
        update={
            "outcome": SelfTestOutcome.FAILED,
            "detail": said("CA-01 摄像头重连中", "CA-01 The camera is reconnecting"),
        }
    )


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(CLOSED_GATE) as running:
        running.answer_self_test(passed("reader-1"))
        running.answer_self_test(failed("camera-1"))
        yield running


def key(program: DiagnosticsProgram, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(program.window, one)


def shown(program: DiagnosticsProgram, name: str) -> object:
    return program.window.property(name)


def text(program: DiagnosticsProgram, name: str) -> str:
    return str(find(program.window, name).property("text"))


def words(program: DiagnosticsProgram, name: str) -> str:
    """All visible words below an item, once it is there, in no order."""
    found: list[str] = []
    waiting = [wait_for(program.window, name)]
    while waiting:
        item = waiting.pop()
        waiting += item.childItems()
        said_here = item.property("text")
        if isinstance(said_here, str) and said_here and item.isVisible():
            found.append(said_here)
    return " | ".join(found)


def wait_until_done(program: DiagnosticsProgram, tally: str) -> None:
    wait_until(
        lambda: not shown(program, "testing") and shown(program, "tally") == tally,
        f"{tally}; is {shown(program, 'tally')}",
        15_000,
    )


def test_real_devices_are_tested_for_real(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig], relay: RelayBench
) -> None:
    program = open_bench(kiosk | {"barrier": relay.config(self_test_pulse=True)})
    wait_until(lambda: "2 ready" in text(program, "summary"), "both devices are ready")
    relay.moves.clear()
    press(program.window, "testAll")
    wait_until_done(program, "2 passed · 0 failed · 0 timed out · 0 skipped")
    assert relay.moves[:1] == [True], "the relay moved"
    assert "camera · Passed" in words(program, "result1")
    assert "Passed" in words(program, "device2")
    assert program.warnings == []


def test_the_keyboard_alone_tests_one_device(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig]
) -> None:
    program = open_bench(kiosk)
    wait_until(lambda: "2 ready" in text(program, "summary"), "both devices are ready")
    key(program, Qt.Key.Key_Down)
    assert shown(program, "selection") == 2
    key(program, Qt.Key.Key_Down)
    assert shown(program, "selection") == 2, "the list ends here"
    assert "barrier" in text(program, "detailTitle")
    key(program, Qt.Key.Key_F5)
    wait_until_done(program, "1 passed · 0 failed · 0 timed out · 0 skipped")
    key(program, Qt.Key.Key_Up)
    assert shown(program, "selection") == 1


def test_a_device_that_falls_silent_shows_code_and_remedy(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig], relay: RelayBench
) -> None:
    program = open_bench(kiosk)
    wait_until(lambda: "2 ready" in text(program, "summary"), "both devices are ready")
    relay.set_line("silent")
    try:
        key(program, Qt.Key.Key_Down)
        wait_until(lambda: seen(program.window, "detailFault") is not None, "the fault is shown")
        assert "Power it off for ten seconds" in words(program, "detailFault")
        wait_until(lambda: "1 down" in text(program, "summary"), "it is down")
        wait_until(lambda: "next try in" in words(program, "detailState"), "it counts down")
        press(program.window, "test2")
        wait_until_done(program, "0 passed · 1 failed · 0 timed out · 0 skipped")
        assert "DV-0" in words(program, "result1")
    finally:
        relay.set_line("good")


def test_a_test_that_hangs_is_stopped_at_its_limit_and_the_window_goes_on(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig], camera: CameraPeer
) -> None:
    program = open_bench(kiosk, limit_s=1.5)
    wait_until(lambda: "2 ready" in text(program, "summary"), "both devices are ready")
    camera.halt()
    try:
        key(program, Qt.Key.Key_F5)
        slowest = 0.0
        while shown(program, "testing"):
            began = time.monotonic()
            QTest.qWait(10)
            slowest = max(slowest, (time.monotonic() - began) * 1000)
        assert slowest < BLOCKED_MS
        assert shown(program, "tally") == "0 passed · 0 failed · 1 timed out · 0 skipped"
        assert "Not finished within 1.5 s; stopped" in words(program, "result1")
    finally:
        camera.resume()


def test_a_run_can_be_stopped(open_bench: OpenBench, peer: AgentPeer) -> None:
    peer.hang_self_tests()
    program = open_bench(None, peer)
    assert seen(program.window, "openReadiness") is None, "nobody is known to make a run"
    key(program, Qt.Key.Key_F7)
    assert shown(program, "dialog") == ""
    key(program, Qt.Key.Key_F6)
    wait_until(lambda: peer.self_test_requests == ["reader-1"], "the first test has begun")
    assert "Hold a card to the reader" in text(program, "hint")
    press(program.window, "callOff")
    wait_until_done(program, "0 passed · 0 failed · 0 timed out · 2 skipped")
    assert "Called off" in words(program, "result2")
    peer.answer_self_test(passed("reader-1"))
    key(program, Qt.Key.Key_F5)
    wait_until_done(program, "1 passed · 0 failed · 0 timed out · 0 skipped")


def test_devices_of_a_closed_gate_are_tested_without_asking(
    open_bench: OpenBench, peer: AgentPeer
) -> None:
    program = open_bench(None, peer)
    press(program.window, "testAll")
    wait_until_done(program, "1 passed · 1 failed · 0 timed out · 0 skipped")
    assert peer.self_test_requests == ["reader-1", "camera-1"]
    assert "CA-01 The camera is reconnecting" in words(program, "result2")


def test_devices_of_a_gate_in_service_are_asked_about(
    open_bench: OpenBench, peer: AgentPeer
) -> None:
    program = open_bench(None, peer)
    peer.say(GATE)
    wait_until(lambda: program.bench.looks[0].in_service, "the gate is in service")
    press(program.window, "test1")
    wait_until(lambda: shown(program, "dialog") == "inService", "it asks")
    assert seen(program.window, "skipInService") is None, "there is nothing else to test"
    key(program, Qt.Key.Key_Escape)
    assert (shown(program, "dialog"), peer.self_test_requests) == ("", [])
    press(program.window, "test1")
    press(program.window, "testAnyway")
    wait_until_done(program, "1 passed · 0 failed · 0 timed out · 0 skipped")
    assert peer.self_test_requests == ["reader-1"]


def test_only_what_is_in_nobodys_way_can_be_tested(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig], peer: AgentPeer
) -> None:
    peer.say(GATE)
    program = open_bench(kiosk, peer)
    wait_until(lambda: "3 ready" in text(program, "summary"), "all is connected")
    key(program, Qt.Key.Key_F6)
    wait_until(lambda: shown(program, "dialog") == "inService", "it asks")
    press(program.window, "skipInService")
    wait_until_done(program, "2 passed · 0 failed · 0 timed out · 2 skipped")
    assert peer.self_test_requests == []
    results = [words(program, f"result{n}") for n in range(1, 5)]
    assert sum("in service" in result for result in results) == 2


def test_a_gate_out_of_contact_keeps_its_last_known_devices_and_is_not_tested(
    open_bench: OpenBench, kiosk: dict[str, DeviceConfig], peer: AgentPeer
) -> None:
    program = open_bench(kiosk, peer)
    wait_until(lambda: "3 ready" in text(program, "summary"), "all is connected")
    peer.stop()
    wait_until(lambda: "2 ready" in text(program, "summary"), "only this machine counts")
    assert "Last known" in words(program, "device3")
    assert not find(program.window, "test3").isEnabled()
    press(program.window, "testAll")
    wait_until_done(program, "2 passed · 0 failed · 0 timed out · 2 skipped")
    assert "out of contact" in words(program, "result4")


def test_the_language_changes_on_the_screen(open_bench: OpenBench, peer: AgentPeer) -> None:
    program = open_bench(None, peer, language=Language.ZH)
    assert text(program, "testAll") == "全部测试 F6"
    press(program.window, "language")
    wait_until(lambda: text(program, "testAll") == "Test all F6", "English")
    assert "Card reader" in words(program, "device1")
    assert program.warnings == []


def test_the_clock_is_the_campuss(peer: AgentPeer, open_bench: OpenBench) -> None:
    peer.say(gate_state(lane(1), time_zone="Asia/Urumqi"))
    program = open_bench(None, peer)
    wait_until(lambda: text(program, "clock") == "06:41:07", "six hours ahead of NOW")
