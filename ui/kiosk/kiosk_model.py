"""The terminal itself on the screen: its name, and which of its parts do not work."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.errors import Fault
from devices.ports import DeviceHealth, DeviceState
from kiosk.config import KioskConfig
from kiosk.sentences import Sentence, Trouble, of_error, of_fault, reader_away
from sync.client import HallClient
from sync.wire import Hello
from ui.kiosk.worker import Worker
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

ASK_HALL_MS: Final = 15_000
"""While nobody is here: how long the idle screen may be wrong about the hall."""


@QmlElement
class KioskModel(QObject):
    """What the idle and the home screen say about the terminal."""

    changed = Signal()

    def __init__(
        self,
        config: KioskConfig,
        hall: HallClient,
        worker: Worker,
        speaker: Speaker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._config = config
        self._hall = hall
        self._worker = worker
        self._speaker = speaker
        self._health: dict[str, DeviceHealth] = {}
        self._hall_trouble: Sentence | None = None
        self._asking = False
        speaker.language_changed.connect(self.changed)
        timer = QTimer(self)
        timer.setInterval(ASK_HALL_MS)
        timer.timeout.connect(self.ask_hall)
        timer.start()

    @Slot()
    def ask_hall(self) -> None:
        """Find out whether the hall answers."""
        if not self._asking:
            self._asking = True
            self._worker.run(self._hall.hello, self._answered)

    def forget(self) -> None:
        """The answer to an open question is not coming any more."""
        self._asking = False

    @Slot(object)
    def take_health(self, health: DeviceHealth) -> None:
        """A device's state has changed."""
        self._health[health.name] = health
        self.changed.emit()

    def _answered(self, answer: Hello | Trouble) -> None:
        self._asking = False
        self._hall_trouble = None if isinstance(answer, Hello) else of_error(answer)
        self.changed.emit()

    def _fault_of(self, name: str) -> Fault | None:
        health = self._health.get(name)
        if health is None or health.state in (DeviceState.READY, DeviceState.CONNECTING):
            return None
        return health.fault

    def _trouble_of(self, name: str) -> Sentence | None:
        fault = self._fault_of(name)
        return None if fault is None else of_fault(fault)

    def _idle_trouble(self) -> Sentence | None:
        """What keeps a card from being accepted at all."""
        fault = self._fault_of(self._config.roles.reader)
        return self._hall_trouble if fault is None else reader_away(fault)

    def _get_title(self) -> str:
        return self._speaker.say(self._config.kiosk.title)

    def _get_place(self) -> str:
        return self._speaker.say(self._config.kiosk.place)

    def _get_trouble(self) -> str:
        trouble = self._idle_trouble()
        return "" if trouble is None else self._speaker.say(trouble.what)

    def _get_remedy(self) -> str:
        trouble = self._idle_trouble()
        return "" if trouble is None else self._speaker.say(trouble.remedy)

    def _get_printer_trouble(self) -> str:
        trouble = self._trouble_of(self._config.roles.printer)
        return "" if trouble is None else self._speaker.say(trouble.what)

    def _get_printer_remedy(self) -> str:
        trouble = self._trouble_of(self._config.roles.printer)
        return "" if trouble is None else self._speaker.say(trouble.remedy)

    def _get_keyboard(self) -> bool:
        return self._config.kiosk.virtual_keyboard

    title = Property(str, _get_title, notify=changed)
    place = Property(str, _get_place, notify=changed)
    trouble = Property(str, _get_trouble, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    printerTrouble = Property(str, _get_printer_trouble, notify=changed)  # noqa: N815
    printerRemedy = Property(str, _get_printer_remedy, notify=changed)  # noqa: N815
    keyboard = Property(bool, _get_keyboard, constant=True)
