"""Every picture of the technician's screen is legible, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from devices.inventory import DeviceConfig
from devices.ports import DeviceKind
from devices.self_test import unfinished
from gate_agent.wire.schema import (
    AgentState,
    DeviceStateView,
    FaultView,
    SelfTestOutcome,
    SelfTestResult,
)
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_states import NOW, device, gate_state, lane, said
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.qt import find, wait_until
from tests.integration.diagnostics.conftest import OpenBench
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

JAM = FaultView(
    code="PR-02",
    public=said("打印机卡纸", "Paper is jammed in the printer"),
    remedy=said(
        "打开后盖取出卡纸，合上后会继续", "Open the rear cover, remove the paper, close it"
    ),
)
WELL = gate_state(
    lane(1),
    lane(2),
    devices=(
        device("reader-1", "card_reader"),
        device("camera-1", "camera"),
        device("barrier-1", "barrier"),
        device("reader-2", "card_reader"),
        device("camera-2", "camera"),
        device("barrier-2", "barrier"),
    ),
)
SOME_DOWN = gate_state(
    lane(1),
    devices=(
        device("camera-1", "camera", DeviceStateView.DOWN),
        device("reader-1", "card_reader"),
        device("printer-guard-room", "document_printer", DeviceStateView.DEGRADED).model_copy(
            update={"fault": JAM}
        ),
        device("barrier-1", "barrier", DeviceStateView.CONNECTING),
    ),
)


def result(name: str, outcome: SelfTestOutcome, zh: str, en: str, ms: float) -> SelfTestResult:
    return SelfTestResult(
        device=name, outcome=outcome, detail=said(zh, en), started_at=NOW, took_ms=ms
    )


UNFINISHED = unfinished(15.0, DeviceKind.BARRIER)
RESULTS = (
    result(
        "reader-1",
        SelfTestOutcome.PASSED,
        "读到一张卡：非接触式，ATR 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01，卡号 7 字节",
        "Read a card: contactless, ATR 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01, 7 bytes",
        1843.0,
    ),
    result(
        "camera-1",
        SelfTestOutcome.FAILED,
        "CA-01 摄像头重连中。检查网线或 USB；核对视频地址",
        "CA-01 The camera is reconnecting. Check the cable; check the stream address",
        2004.0,
    ),
    result(
        "barrier-1",
        SelfTestOutcome.TIMED_OUT,
        UNFINISHED.zh,
        UNFINISHED.en,
        15000.0,
    ),
)


@pytest.fixture
def gate() -> Iterator[AgentPeer]:
    with agent_peer(WELL) as running:
        yield running


def keep(program: DiagnosticsProgram, path: Path) -> None:
    assert picture_at_rest(program.window).save(str(path))
    assert unreadable(program.window, "nothing") == []
    assert program.warnings == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("scene", "state"), [("well", WELL), ("down", SOME_DOWN)])
def test_the_list_is_legible(
    open_bench: OpenBench,
    kiosk: dict[str, DeviceConfig],
    gate: AgentPeer,
    screens: Path,
    language: Language,
    scene: str,
    state: AgentState,
) -> None:
    gate.say(state)
    program = open_bench(kiosk if scene == "well" else None, gate, language=language)
    wait_until(
        lambda: all(
            place.device.state is not DeviceStateView.CONNECTING or scene == "down"
            for place in program.bench.places
        ),
        "the devices are connected",
    )
    keep(program, screens / f"diagnostics-{scene}-{language.value}.png")


@pytest.mark.parametrize("language", list(Language))
def test_question_run_and_results_are_legible(
    open_bench: OpenBench, gate: AgentPeer, screens: Path, language: Language
) -> None:
    gate.say(SOME_DOWN)
    for one in RESULTS[:2]:
        gate.answer_self_test(one)
    program = open_bench(None, gate, language=language)
    QTest.keyClick(program.window, Qt.Key.Key_F6)
    wait_until(lambda: program.window.property("dialog") == "inService", "it asks")
    keep(program, screens / f"diagnostics-question-{language.value}.png")
    QTest.keyClick(program.window, Qt.Key.Key_Y)
    wait_until(lambda: "printer-guard-room" in gate.self_test_requests, "the third test runs")
    bar = find(program.window, "progress")
    wait_until(lambda: bar.childItems()[0].width() > bar.width() * 0.45, "half of it is done")
    program.bench.stop()
    picture = program.window.grabWindow()
    assert picture.save(str(screens / f"diagnostics-running-{language.value}.png"))
    assert unreadable(program.window, "nothing") == []
    program.bench.start()
    gate.answer_self_test(
        result(
            "printer-guard-room",
            SelfTestOutcome.SKIPPED,
            "上一次自检还没有结束",
            "The previous self-test has not ended yet",
            0.0,
        )
    )
    gate.answer_self_test(RESULTS[2])
    wait_until(lambda: not program.window.property("testing"), "the run has ended")
    keep(program, screens / f"diagnostics-results-{language.value}.png")
