"""The run of self-tests that goes on, or the last one, as QML reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from gate_agent.wire.schema import SelfTestOutcome
from ui.diagnostics.runs import Run, Target
from ui.diagnostics.words import OUTCOMES, TALLY, hint
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_TESTING: Final = Text("正在测试 {device}", "Testing {device}")
_STOPS_IN: Final = Text("{left} 秒后停止", "stops in {left} s")
_MS: Final = Text("{ms:,.0f} 毫秒", "{ms:,.0f} ms")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One step that has ended."""

    device: str
    level: int
    outcome: str
    said: str
    took: str


@QmlElement
class RunPanel(QObject):
    """Shows one :class:`~ui.diagnostics.runs.Run`."""

    changed = Signal()
    active_changed = Signal()

    def __init__(self, speaker: Speaker, parent: QObject) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._run = Run()
        self._doing, self._hint = "", ""
        self._results = Rows(ResultRow, self)

    def show(self, run: Run, left_s: float, kind: str, name_of: Callable[[Target], str]) -> None:
        """Show ``run``; its running test is of a device of ``kind`` and has ``left_s`` seconds."""
        say = self._speaker.say
        was_active = self._run.active
        self._run, self._doing, self._hint = run, "", ""
        if run.running is not None:
            doing = say(_TESTING.format(device=name_of(run.running)))
            self._doing = f"{doing} · {say(_STOPS_IN.format(left=int(left_s) + 1))}"
            self._hint = say(hint(kind))
        self._results.show(self._rows(name_of))
        self.changed.emit()
        if was_active != run.active:
            self.active_changed.emit()

    def _rows(self, name_of: Callable[[Target], str]) -> list[ResultRow]:
        say = self._speaker.say
        rows = []
        for step in self._run.steps:
            if step.result is None:
                continue
            level, outcome = OUTCOMES[step.result.outcome]
            rows.append(
                ResultRow(
                    device=name_of(step.target),
                    level=level,
                    outcome=say(outcome),
                    said=say(step.result.detail),
                    took=say(_MS.format(ms=step.result.took_ms)),
                )
            )
        return rows

    def _get_active(self) -> bool:
        return self._run.active

    def _get_progress(self) -> float:
        return self._run.done / len(self._run.steps) if self._run.steps else 0.0

    def _get_doing(self) -> str:
        return self._doing

    def _get_hint(self) -> str:
        return self._hint

    def _get_tally(self) -> str:
        if not self._run.steps:
            return ""
        counts = {outcome.value: self._run.count(outcome) for outcome in SelfTestOutcome}
        return self._speaker.say(TALLY.format(**counts))

    def _get_passed(self) -> int:
        return self._run.count(SelfTestOutcome.PASSED)

    def _get_total(self) -> int:
        return len(self._run.steps)

    def _get_done(self) -> int:
        return self._run.done

    def _get_results(self) -> Rows:
        return self._results

    active = Property(bool, _get_active, notify=active_changed)
    progress = Property(float, _get_progress, notify=changed)
    doing = Property(str, _get_doing, notify=changed)
    hint = Property(str, _get_hint, notify=changed)
    tally = Property(str, _get_tally, notify=changed)
    passed = Property(int, _get_passed, notify=changed)
    total = Property(int, _get_total, notify=changed)
    done = Property(int, _get_done, notify=changed)
    results = Property(Rows, _get_results, notify=changed)
