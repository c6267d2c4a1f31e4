"""A link for the person's telephone, which then shows passes: asked for, shown, forgotten."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.sentences import Sentence, Trouble, of_error, session_over
from sync.client import HallClient
from sync.wire import TelephoneLink
from ui.kiosk import dates
from ui.kiosk.screens import Navigator, Screen
from ui.kiosk.session_model import SessionModel
from ui.kiosk.worker import Worker
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


@QmlElement
class TelephoneModel(QObject):
    """Whoever opens the link has the person's passes, so it is shown on this screen only."""

    changed = Signal()

    def __init__(
        self,
        hall: HallClient,
        worker: Worker,
        session: SessionModel,
        speaker: Speaker,
        navigator: Navigator,
        zone: tzinfo,
        parent: QObject | None = None,
    ) -> None:
        """``hall`` is used on ``worker``'s thread only; ``zone`` is the campus's."""
        super().__init__(parent)
        self._hall = hall
        self._worker = worker
        self._session = session
        self._speaker = speaker
        self._navigator = navigator
        self._zone = zone
        self._link: TelephoneLink | None = None
        self._trouble: Sentence | None = None
        self._question: object | None = None
        """The one that is open at the hall; an answer to an older one counts no more."""
        speaker.language_changed.connect(self.changed)
        navigator.screen_changed.connect(self._left)

    def clear(self) -> None:
        """Forget the link."""
        self._link = self._trouble = self._question = None
        self.changed.emit()

    @Slot()
    def open(self) -> None:
        """Say what this is for. Nothing is made yet: a new link ends the telephone of before."""
        self.clear()
        self._navigator.go(Screen.TELEPHONE)

    @Slot()
    def make(self) -> None:
        """Have the hall make a link, and show it."""
        token = self._session.token
        if self._question is not None or not token:
            return
        self._question = question = object()
        self._link = self._trouble = None
        self.changed.emit()
        self._worker.run(
            lambda: self._hall.telephone_link(token), lambda answer: self._made(question, answer)
        )

    def _made(self, question: object, answer: TelephoneLink | Trouble) -> None:
        if question is not self._question:
            return
        self._question = None
        if isinstance(answer, TelephoneLink):
            self._link = answer
        elif session_over(answer):
            self._session.hall_ended()
            return
        else:
            self._trouble = of_error(answer)
        self.changed.emit()

    @Slot()
    def _left(self) -> None:
        if self._navigator.current is not Screen.TELEPHONE:
            self.clear()

    def _get_link(self) -> str:
        return "" if self._link is None else self._link.url

    def _get_until(self) -> str:
        return "" if self._link is None else dates.clock(self._link.expires_at, self._zone)

    def _get_asking(self) -> bool:
        return self._question is not None

    def _get_trouble(self) -> str:
        return "" if self._trouble is None else self._speaker.say(self._trouble.what)

    def _get_remedy(self) -> str:
        return "" if self._trouble is None else self._speaker.say(self._trouble.remedy)

    link = Property(str, _get_link, notify=changed)
    until = Property(str, _get_until, notify=changed)
    """Time of day until which the link opens."""
    asking = Property(bool, _get_asking, notify=changed)
    trouble = Property(str, _get_trouble, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
