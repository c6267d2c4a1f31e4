"""The guided readiness run from its history to its report: which page of it is shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.readiness.technicians import Proven
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.agents.link import LinkStatus
from ui.diagnostics.history_panel import HistoryPanel
from ui.diagnostics.proof_panel import ProofPanel
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.report_panel import ReportPanel
from ui.diagnostics.terminals import TerminalLook
from ui.diagnostics.walk import Walked
from ui.diagnostics.walk_panel import WalkPanel
from ui.diagnostics.words import Level
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_STOPPED: Final = Text(
    "已停止，没有报告，也没有任何设备记为就绪",
    "Stopped: there is no report, and nothing counts as ready",
)
_NOT_KEPT: Final = Text("{verdict}，但没有报告。{why}", "{verdict}, but there is no report. {why}")


_ASK: Final = Text("现在可以打扰“{name}”吗？", "May {name} be disturbed now?")
_ASK_IN_SERVICE: Final = Text(
    "“{name}”正在使用，可以打扰吗？", "{name} is in service. May it be disturbed?"
)
_NOWHERE: Final = Text("现在连不上任何终端", "No terminal can be reached now")
_NO_CONTACT: Final = Text("失去联系", "No contact")
_IN_SERVICE: Final = Text("正在使用", "In service")
_OUT_OF_SERVICE: Final = Text("未在使用", "Not in service")


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """One terminal to choose."""

    name: str
    about: str
    level: int
    reachable: bool
    chosen: bool


class Page(StrEnum):
    """The values are what QML sees."""

    HISTORY = "history"
    PROOF = "proof"
    WALK = "walk"
    REPORT = "report"


@QmlElement
class ReadinessPanel(QObject):
    """Lives in the GUI thread."""

    changed = Signal()

    def __init__(
        self, desk: ReadinessDesk | None, errands: Errands, speaker: Speaker, parent: QObject
    ) -> None:
        """``desk`` is None where no file says who the technicians are: no run can be made then."""
        super().__init__(parent)
        self._speaker: Final = speaker
        self._page = Page.HISTORY
        self._stopping = False
        self._notice: Text | None = None
        self._terminals: Final = () if desk is None else desk.terminals
        self._looks: tuple[TerminalLook, ...] = ()
        self._chosen = 0
        self._history: Final = HistoryPanel(desk, errands, speaker, self)
        self._proof: Final = ProofPanel(desk, errands, speaker, self._begin, self)
        self._walk: Final = WalkPanel(desk, errands, speaker, self._hear_end, self)
        self._report: Final = ReportPanel(desk, errands, speaker, self)
        self._rows: Final = Rows(TerminalRow, self)
        speaker.language_changed.connect(self._show_terminals)

    def open(self) -> None:
        """Show what was found before."""
        self.close()
        self._history.open()
        self.changed.emit()

    def close(self) -> None:
        """Stop whatever goes on."""
        self._page, self._stopping, self._notice = Page.HISTORY, False, None
        for panel in (self._history, self._proof, self._walk, self._report):
            panel.close()

    @Slot()
    def look(self) -> None:
        """Look which terminals can be reached now, and which are in service."""
        self._looks = tuple(terminal.look(time.monotonic()) for terminal in self._terminals)
        if not self._reachable(self._chosen):
            places = range(len(self._looks))
            self._chosen = next((place for place in places if self._reachable(place)), 0)
        self._show_terminals()

    @Slot(int)
    def choose(self, place: int) -> None:
        """The run is to be over this terminal; one out of contact is ignored."""
        if self._reachable(place):
            self._chosen = place
            self._show_terminals()

    @Slot()
    def start(self) -> None:
        """The chosen terminal may be disturbed: ask who is there."""
        if self._page is Page.HISTORY and self._reachable(self._chosen):
            self._notice = None
            self._history.close()
            self._proof.open(self._terminals[self._chosen])
            self._show(Page.PROOF)

    @Slot(int)
    def show(self, position: int) -> None:
        """Show an earlier report, by its place in the history."""
        entry = self._history.entry(position)
        if entry is not None:
            self._history.close()
            self._report.open(entry)
            self._show(Page.REPORT)

    @Slot(result=bool)
    def back(self) -> bool:
        """One page back, or ask first where that ends a run; False when there is none."""
        if self._page is Page.HISTORY:
            return False
        if self._page is Page.WALK:
            self._stopping = True
            self.changed.emit()
        else:
            self._to_history()
        return True

    @Slot()
    def go_on(self) -> None:
        """The answer: don't stop the run."""
        self._stopping = False
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """The answer: stop the run."""
        if self._page is Page.WALK:
            self._notice = _STOPPED
            self._to_history()

    def _begin(self, technician: Proven) -> None:
        self._proof.close()
        self._walk.begin(self._terminals[self._chosen], technician)
        self._show(Page.WALK)

    def _hear_end(self, ended: Walked | AgentError) -> None:
        if isinstance(ended, Walked) and ended.entry is not None:
            self._walk.close()
            self._report.open(ended.entry)
            self._stopping = False
            self._show(Page.REPORT)
            return
        if isinstance(ended, Walked):
            said, why = ended.run.verdict.value, ended.problem or _STOPPED
            self._notice = Text(
                _NOT_KEPT.zh.format(verdict=said.zh, why=why.zh),
                _NOT_KEPT.en.format(verdict=said.en, why=why.en),
            )
        else:
            self._notice = ended.text
        self._to_history()

    def _reachable(self, place: int) -> bool:
        here = 0 <= place < len(self._looks)
        return here and self._looks[place].status is LinkStatus.LIVE

    @Slot()
    def _show_terminals(self) -> None:
        self._rows.show(
            [
                terminal_row(look, self._speaker, chosen=place == self._chosen)
                for place, look in enumerate(self._looks)
            ]
        )
        self.changed.emit()

    def _to_history(self) -> None:
        for panel in (self._proof, self._walk, self._report):
            panel.close()
        self._stopping = False
        self._history.open()
        self._show(Page.HISTORY)

    def _show(self, page: Page) -> None:
        self._page = page
        self.changed.emit()

    # --- properties -----------------------------------------------------------------------------

    def _get_available(self) -> bool:
        return bool(self._terminals)

    def _get_startable(self) -> bool:
        return self._reachable(self._chosen)

    def _get_question(self) -> str:
        if not self._reachable(self._chosen):
            return self._speaker.say(_NOWHERE)
        look = self._looks[self._chosen]
        question = _ASK_IN_SERVICE if look.in_service else _ASK
        zh, en = look.name.zh, look.name.en
        return self._speaker.say(Text(question.zh.format(name=zh), question.en.format(name=en)))

    def _get_rows(self) -> Rows:
        return self._rows

    def _get_page(self) -> str:
        return self._page

    def _get_stopping(self) -> bool:
        return self._stopping

    def _get_notice(self) -> str:
        return "" if self._notice is None else self._speaker.say(self._notice)

    def _get_history(self) -> HistoryPanel:
        return self._history

    def _get_proof(self) -> ProofPanel:
        return self._proof

    def _get_walk(self) -> WalkPanel:
        return self._walk

    def _get_report(self) -> ReportPanel:
        return self._report

    available = Property(bool, _get_available, constant=True)
    startable = Property(bool, _get_startable, notify=changed)
    question = Property(str, _get_question, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
    page = Property(str, _get_page, notify=changed)
    stopping = Property(bool, _get_stopping, notify=changed)
    notice = Property(str, _get_notice, notify=changed)
    history = Property(HistoryPanel, _get_history, constant=True)
    proof = Property(ProofPanel, _get_proof, constant=True)
    walk = Property(WalkPanel, _get_walk, constant=True)
    report = Property(ReportPanel, _get_report, constant=True)


def terminal_row(look: TerminalLook, speaker: Speaker, *, chosen: bool) -> TerminalRow:
    """This machine's own state of service nobody knows, so nothing is said of it."""
    reachable = look.status is LinkStatus.LIVE
    about, level = "", Level.GOOD
    if not reachable:
        about, level = speaker.say(_NO_CONTACT), Level.BAD
    elif look.place:
        about = speaker.say(_IN_SERVICE if look.in_service else _OUT_OF_SERVICE)
        level = Level.ATTENTION if look.in_service else Level.GOOD
    return TerminalRow(speaker.say(look.name), about, level, reachable, chosen)
