"""The panel for the hand-over: what happened since the shift began, and what is still open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from gate_agent.rules.roles import Right
from gate_agent.wire.reports import ShiftView
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.gate_console.desk_printer import DeskPrinter
from ui.gate_console.gate_choice import GateChoice
from ui.gate_console.hand_over import Summary, document_name, pdf, save
from ui.gate_console.inquiry import Inquiry
from ui.gate_console.role_words import closed
from ui.gate_console.shift_words import Line, figures, lines, span
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

HOURS: Final = (4, 8, 12, 24)
USUAL: Final = 8
_HOURS: Final = Text("{hours} 小时", "{hours} h")
_SAVED: Final = Text("已保存：{path}", "Saved: {path}")
_NOT_SAVED: Final = Text(
    "没有保存到 {folder}：{why}。请管理员核对 hand_over_folder",
    "Not saved to {folder}: {why}. Have hand_over_folder checked",
)
_WAIT: Final = Text("正在汇总", "Summing up")


@dataclass(frozen=True, slots=True)
class HoursTab:
    """How far back the summary goes."""

    code: str
    words: str
    symbol: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a file."""

    text: Text
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A summary as a document."""

    title: str
    pdf: bytes


def _saved(folder: Path, name: str, content: bytes) -> Saved:
    try:
        path = save(folder, name, content)
    except OSError as error:
        said = _NOT_SAVED.format(folder=folder, why=error.strerror or type(error).__name__)
        return Saved(said, failed=True)
    return Saved(_SAVED.format(path=path))


@QmlElement
class ShiftPanel(QObject):
    """The panel's state: the last hours at one gate."""

    changed = Signal()

    def __init__(
        self,
        gate: GateChoice,
        errands: Errands,
        speaker: Speaker,
        now: Callable[[], datetime],
        folder: Path,
        printer: DeskPrinter,
        parent: QObject | None = None,
    ) -> None:
        """``folder`` is where summaries are saved, ``printer`` puts them on paper."""
        super().__init__(parent)
        gate.setParent(self)
        printer.setParent(self)
        self._printer = printer
        self._gate, self._speaker, self._now = gate, speaker, now
        self._errands, self._folder = errands, folder
        self._inquiry = Inquiry(errands)
        self._saving = False
        self._saved: Saved | None = None
        self._hours = USUAL
        self._shift: ShiftView | None = None
        self._problem: Text | None = None
        self._tabs, self._lines = Rows(HoursTab, self), Rows(Line, self)
        gate.chosen.connect(self.begin)
        printer.changed.connect(self.changed)
        speaker.language_changed.connect(self._show)

    @Slot()
    def begin(self) -> None:
        """Ask for the summary."""
        self._shift, self._problem, self._saved = None, None, None
        self._printer.forget()
        caller = self._gate.sight.view.caller
        if caller is not None and Right.HAND_OVER not in caller.rights:
            self._inquiry.drop()
            self._problem = closed(Right.HAND_OVER, caller.role)
            self._show()
            return
        since = self._now() - timedelta(hours=self._hours)
        client = self._gate.client
        self._inquiry.ask(lambda call: client.shift(since, call), self._hear)
        self._show()

    @Slot()
    def end(self) -> None:
        """Ask no more, and forget it."""
        self._inquiry.drop()
        self._shift = None
        self._show()

    @Slot(int)
    def choose(self, number: int) -> None:
        """Go back as far as the choice with this number says."""
        if 1 <= number <= len(HOURS):
            self._hours = HOURS[number - 1]
            self.begin()

    @Slot()
    def save(self) -> None:
        """Write what is shown to a file; what became of it is shown."""
        paper = None if self._saving else self._paper()
        if paper is None:
            return
        self._saving, self._saved = True, None
        folder, name, content = self._folder, f"{paper.title}.pdf", paper.pdf
        self._errands.run(lambda call: _saved(folder, name, content), self._hear_saved)
        self.changed.emit()

    @Slot()
    def put_on_paper(self) -> None:
        """Print what is shown; while something is being printed, take that back."""
        if self._printer.busy:
            self._printer.take_back()
        elif (paper := self._paper()) is not None:
            self._printer.put_on_paper(paper.pdf, paper.title)

    def _paper(self) -> Paper | None:
        """What is shown, as a document; None while there is nothing."""
        state, shift, say = self._gate.sight.view.state, self._shift, self._speaker.say
        if shift is None or state is None:
            return None
        # Paper is read on other days: nothing on it is of today or of yesterday.
        until = self._gate.sight.local(shift.until)
        later = until + timedelta(days=7)
        summary = Summary(
            say(state.name),
            f"{until:%Y-%m-%d}",
            span(shift, later, say),
            figures(shift, say),
            lines(shift, later, say),
        )
        return Paper(document_name(state.gate, until), pdf(summary, say))

    def _hear_saved(self, answer: Saved | AgentError) -> None:
        self._saving = False
        if isinstance(answer, Saved):
            self._saved = answer
        self.changed.emit()

    def _hear(self, answer: ShiftView | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem = answer.text
        else:
            self._shift = answer
        self._show()

    @Slot()
    def _show(self) -> None:
        say, shift = self._speaker.say, self._shift
        self._tabs.show(
            [
                HoursTab(
                    str(hours),
                    f"{number}  {say(_HOURS).format(hours=hours)}",
                    "",
                    hours == self._hours,
                )
                for number, hours in enumerate(HOURS, 1)
            ]
        )
        self._lines.show([] if shift is None else lines(shift, self._local_now(), say))
        self.changed.emit()

    def _local_now(self) -> datetime:
        return self._gate.sight.local(self._now())

    def _get_span(self) -> str:
        return (
            "" if self._shift is None else span(self._shift, self._local_now(), self._speaker.say)
        )

    def _get_figures(self) -> str:
        return "" if self._shift is None else figures(self._shift, self._speaker.say)

    def _get_waiting(self) -> str:
        return self._speaker.say(_WAIT) if self._inquiry.waiting else ""

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_can_save(self) -> bool:
        return self._shift is not None and not self._saving

    def _get_can_print(self) -> bool:
        return self._shift is not None or self._printer.busy

    def _get_printer(self) -> DeskPrinter:
        return self._printer

    def _get_saved(self) -> str:
        return "" if self._saved is None else self._speaker.say(self._saved.text)

    def _get_failed(self) -> bool:
        return self._saved is not None and self._saved.failed

    def _get_gate(self) -> GateChoice:
        return self._gate

    def _get_tabs(self) -> Rows:
        return self._tabs

    def _get_lines(self) -> Rows:
        return self._lines

    span = Property(str, _get_span, notify=changed)
    figures = Property(str, _get_figures, notify=changed)
    waiting = Property(str, _get_waiting, notify=changed)
    canSave = Property(bool, _get_can_save, notify=changed)  # noqa: N815 - as QML spells it
    canPrint = Property(bool, _get_can_print, notify=changed)  # noqa: N815
    printer = Property(DeskPrinter, _get_printer, constant=True)
    saved = Property(str, _get_saved, notify=changed)
    failed = Property(bool, _get_failed, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    gate = Property(GateChoice, _get_gate, notify=changed)
    tabs = Property(Rows, _get_tabs, notify=changed)
    lines = Property(Rows, _get_lines, notify=changed)
