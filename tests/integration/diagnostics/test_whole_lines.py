"""However large the window: no line of a resting list is shown cut in two, and none is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from gate_agent.wire.schema import SelfTestOutcome
from tests.helpers.agent_peer import agent_peer
from tests.helpers.gate_states import device, gate_state, lane
from tests.helpers.qt import find, items, wait_until
from tests.integration.diagnostics.conftest import OpenBench
from tests.integration.diagnostics.test_bench_pictures import keep, result
from ui.app import Panel
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

KINDS: Final = ("card_reader", "camera", "barrier")
NAMES: Final = tuple(f"device-{number}" for number in range(1, 13))
CROWDED: Final = gate_state(
    lane(1),
    devices=tuple(device(name, KINDS[place % 3]) for place, name in enumerate(NAMES)),
)
SEEN: Final = "CA-01 The camera is reconnecting. Check the cable; check the stream address"


def in_sight(program: DiagnosticsProgram, name: str, prefix: str) -> tuple[list[str], list[str]]:
    """Lines of the list called ``name`` that are shown, and those of them that are cut in two."""
    listed = find(program.window, name)
    frame = listed.mapRectToScene(listed.boundingRect())
    inner = frame.adjusted(-1, -1, 1, 1)

    def place(line: QQuickItem) -> tuple[float, str]:
        return line.mapRectToScene(line.boundingRect()).top(), line.objectName()

    lines = [
        line
        for line in items(listed)
        if line.objectName().removeprefix(prefix).isdecimal()
        and line.opacity() > 0
        and frame.intersects(line.mapRectToScene(line.boundingRect()))
    ]
    shown = [line.objectName() for line in sorted(lines, key=place)]
    cut = [
        line.objectName()
        for line in lines
        if not inner.contains(line.mapRectToScene(line.boundingRect()))
    ]
    return shown, cut


def come_into_sight(program: DiagnosticsProgram, device: str) -> None:
    wait_until(lambda: device in in_sight(program, "devices", "device")[0], f"{device} is in sight")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 800), (1080, 1920)])
def test_no_device_and_no_result_is_cut_in_two(
    open_bench: OpenBench, screens: Path, language: Language, width: int, height: int
) -> None:
    with agent_peer(CROWDED) as gate:
        for name in NAMES:
            gate.answer_self_test(result(name, SelfTestOutcome.FAILED, SEEN, SEEN, 2004.0))
        program = open_bench(None, gate, language=language, panel=Panel(width=width, height=height))
        QTest.keyClick(program.window, Qt.Key.Key_F6)
        wait_until(lambda: program.window.property("dialog") == "inService", "it asks")
        QTest.keyClick(program.window, Qt.Key.Key_Y)
        failed = str(len(NAMES))
        wait_until(lambda: failed in str(program.window.property("tally")), "all tests have ended")
        wait_until(lambda: not program.window.property("testing"), "the run is over")
        wait_until(
            lambda: in_sight(program, "results", "result")[0][:1] == ["result1"], "the first"
        )
        keep(program, screens / f"diagnostics-crowded-{width}x{height}-{language.value}.png")
        assert in_sight(program, "results", "result")[1] == []
        assert in_sight(program, "devices", "device")[1] == []


def test_every_device_comes_into_sight_whole_as_it_is_selected(open_bench: OpenBench) -> None:
    with agent_peer(CROWDED) as gate:
        program = open_bench(None, gate, panel=Panel(width=1280, height=800))
        for number in range(2, len(NAMES) + 1):
            QTest.keyClick(program.window, Qt.Key.Key_Down)
            come_into_sight(program, f"device{number}")
            assert in_sight(program, "devices", "device")[1] == []
