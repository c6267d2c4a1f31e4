"""The catalogue of services with their guides, and a search in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalogue import search
from kiosk.sentences import Sentence, Trouble, of_error
from sync.client import HallClient
from sync.wire import Catalogue, ServiceSummary
from ui.kiosk.screens import Navigator, Screen
from ui.kiosk.session_model import SessionModel
from ui.kiosk.worker import Worker
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

SUGGESTED: Final = 4
"""Guides offered on the home screen: one row of them."""


@QmlElement
class ServicesModel(QObject):
    """What the hall offers. The catalogue is public and outlives a session; the search does not."""

    changed = Signal()

    def __init__(
        self,
        hall: HallClient,
        worker: Worker,
        session: SessionModel,
        speaker: Speaker,
        navigator: Navigator,
        errands: Mapping[str, Callable[[], None]],
        parent: QObject | None = None,
    ) -> None:
        """``errands`` begin what can be done here, by the service's code."""
        super().__init__(parent)
        self._hall = hall
        self._worker = worker
        self._speaker = speaker
        self._navigator = navigator
        self._errands = errands
        self._catalogue: Catalogue | None = None
        self._chosen: ServiceSummary | None = None
        self._words = ""
        self._trouble: Sentence | None = None
        self._asking = False
        speaker.language_changed.connect(self.changed)
        session.welcomed.connect(self.refresh)

    def clear(self) -> None:
        """Forget what was looked for."""
        self._chosen = None
        self._words = ""
        self._asking = False
        self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Fetch the catalogue."""
        if self._asking:
            return
        self._asking, self._trouble = True, None
        self.changed.emit()
        self._worker.run(self._hall.services, self._fetched)

    @Slot(str)
    def open(self, words: str) -> None:
        """Show the services that fit ``words``."""
        self.look_for(words)
        self._navigator.go(Screen.SERVICES)

    @Slot(str)
    def look_for(self, words: str) -> None:
        """Narrow the list down to what fits ``words``."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Slot(str)
    def choose(self, code: str) -> None:
        """Show one service's guide."""
        self._chosen = next((s for s in self._all() if s.code == code), None)
        if self._chosen is not None:
            self.changed.emit()
            self._navigator.go(Screen.SERVICE)

    @Slot()
    def begin(self) -> None:
        """Begin the errand of the guide that is shown."""
        code = "" if self._chosen is None else self._chosen.code
        if code in self._errands:
            self._errands[code]()

    def _fetched(self, answer: Catalogue | Trouble) -> None:
        self._asking = False
        if isinstance(answer, Catalogue):
            self._catalogue = answer
        else:
            self._trouble = of_error(answer)
        self.changed.emit()

    def _all(self) -> tuple[ServiceSummary, ...]:
        return () if self._catalogue is None else self._catalogue.services

    def _row(self, service: ServiceSummary) -> dict[str, object]:
        return {
            "code": service.code,
            "title": self._speaker.say(service.title),
            "summary": self._speaker.say(service.summary),
            "department": self._speaker.say(service.department),
            "atTerminal": service.at_terminal,
        }

    def _get_found(self) -> list[dict[str, object]]:
        return [self._row(service) for service in search(self._all(), self._words)]

    def _get_suggested(self) -> list[dict[str, object]]:
        return [self._row(service) for service in self._all() if not service.at_terminal][
            :SUGGESTED
        ]

    def _get_count(self) -> int:
        return len(self._all())

    def _get_words(self) -> str:
        return self._words

    def _get_detail(self) -> dict[str, object]:
        service = self._chosen
        if service is None:
            return {}
        return {
            **self._row(service),
            "location": self._speaker.say(service.location),
            "materials": [self._speaker.say(text) for text in service.materials],
            "steps": [self._speaker.say(text) for text in service.steps],
        }

    def _get_errand(self) -> str:
        code = "" if self._chosen is None else self._chosen.code
        return code if code in self._errands else ""

    def _get_trouble(self) -> str:
        return "" if self._trouble is None else self._speaker.say(self._trouble.what)

    def _get_remedy(self) -> str:
        return "" if self._trouble is None else self._speaker.say(self._trouble.remedy)

    def _get_asking(self) -> bool:
        return self._asking

    found = Property(list, _get_found, notify=changed)
    suggested = Property(list, _get_suggested, notify=changed)
    count = Property(int, _get_count, notify=changed)
    words = Property(str, _get_words, notify=changed)
    detail = Property(dict, _get_detail, notify=changed)
    errand = Property(str, _get_errand, notify=changed)
    """Code of the shown service if it can be done here, else empty."""
    trouble = Property(str, _get_trouble, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    asking = Property(bool, _get_asking, notify=changed)
