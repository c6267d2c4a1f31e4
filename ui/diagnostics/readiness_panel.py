"""The guided readiness run from its history to its report: which page of it is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.technicians import Proven
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.history_panel import HistoryPanel
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.own_readiness import OwnReadiness
from ui.diagnostics.proof_panel import ProofPanel
from ui.diagnostics.report_panel import ReportPanel
from ui.diagnostics.walk import Walked
from ui.diagnostics.walk_panel import WalkPanel
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
        self, own: OwnFile | None, errands: Errands, speaker: Speaker, parent: QObject
    ) -> None:
        """``own`` is None where no file of this machine is open: then there is no run to make."""
        super().__init__(parent)
        self._speaker: Final = speaker
        self._page = Page.HISTORY
        self._stopping = False
        self._notice: Text | None = None
        mine = None if own is None else OwnReadiness(own)
        self._available: Final = mine is not None
        self._history: Final = HistoryPanel(mine, errands, speaker, self)
        self._proof: Final = ProofPanel(mine, errands, speaker, self._begin, self)
        self._walk: Final = WalkPanel(mine, errands, speaker, self._hear_end, self)
        self._report: Final = ReportPanel(mine, errands, speaker, self)
        speaker.language_changed.connect(self.changed)

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
    def start(self) -> None:
        """The terminal may be disturbed: ask who is there."""
        if self._available and self._page is Page.HISTORY:
            self._notice = None
            self._history.close()
            self._proof.open()
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
        self._walk.begin(technician)
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
        return self._available

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
    page = Property(str, _get_page, notify=changed)
    stopping = Property(bool, _get_stopping, notify=changed)
    notice = Property(str, _get_notice, notify=changed)
    history = Property(HistoryPanel, _get_history, constant=True)
    proof = Property(ProofPanel, _get_proof, constant=True)
    walk = Property(WalkPanel, _get_walk, constant=True)
    report = Property(ReportPanel, _get_report, constant=True)
