"""The support bundle: where it goes, and what was written, as QML reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.bundle.export_places import Place
from devices.diagnostics.bundle.file import Bundle
from sync.wire import Bilingual
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.diagnostics.exports import Exports
from ui.diagnostics.gate_terminal import GateTerminal
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.places import PlaceChoice, size
from ui.diagnostics.terminals import Terminal
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


_COLLECTING: Final = Text("正在收集，需要几秒", "Collecting, some seconds")
_ASKED: Final = Text(
    "闸机正在收集，需要几秒；通行不受影响", "The gate collects, some seconds; its lanes go on"
)
_COMING: Final = Text("已收到 {got}，共 {total}", "{got} of {total} received")


class Bundler(Protocol):
    """Whose support bundle is taken."""

    @property
    def code(self) -> str:
        """By which the file is called."""
        ...

    def bundle(self, call: Call, told: Callable[[int, int], None]) -> Bundle:
        """Collect it; blocks. Raises AgentError.

        ``told`` hears how many bytes are here, and how many there are, where they come from afar.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Written:
    bundle: Bundle
    path: Path


@QmlElement
class BundlePanel(QObject):
    """Writes one bundle at a time."""

    changed = Signal()
    _came = Signal(int, int)

    def __init__(
        self,
        own: OwnFile | None,
        exports: Exports,
        errands: Errands,
        speaker: Speaker,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._own: Final = own
        self._exports: Final = exports
        self._bundler: Bundler | None = None
        self._name = Bilingual(zh="", en="")
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._places: Final = PlaceChoice(speaker, self)
        self._writing = False
        self._progress: tuple[int, int] | None = None
        self._outcome: _Written | AgentError | None = None
        speaker.language_changed.connect(self._show)
        self._came.connect(self._hear_progress, Qt.ConnectionType.QueuedConnection)

    def open(self, terminal: Terminal, name: Bilingual) -> None:
        """Find out where a bundle of ``terminal`` can go."""
        self.close()
        self._name = name
        if isinstance(terminal, GateTerminal):
            self._bundler = terminal
        elif self._own is not None and terminal is self._own.terminal:
            self._bundler = self._own
        self.look()

    def close(self) -> None:
        """Hang up on a gate; a bundle that is being written is written to its end."""
        self._work.drop()
        self._bundler = None
        self._writing, self._progress, self._outcome = False, None, None
        self._places.offer(())

    @Slot()
    def look(self) -> None:
        """Look for sticks again."""
        if self._bundler is not None and not self._writing:
            self._work.ask(lambda _call: self._exports.places(), self._hear_places)
        self._show()

    @Slot(int)
    def choose(self, position: int) -> None:
        """Put it there."""
        self._places.choose(position)

    @Slot()
    def write(self) -> None:
        """Collect everything and write it."""
        bundler, folder = self._bundler, self._places.folder
        if bundler is None or folder is None or self._work.under_way:
            return
        self._writing, self._progress, self._outcome = True, None, None

        def work(call: Call) -> _Written:
            bundle = bundler.bundle(call, self._came.emit)
            return _Written(bundle, self._exports.keep(bundle, bundler.code, folder))

        self._work.ask(work, self._hear_written)
        self._show()

    def _hear_places(self, answer: tuple[Place, ...] | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._outcome = answer
        else:
            self._places.offer(answer)
        self._show()

    @Slot(int, int)
    def _hear_progress(self, got: int, total: int) -> None:
        if self._writing:
            self._progress = got, max(got, total)
            self.changed.emit()

    def _hear_written(self, answer: _Written | AgentError) -> None:
        self._writing, self._outcome = False, answer
        self._show()

    @Slot()
    def _show(self) -> None:
        self._places.show()
        self.changed.emit()

    # --- properties -----------------------------------------------------------------------------

    def _get_of(self) -> str:
        return self._speaker.say(self._name)

    def _get_ready(self) -> bool:
        return self._places.folder is not None and not self._work.under_way

    def _get_writing(self) -> bool:
        return self._writing

    def _get_progress(self) -> str:
        say = self._speaker.say
        if self._progress is not None:
            got, total = self._progress
            return say(_COMING.format(got=size(got), total=size(total)))
        return say(_ASKED if isinstance(self._bundler, GateTerminal) else _COLLECTING)

    def _get_level(self) -> int:
        match self._outcome:
            case _Written(bundle=bundle):
                return Level.ATTENTION if bundle.missing else Level.GOOD
            case _:
                return Level.BAD

    def _get_outcome(self) -> str:
        match self._outcome:
            case _Written(path=path):
                return self._speaker.say(_WRITTEN.format(path=path))
            case AgentError(text=text):
                return self._speaker.say(text)
            case None:
                return self._speaker.say(NO_FILE) if self._bundler is None else ""

    def _get_advice(self) -> str:
        if not isinstance(self._outcome, _Written):
            return ""
        say, bundle = self._speaker.say, self._outcome.bundle
        text = _CONTENT.format(size=size(len(bundle.zipped)), parts=len(bundle.parts))
        if not bundle.missing and not bundle.none_yet:
            return say(_ALL.format(content=say(text)))
        if bundle.missing:
            text = _WITHOUT.format(content=say(text), missing=self._listed(bundle.missing))
        if bundle.none_yet:
            text = _NONE_YET.format(content=say(text), none_yet=self._listed(bundle.none_yet))
        return say(text)

    def _listed(self, gaps: tuple[Text, ...]) -> str:
        return self._speaker.say(_BETWEEN).join(map(self._speaker.say, gaps))

    def _get_rows(self) -> Rows:
        return self._places.rows

    of = Property(str, _get_of, notify=changed)
    progress = Property(str, _get_progress, notify=changed)
    ready = Property(bool, _get_ready, notify=changed)
    writing = Property(bool, _get_writing, notify=changed)
    level = Property(int, _get_level, notify=changed)
    outcome = Property(str, _get_outcome, notify=changed)
    advice = Property(str, _get_advice, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
