"""A technician's screen before a running gate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtTest import QTest

from gate_agent.wire.schema import LanePhase
from tests.helpers.gate import Gate
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.qt import press, seen, wait_until, words
from ui.agents.address import AgentAddress
from ui.diagnostics.program import DiagnosticsConfig, DiagnosticsProgram, launch
from wording import Language

CARD = bytes.fromhex("04C1D2E3F40516")


def screen(
    gate: Gate,
    token: str,
    screens_open: ExitStack,
    reports: Path | None = None,
    language: Language = Language.EN,
) -> DiagnosticsProgram:
    config = DiagnosticsConfig(
        agents=(AgentAddress(gate.url, token),), language=language, reports=reports
    )
    program = launch(config)
    screens_open.callback(program.close)
    assert QTest.qWaitForWindowActive(program.window)
    wait_until(lambda: words(program.window, "summary").startswith("3 "), "all devices")
    return program


def by_hand(program: DiagnosticsProgram, device: str, sheet: str) -> None:
    names = [place.device.name for place in program.bench.places]
    press(program.window, f"device{names.index(device) + 1}")
    press(program.window, "byHand")
    wait_until(lambda: program.window.property("dialog") == sheet, f"the sheet {sheet}")


def banner(program: DiagnosticsProgram, name: str) -> str:
    item = seen(program.window, name)
    return "" if item is None else str(item.property("text"))


@contextmanager
def out_of_service(gate: Gate) -> Iterator[None]:
    gate.ask("POST", "/v1/lanes/L1/take-out", json={"reason": "maintenance"})
    gate.wait_phase(LanePhase.MAINTENANCE)
    yield
    gate.ask("POST", "/v1/lanes/L1/put-back", json={"reason": "all well"})
    gate.wait_phase(LanePhase.IDLE)


def keep(program: DiagnosticsProgram, path: Path) -> None:
    assert picture_at_rest(program.window).save(str(path))
    assert unreadable(program.window, "nothing") == []
