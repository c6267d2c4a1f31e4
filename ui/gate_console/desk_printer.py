"""The document printer beside the guard's screen: one summary at a time, off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Thread
from types import MappingProxyType
from typing import Final

import structlog
from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement

from devices import inventory
from devices.errors import DeviceError
from devices.printer.configs import PrinterConfig
from ui.gate_console.notices import NoticeTone
from ui.gate_console.print_words import (
    SENDING,
    STOPPING,
    PrintNews,
    PrintStage,
    broken_off,
    progressed,
)
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

STOP_S: Final = 3.0
"""A printer that answers has taken a job back by then; one that does not must not keep the screen
from closing."""

_TONES: Final[Mapping[PrintStage, NoticeTone]] = MappingProxyType(
    {
        PrintStage.SENDING: NoticeTone.INFORMATION,
        PrintStage.PRINTING: NoticeTone.INFORMATION,
        PrintStage.WAITING: NoticeTone.WARNING,
        PrintStage.STOPPING: NoticeTone.INFORMATION,
        PrintStage.PRINTED: NoticeTone.GOOD,
        PrintStage.STOPPED: NoticeTone.INFORMATION,
        PrintStage.IN_DOUBT: NoticeTone.WARNING,
        PrintStage.FAILED: NoticeTone.BAD,
    }
)

_log = structlog.get_logger(__name__)


@QmlElement
class DeskPrinter(QObject):
    """What is said of it. Belongs to the GUI thread."""

    changed = Signal()
    _told = Signal(object)

    def __init__(
        self, config: PrinterConfig | None, speaker: Speaker, parent: QObject | None = None
    ) -> None:
        """``config`` None: there is no printer."""
        super().__init__(parent)
        self._config, self._speaker = config, speaker
        self._news: PrintNews | None = None
        self._cancel = Event()
        self._closed = Event()
        self._thread: Thread | None = None
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        speaker.language_changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        """Something is being printed."""
        return self._news is not None and self._news.stage.going_on

    def put_on_paper(self, pdf: bytes, title: str) -> None:
        """Print ``pdf``, which the printer's panel calls ``title``; not while it prints."""
        config = self._config
        if config is None or self.busy:
            return
        self._news, self._cancel = SENDING, Event()
        self._thread = Thread(
            target=self._run, args=(config, pdf, title, self._cancel), name="print", daemon=True
        )
        self._thread.start()
        self.changed.emit()

    @Slot()
    def take_back(self) -> None:
        """Stop printing; what comes of that is said."""
        if self.busy:
            self._cancel.set()
            self._news = STOPPING
            self.changed.emit()

    def forget(self) -> None:
        """Say no more of a print that is over."""
        if not self.busy:
            self._news = None
            self.changed.emit()

    def stop(self) -> None:
        """Take back what is not printed yet; waits at most ``STOP_S`` seconds."""
        self._closed.set()
        self._cancel.set()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def _run(self, config: PrinterConfig, pdf: bytes, title: str, cancel: Event) -> None:
        submitted = False
        try:
            printer = inventory.document_printer("printer", config)
            for progress in printer.print_document(pdf, title, cancel):
                submitted = True
                self._tell(progressed(progress, stopping=cancel.is_set()))
        except DeviceError as error:
            _log.warning("summary not printed", fault=error.fault.value.code, cause=str(error))
            self._tell(broken_off(error, submitted=submitted, stopping=cancel.is_set()))

    def _tell(self, news: PrintNews) -> None:
        if not self._closed.is_set():
            self._told.emit(news)

    @Slot(object)
    def _hear(self, news: PrintNews) -> None:
        self._news = news
        self.changed.emit()

    def _get_present(self) -> bool:
        return self._config is not None

    def _get_going_on(self) -> bool:
        return self.busy

    def _get_text(self) -> str:
        return "" if self._news is None else self._speaker.say(self._news.text)

    def _get_remedy(self) -> str:
        remedy = None if self._news is None else self._news.remedy
        return "" if remedy is None else self._speaker.say(remedy)

    def _get_tone(self) -> int:
        return NoticeTone.INFORMATION if self._news is None else _TONES[self._news.stage]

    present = Property(bool, _get_present, constant=True)
    goingOn = Property(bool, _get_going_on, notify=changed)  # noqa: N815 - as QML spells it
    text = Property(str, _get_text, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    tone = Property(int, _get_tone, notify=changed)
