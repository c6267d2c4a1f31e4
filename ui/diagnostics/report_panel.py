"""One kept readiness report and where a copy of it goes, as QML reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from devices.diagnostics.bundle.export_places import Place
from devices.diagnostics.readiness.archive import ReportEntry
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.components.camera import PictureMailbox
from ui.diagnostics.bench_rows import Fact
from ui.diagnostics.places import PlaceChoice
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.report_picture import picture
from ui.diagnostics.report_words import CHANGED, INTACT, counts, moment, verdict
from ui.diagnostics.words import Level
from ui.diagnostics.work import Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_TERMINAL: Final = Text("终端", "Terminal")
_TECHNICIAN: Final = Text("技术员", "Technician")
_ENDED: Final = Text("结束", "Ended")
_COUNTS: Final = Text("结果", "Counts")
_SIGNATURE: Final = Text("签名", "Signature")
_FILE: Final = Text("文件", "File")
_COPIED: Final = Text("已复制到 {path}", "Copied to {path}")
_UNDRAWN: Final = Text(
    "这里显示不了报告，请打开文件", "The report can't be shown here; open the file"
)


@dataclass(frozen=True, slots=True)
class _Opened:
    picture: QImage
    intact: bool
    path: Path


@QmlElement
class ReportPanel(QObject):
    """Shows one report at a time."""

    changed = Signal()

    def __init__(
        self, desk: ReadinessDesk | None, errands: Errands, speaker: Speaker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk: Final = desk
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._entry: ReportEntry | None = None
        self._opened: _Opened | None = None
        self._outcome: Path | AgentError | None = None
        self._choosing = False
        self._places: Final = PlaceChoice(speaker, self)
        self._mailbox: Final = PictureMailbox(self)
        self._facts: Final = Rows(Fact, self)
        speaker.language_changed.connect(self._show)

    def open(self, entry: ReportEntry) -> None:
        """Show the report of ``entry``."""
        self.close()
        desk, self._entry = self._desk, entry
        if desk is not None:
            self._work.ask(lambda _call: _opened(desk, entry), self._hear_opened)
        self._show()

    def close(self) -> None:
        """Show nothing."""
        self._work.drop()
        self._entry, self._opened, self._outcome = None, None, None
        self._choosing = False
        self._places.offer(())
        self._mailbox.clear()
        self._show()

    @Slot()
    def look(self) -> None:
        """Find out where a copy can go, and ask."""
        desk = self._desk
        if desk is not None and self._opened is not None and not self._work.under_way:
            self._choosing = True
            self._work.ask(lambda _call: desk.places(), self._hear_places)
            self._show()

    @Slot(int)
    def choose(self, position: int) -> None:
        """Put it there."""
        self._places.choose(position)

    @Slot()
    def leave(self) -> None:
        """No copy."""
        self._choosing = False
        self._show()

    @Slot()
    def export(self) -> None:
        """Copy the report to the chosen place."""
        desk, entry, folder = self._desk, self._entry, self._places.folder
        if desk is None or entry is None or folder is None or self._work.under_way:
            return
        self._choosing = False
        self._work.ask(lambda _call: desk.export(entry, folder), self._hear_exported)
        self._show()

    def _hear_opened(self, answer: _Opened | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._outcome = answer
        else:
            self._opened = answer
            self._mailbox.put_image(answer.picture)
        self._show()

    def _hear_places(self, answer: tuple[Place, ...] | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._outcome, self._choosing = answer, False
        else:
            self._places.offer(answer)
        self._show()

    def _hear_exported(self, answer: Path | AgentError) -> None:
        self._outcome = answer
        self._show()

    @Slot()
    def _show(self) -> None:
        self._facts.show(self._told())
        self._places.show()
        self.changed.emit()

    def _told(self) -> list[Fact]:
        entry, opened, say = self._entry, self._opened, self._speaker.say
        if entry is None:
            return []
        zone = None if self._desk is None else self._desk.zone
        told = [
            Fact(say(_TERMINAL), entry.terminal),
            Fact(say(_TECHNICIAN), entry.technician),
            Fact(say(_ENDED), moment(entry.ended_at, zone)),
            Fact(say(_COUNTS), counts(entry, say)),
        ]
        if opened is not None:
            told.append(Fact(say(_SIGNATURE), say(INTACT if opened.intact else CHANGED)))
            told.append(Fact(say(_FILE), str(opened.path)))
        return told

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._entry is None else self._entry.number

    def _get_level(self) -> int:
        return Level.UNKNOWN if self._entry is None else verdict(self._entry.verdict)[0]

    def _get_verdict(self) -> str:
        return "" if self._entry is None else self._speaker.say(verdict(self._entry.verdict)[1])

    def _get_changed_since(self) -> bool:
        return self._opened is not None and not self._opened.intact

    def _get_opening(self) -> bool:
        return self._entry is not None and self._opened is None and self._work.under_way

    def _get_aspect(self) -> float:
        image = None if self._opened is None else self._opened.picture
        return 0.0 if image is None or image.isNull() else image.height() / image.width()

    def _get_undrawn(self) -> str:
        undrawn = self._opened is not None and self._opened.picture.isNull()
        return self._speaker.say(_UNDRAWN) if undrawn else ""

    def _get_outcome(self) -> str:
        match self._outcome:
            case Path() as path:
                return self._speaker.say(_COPIED.format(path=path))
            case AgentError(text=text):
                return self._speaker.say(text)
            case None:
                return ""

    def _get_outcome_good(self) -> bool:
        return isinstance(self._outcome, Path)

    def _get_choosing(self) -> bool:
        return self._choosing

    def _get_ready(self) -> bool:
        return self._places.folder is not None and not self._work.under_way

    def _get_picture(self) -> QObject:
        return self._mailbox

    def _get_facts(self) -> Rows:
        return self._facts

    def _get_rows(self) -> Rows:
        return self._places.rows

    title = Property(str, _get_title, notify=changed)
    level = Property(int, _get_level, notify=changed)
    verdict = Property(str, _get_verdict, notify=changed)
    changed_since = Property(bool, _get_changed_since, notify=changed)
    opening = Property(bool, _get_opening, notify=changed)
    aspect = Property(float, _get_aspect, notify=changed)
    undrawn = Property(str, _get_undrawn, notify=changed)
    outcome = Property(str, _get_outcome, notify=changed)
    outcome_good = Property(bool, _get_outcome_good, notify=changed)
    choosing = Property(bool, _get_choosing, notify=changed)
    ready = Property(bool, _get_ready, notify=changed)
    picture = Property(QObject, _get_picture, constant=True)
    facts = Property(Rows, _get_facts, constant=True)
    rows = Property(Rows, _get_rows, constant=True)


def _opened(desk: ReadinessDesk, entry: ReportEntry) -> _Opened:
    path = desk.path(entry)
    return _Opened(picture(path), desk.intact(entry), path)
