"""The kept readiness reports, newest first, as QML reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.readiness.archive import ReportEntry
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.report_words import CHANGED, CHECKING, INTACT, counts, moment, verdict
from ui.diagnostics.words import Level
from ui.diagnostics.work import Work
from ui.rows import Rows
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One kept report."""

    moment: str
    who: str
    """The technician; and the terminal where there are reports of several."""
    level: int
    verdict: str
    counts: str
    seal_level: int
    seal: str


@QmlElement
class HistoryPanel(QObject):
    """A signature takes a tenth of a second to check: the list comes first, its seals after."""

    changed = Signal()
    _checked = Signal(object, str, bool)

    def __init__(
        self, desk: ReadinessDesk | None, errands: Errands, speaker: Speaker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk: Final = desk
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._entries: tuple[ReportEntry, ...] = ()
        self._intact: dict[str, bool] = {}
        self._problem: AgentError | None = None
        self._rows: Final = Rows(HistoryRow, self)
        self._checked.connect(self._hear_checked, Qt.ConnectionType.QueuedConnection)
        speaker.language_changed.connect(self._show)

    def open(self) -> None:
        """Read the list anew."""
        self.close()
        desk = self._desk
        if desk is not None:
            self._work.ask(lambda _call: desk.entries(), self._hear)

    def close(self) -> None:
        """Check no more."""
        self._work.drop()
        self._entries, self._intact, self._problem = (), {}, None
        self._show()

    def entry(self, position: int) -> ReportEntry | None:
        """The report at a place of the list, from 0."""
        return self._entries[position] if 0 <= position < len(self._entries) else None

    def _hear(self, answer: tuple[ReportEntry, ...] | AgentError) -> None:
        desk = self._desk
        if isinstance(answer, AgentError) or desk is None:
            self._problem = answer if isinstance(answer, AgentError) else None
        else:
            self._entries = answer
            if answer:
                self._work.ask(lambda call: self._check(desk, answer, call), self._hear_end)
        self._show()

    def _check(self, desk: ReadinessDesk, entries: tuple[ReportEntry, ...], call: Call) -> None:
        """On a worker: one after the other, until nobody wants to know."""
        for entry in entries:
            if call.cancelled:
                return
            self._checked.emit(entries, entry.number, desk.intact(entry))

    @Slot(object, str, bool)
    def _hear_checked(self, entries: tuple[ReportEntry, ...], number: str, intact: bool) -> None:
        if entries is self._entries:
            self._intact[number] = intact
            self._show()

    def _hear_end(self, answer: AgentError | None) -> None:
        self._problem = answer
        self._show()

    @Slot()
    def _show(self) -> None:
        self._rows.show([self._row(entry) for entry in self._entries])
        self.changed.emit()

    def _row(self, entry: ReportEntry) -> HistoryRow:
        say, level_verdict = self._speaker.say, verdict(entry.verdict)
        seal_level, seal = Level.UNKNOWN, CHECKING
        if (intact := self._intact.get(entry.number)) is not None:
            seal_level, seal = (Level.GOOD, INTACT) if intact else (Level.BAD, CHANGED)
        return HistoryRow(
            moment=moment(entry.ended_at, None if self._desk is None else self._desk.zone),
            who=f"{entry.technician} · {entry.terminal}" if self._several() else entry.technician,
            level=level_verdict[0],
            verdict=say(level_verdict[1]),
            counts=counts(entry, say),
            seal_level=seal_level,
            seal=say(seal),
        )

    def _several(self) -> bool:
        return len({entry.terminal for entry in self._entries}) > 1

    # --- properties -----------------------------------------------------------------------------

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem.text)

    def _get_reading(self) -> bool:
        return self._work.under_way and not self._entries

    def _get_rows(self) -> Rows:
        return self._rows

    problem = Property(str, _get_problem, notify=changed)
    reading = Property(bool, _get_reading, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
