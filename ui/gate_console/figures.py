"""The panel of the day's figures: entries per five minutes, refusals by reason, lanes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from gate_agent.wire.reports import FiguresView
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.gate_console.charts import (
    Bar,
    EntriesChart,
    LaneRow,
    ReasonBar,
    Tick,
    entries_chart,
    headline,
    lane_rows,
    reason_bars,
)
from ui.gate_console.gate_choice import GateChoice
from ui.gate_console.inquiry import Inquiry
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

REFRESH_MS: Final = 30_000
_TODAY: Final = Text("今天", "Today")
_YESTERDAY: Final = Text("昨天", "Yesterday")
_WAIT: Final = Text("正在统计", "Counting")
_NOTHING: Final = Text("这一天没有通行记录", "Nobody passed on this day")


@QmlElement
class FiguresPanel(QObject):
    """The panel's state: one day of one gate."""

    changed = Signal()

    def __init__(
        self,
        gate: GateChoice,
        errands: Errands,
        speaker: Speaker,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        gate.setParent(self)
        self._gate, self._speaker, self._now = gate, speaker, now
        self._inquiry = Inquiry(errands)
        self._days_back = 0
        self._today: date | None = None
        """At the gate, as it said; the screen may stand in another zone."""
        self._figures: FiguresView | None = None
        self._chart = EntriesChart()
        self._cursor = -1
        self._problem: Text | None = None
        self._bars, self._hours, self._counts = Rows(Bar, self), Rows(Tick, self), Rows(Tick, self)
        self._reasons, self._lanes = Rows(ReasonBar, self), Rows(LaneRow, self)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._ask)
        gate.chosen.connect(self._go_elsewhere)
        speaker.language_changed.connect(self._show)

    @Slot()
    def begin(self) -> None:
        """Show today, and keep it current."""
        self._days_back = 0
        self._timer.start()
        self._start_over()

    @Slot()
    def end(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._inquiry.drop()

    @Slot(int)
    def turn(self, by: int) -> None:
        """Show the day before (-1) or the day after (1); never one to come."""
        back = max(0, self._days_back - by)
        if back != self._days_back:
            self._days_back = back
            self._start_over()

    @Slot(int)
    def point(self, by: int) -> None:
        """Read the next (1) or the previous (-1) bar; at first the last that is not empty."""
        bars = self._chart.bars
        if not bars:
            return
        if self._cursor < 0:
            filled = [n for n, bar in enumerate(bars) if bar.entered or bar.refused]
            self._cursor = filled[-1] if filled else 0
        else:
            self._cursor = max(0, min(len(bars) - 1, self._cursor + by))
        self.changed.emit()

    @Slot(int)
    def pick(self, place: int) -> None:
        """Read the bar at ``place``."""
        if 0 <= place < len(self._chart.bars):
            self._cursor = place
            self.changed.emit()

    @Slot()
    def _go_elsewhere(self) -> None:
        self._today = None
        self._start_over()

    def _start_over(self) -> None:
        self._figures, self._problem, self._cursor = None, None, -1
        self._ask()

    @Slot()
    def _ask(self) -> None:
        day = self._day() if self._days_back else None
        client = self._gate.client
        self._inquiry.ask(lambda call: client.figures(day, call), self._hear)
        self._show()

    def _hear(self, answer: FiguresView | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem = answer.text
        else:
            self._figures, self._problem = answer, None
            if not self._days_back:
                self._today = answer.day
        self._show()

    @Slot()
    def _show(self) -> None:
        say, figures = self._speaker.say, self._figures
        self._chart = EntriesChart() if figures is None else entries_chart(figures, say)
        self._bars.show(self._chart.bars)
        self._hours.show(self._chart.hours)
        self._counts.show(self._chart.counts)
        self._reasons.show([] if figures is None else reason_bars(figures, say))
        self._lanes.show([] if figures is None else lane_rows(figures, say))
        self.changed.emit()

    def _day(self) -> date:
        today = self._today or self._gate.sight.local(self._now()).date()
        return today - timedelta(days=self._days_back)

    def _get_day(self) -> str:
        shown = self._day().isoformat()
        near = {0: _TODAY, 1: _YESTERDAY}.get(self._days_back)
        return shown if near is None else f"{self._speaker.say(near)} {shown}"

    def _get_headline(self) -> str:
        return "" if self._figures is None else headline(self._figures, self._speaker.say)

    def _get_empty(self) -> str:
        if self._figures is None:
            return "" if self._problem is not None else self._speaker.say(_WAIT)
        return "" if self._chart.bars else self._speaker.say(_NOTHING)

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_cursor(self) -> int:
        return min(self._cursor, len(self._chart.bars) - 1)

    def _get_said(self) -> str:
        cursor = self._get_cursor()
        return "" if cursor < 0 else self._chart.bars[cursor].said

    def _get_latest(self) -> bool:
        return self._days_back == 0

    def _get_gate(self) -> GateChoice:
        return self._gate

    def _get_bars(self) -> Rows:
        return self._bars

    def _get_hours(self) -> Rows:
        return self._hours

    def _get_counts(self) -> Rows:
        return self._counts

    def _get_reasons(self) -> Rows:
        return self._reasons

    def _get_lanes(self) -> Rows:
        return self._lanes

    day = Property(str, _get_day, notify=changed)
    headline = Property(str, _get_headline, notify=changed)
    empty = Property(str, _get_empty, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    cursor = Property(int, _get_cursor, notify=changed)
    said = Property(str, _get_said, notify=changed)
    latest = Property(bool, _get_latest, notify=changed)
    gate = Property(GateChoice, _get_gate, notify=changed)
    bars = Property(Rows, _get_bars, notify=changed)
    hours = Property(Rows, _get_hours, notify=changed)
    counts = Property(Rows, _get_counts, notify=changed)
    reasons = Property(Rows, _get_reasons, notify=changed)
    lanes = Property(Rows, _get_lanes, notify=changed)
