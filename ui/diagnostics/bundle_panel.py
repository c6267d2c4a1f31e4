"""The support bundle: where it goes, and what was written, as QML reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.bundle import Bundled
from devices.diagnostics.export_places import Place
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.places import PlaceChoice, size
from ui.diagnostics.words import Level
from ui.diagnostics.work import Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_WRITTEN: Final = Text("已写入 {path}", "Written: {path}")
_CONTENT: Final = Text("{size}，{parts} 个文件", "{size}, {parts} files")
_ALL: Final = Text("{content}，齐全", "{content}, complete")
_WITHOUT: Final = Text("{content}。缺少：{missing}", "{content}. Without: {missing}")
_NONE_YET: Final = Text("{content}。还没有：{none_yet}", "{content}. None yet: {none_yet}")
_BETWEEN: Final = Text("；", "; ")
NO_FILE: Final = Text(
    "这台电脑没有打开配置文件（--config），没有可做的",
    "No configuration is open here (--config), so there is nothing to do",
)


@dataclass(frozen=True, slots=True)
class _Written:
    bundled: Bundled
    size: int


@QmlElement
class BundlePanel(QObject):
    """Writes one bundle at a time."""

    changed = Signal()

    def __init__(
        self, own: OwnFile | None, errands: Errands, speaker: Speaker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._own: Final = own
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._places: Final = PlaceChoice(speaker, self)
        self._writing = False
        self._outcome: _Written | AgentError | None = None
        speaker.language_changed.connect(self._show)

    def open(self) -> None:
        """Find out where a bundle can go."""
        self.close()
        self.look()

    def close(self) -> None:
        """A bundle that is being written is written to its end."""
        self._work.drop()
        self._writing, self._outcome = False, None
        self._places.offer(())

    @Slot()
    def look(self) -> None:
        """Look for sticks again."""
        own = self._own
        if own is not None and not self._writing:
            self._work.ask(lambda _call: own.places(), self._hear_places)
        self._show()

    @Slot(int)
    def choose(self, position: int) -> None:
        """Put it there."""
        self._places.choose(position)

    @Slot()
    def write(self) -> None:
        """Collect everything and write it."""
        own, folder = self._own, self._places.folder
        if own is None or folder is None or self._work.under_way:
            return
        self._writing, self._outcome = True, None
        self._work.ask(lambda _call: _written(own, folder), self._hear_written)
        self._show()

    def _hear_places(self, answer: tuple[Place, ...] | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._outcome = answer
        else:
            self._places.offer(answer)
        self._show()

    def _hear_written(self, answer: _Written | AgentError) -> None:
        self._writing, self._outcome = False, answer
        self._show()

    @Slot()
    def _show(self) -> None:
        self._places.show()
        self.changed.emit()

    # --- properties -----------------------------------------------------------------------------

    def _get_ready(self) -> bool:
        return self._places.folder is not None and not self._work.under_way

    def _get_writing(self) -> bool:
        return self._writing

    def _get_level(self) -> int:
        match self._outcome:
            case _Written(bundled=bundled):
                return Level.ATTENTION if bundled.missing else Level.GOOD
            case _:
                return Level.BAD

    def _get_outcome(self) -> str:
        match self._outcome:
            case _Written(bundled=bundled):
                return self._speaker.say(_WRITTEN.format(path=bundled.path))
            case AgentError(text=text):
                return self._speaker.say(text)
            case None:
                return self._speaker.say(NO_FILE) if self._own is None else ""

    def _get_advice(self) -> str:
        if not isinstance(self._outcome, _Written):
            return ""
        say, bundled = self._speaker.say, self._outcome.bundled
        text = _CONTENT.format(size=size(self._outcome.size), parts=len(bundled.parts))
        if not bundled.missing and not bundled.none_yet:
            return say(_ALL.format(content=say(text)))
        if bundled.missing:
            text = _WITHOUT.format(content=say(text), missing=self._listed(bundled.missing))
        if bundled.none_yet:
            text = _NONE_YET.format(content=say(text), none_yet=self._listed(bundled.none_yet))
        return say(text)

    def _listed(self, gaps: tuple[Text, ...]) -> str:
        return self._speaker.say(_BETWEEN).join(map(self._speaker.say, gaps))

    def _get_rows(self) -> Rows:
        return self._places.rows

    ready = Property(bool, _get_ready, notify=changed)
    writing = Property(bool, _get_writing, notify=changed)
    level = Property(int, _get_level, notify=changed)
    outcome = Property(str, _get_outcome, notify=changed)
    advice = Property(str, _get_advice, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)


def _written(own: OwnFile, folder: Path) -> _Written:
    bundled = own.bundle(folder)
    return _Written(bundled, bundled.path.stat().st_size)
