"""Certificates on the screen: from the wish to the paper in the tray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo
from threading import Event
from typing import Final, assert_never
from uuid import UUID

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.certificates import (
    CertificateDesk,
    CertificateStep,
    Issued,
    Order,
    PrintedBefore,
    Reported,
)
from kiosk.printing.flow import AtPrinter, NotPrinted, Printed
from kiosk.printing.ledger import InDoubt
from kiosk.sentences import Sentence, Trouble, of_error, of_fault, session_over
from sync.wire import CertificateIssued, CertificateKind
from ui.kiosk import dates
from ui.kiosk.print_words import NUMBER, PRINTED_AT, STAGE_WORDS, PrintStage
from ui.kiosk.screens import Navigator, Screen
from ui.kiosk.session_model import SessionModel
from ui.kiosk.worker import Worker
from ui.speaker import Speaker
from wording import Language, Text

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_BUSY: Final = "print"


@QmlElement
class PrintModel(QObject):
    """One print at a time."""

    changed = Signal()

    def __init__(
        self,
        desk: CertificateDesk,
        worker: Worker,
        session: SessionModel,
        speaker: Speaker,
        navigator: Navigator,
        zone: tzinfo,
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        """``desk`` is used on ``worker``'s thread only; ``zone`` and ``today`` are the
        campus's."""
        super().__init__(parent)
        self._desk = desk
        self._worker = worker
        self._session = session
        self._speaker = speaker
        self._navigator = navigator
        self._zone = zone
        self._today = today
        self._stage = PrintStage.ISSUING
        self._words: Sentence | None = None
        self._detail: Text | None = None
        self._issued: CertificateIssued | None = None
        self._order: Order | None = None
        self._copies: dict[tuple[UUID, CertificateKind], int] = {}
        self._cancel = Event()
        speaker.language_changed.connect(self.changed)
        session.welcomed.connect(self._catch_up)

    def clear(self) -> None:
        """Take back what is under way and forget the person."""
        self._cancel.set()
        self._stage = PrintStage.ISSUING
        self._words = self._detail = self._issued = self._order = None
        self._copies.clear()
        self.changed.emit()

    @Slot()
    def open(self) -> None:
        """Show which certificates there are."""
        self._navigator.go(Screen.CERTIFICATES)

    @Slot(str)
    def print(self, kind: str) -> None:
        """Print a certificate of this kind."""
        holder = self._session.holder
        if holder is None or (self._order is not None and self._stage.going_on):
            return
        wanted = CertificateKind(kind)
        copy = self._copies.setdefault((holder.holder, wanted), 1)
        self._begin(Order(holder.holder, wanted, self._today(), copy))

    @Slot()
    def again(self) -> None:
        """Try the same copy again after it failed or was cancelled."""
        if self._order is not None and not self._stage.going_on:
            self._begin(self._order)

    @Slot()
    def another(self) -> None:
        """Print one more copy of what was printed."""
        if self._order is None or self._stage.going_on:
            return
        order = self._order
        self._copies[(order.holder, order.kind)] = order.copy + 1
        self._begin(Order(order.holder, order.kind, order.day, order.copy + 1))

    @Slot()
    def cancel(self) -> None:
        """Take the print back."""
        if self._stage.going_on:
            self._cancel.set()
            self._show(PrintStage.CANCELLING)

    def _begin(self, order: Order) -> None:
        self._order, self._issued, self._detail = order, None, None
        self._cancel = cancel = Event()
        token = self._session.token
        self._session.work(_BUSY, True)
        self._show(PrintStage.ISSUING)
        self._navigator.go(Screen.PRINTING)
        self._worker.stream(
            lambda: self._desk.fulfil(token, order, cancel), self._step, self._ended
        )

    def _step(self, step: CertificateStep) -> None:
        match step:
            case Issued(certificate):
                self._issued = certificate
                self._show(PrintStage.SENDING)
            case AtPrinter(progress):
                if self._cancel.is_set():
                    self._show(PrintStage.CANCELLING)
                elif progress.fault is not None:
                    self._show(PrintStage.WAITING, of_fault(progress.fault))
                else:
                    self._show(PrintStage.PRINTING)
            case Printed():
                self._show(PrintStage.PRINTED)
            case NotPrinted(cancelled=True):
                self._show(PrintStage.CANCELLED)
            case NotPrinted(fault=fault):
                self._show(PrintStage.FAILED, None if fault is None else of_fault(fault))
            case PrintedBefore(certificate, at):
                self._issued = certificate
                zh, en = (dates.moment(at, self._zone, language) for language in Language)
                self._detail = Text(PRINTED_AT.zh.format(when=zh), PRINTED_AT.en.format(when=en))
                self._show(PrintStage.PRINTED_BEFORE)
            case Reported():
                return
            case _:
                assert_never(step)

    def _ended(self, trouble: Trouble | None) -> None:
        self._session.work(_BUSY, False)
        if trouble is None:
            return
        if session_over(trouble):
            self._session.hall_ended()
            return
        if isinstance(trouble, InDoubt):
            self._show(PrintStage.IN_DOUBT)
        else:
            self._show(PrintStage.FAILED, of_error(trouble))

    @Slot()
    def _catch_up(self) -> None:
        token = self._session.token
        self._worker.run(lambda: self._desk.catch_up(token), lambda _: None)

    def _show(self, stage: PrintStage, words: Sentence | None = None) -> None:
        self._stage = stage
        self._words = words or STAGE_WORDS[stage]
        self.changed.emit()

    def _get_stage(self) -> str:
        return self._stage.value

    def _get_headline(self) -> str:
        return "" if self._words is None else self._speaker.say(self._words.what)

    def _get_about(self) -> str:
        return "" if self._words is None else self._speaker.say(self._words.remedy)

    def _get_detail(self) -> str:
        return "" if self._detail is None else self._speaker.say(self._detail)

    def _get_title(self) -> str:
        return "" if self._issued is None else self._speaker.say(self._issued.title)

    def _get_number(self) -> str:
        if self._issued is None:
            return ""
        return self._speaker.say(NUMBER.format(number=self._issued.number))

    def _get_going_on(self) -> bool:
        return self._order is not None and self._stage.going_on

    stage = Property(str, _get_stage, notify=changed)
    headline = Property(str, _get_headline, notify=changed)
    about = Property(str, _get_about, notify=changed)
    detail = Property(str, _get_detail, notify=changed)
    title = Property(str, _get_title, notify=changed)
    number = Property(str, _get_number, notify=changed)
    goingOn = Property(bool, _get_going_on, notify=changed)  # noqa: N815 - a QML name
