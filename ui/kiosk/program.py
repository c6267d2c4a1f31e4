"""Puts the kiosk together: devices, hall, ledger, models, window."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from PySide6.QtCore import QObject

import ui.components.code_canvas  # noqa: F401 - makes its type known to QML
from devices.diagnostics.bundle.history import FILE_NAME as HEALTH_FILE
from devices.diagnostics.bundle.history import HealthHistory, Recorded
from devices.metrics import DeviceCollector
from devices.ports import DeviceEvent
from devices.rig import Rig
from kiosk.certificates import CertificateDesk
from kiosk.config import KioskConfig, MetricsSection
from kiosk.metrics import MetricsServer
from kiosk.printing.flow import PrintFlow
from kiosk.printing.ledger import Ledger
from sync.client import HallClient
from sync.clock import HallClock
from sync.identity import credential_key, load_identity
from sync.wire import TerminalIdentity, TerminalRole
from ui.app import FontMissing, Panel, Program, ScreenFailed, application
from ui.components.camera import PictureMailbox
from ui.i18n.catalogues import TranslationMissing
from ui.kiosk.capture_model import CaptureModel
from ui.kiosk.capture_thread import CaptureThread
from ui.kiosk.device_events import DeviceEvents
from ui.kiosk.form_model import FormModel
from ui.kiosk.keyboard import forget_typed_words
from ui.kiosk.kiosk_model import KioskModel
from ui.kiosk.print_model import PrintModel
from ui.kiosk.return_model import ReturnModel
from ui.kiosk.screens import Navigator, Screen
from ui.kiosk.services_model import ServicesModel
from ui.kiosk.session_model import SessionModel
from ui.kiosk.signs_of_life import SignsOfLife
from ui.kiosk.telephone_model import TelephoneModel
from ui.kiosk.worker import Worker
from ui.speaker import Speaker
from wording import Language

MAIN: Final = Path(__file__).parent / "Main.qml"
_CATALOGUES: Final = ("components", "kiosk")
RETURN_SERVICE: Final = "return-registration"
ENROLMENT_SERVICE: Final = "enrolment-certificate"
TELEPHONE_SERVICE: Final = "telephone-pass"
"""Codes of the services that can be done here, as the hall's catalogue names them."""


class _Backstage:
    """What works behind the screens: devices, calls to the hall, prints, the camera."""

    def __init__(self, config: KioskConfig, identity: TerminalIdentity) -> None:
        self.clock = HallClock()
        self.zone = config.kiosk.time_zone
        self.hall = HallClient.of(identity, self.clock, config.hall.ca_file)
        self.print_hall = HallClient.of(identity, self.clock, config.hall.ca_file)
        self.hall_worker = Worker("hall")
        self.print_worker = Worker("print")
        events: SimpleQueue[DeviceEvent] = SimpleQueue()
        self.health = HealthHistory(config.kiosk.data / HEALTH_FILE)
        self.rig = Rig(config.devices, Recorded(events, self.health))
        self.metrics = _metrics(config.metrics, self.rig)
        self.events = DeviceEvents(events, config.roles.reader, credential_key(identity))
        ledger = Ledger(config.ledger)
        self.flow = PrintFlow(ledger, self.rig.printer(config.roles.printer), self.clock.now)
        self.desk = CertificateDesk(self.print_hall, self.flow, ledger, config.print_options)
        self.pictures = PictureMailbox()
        self.capture = CaptureThread(
            self.rig.camera(config.roles.camera), config.face.models, self.pictures
        )

    def today(self) -> date:
        """The campus's day."""
        return self.clock.now().astimezone(self.zone).date()

    def qobjects(self) -> tuple[QObject, ...]:
        """What must be deleted on the GUI thread."""
        return self.hall_worker, self.print_worker, self.events, self.capture, self.pictures

    def start(self) -> None:
        """Start the devices, and settle what a power cut left open."""
        self.events.start()
        self.health.start()
        self.rig.start()
        if self.metrics is not None:
            self.metrics.start()
        self.print_worker.run(self.flow.recover, lambda _: None)

    def close(self) -> None:
        """End every thread."""
        self.hall.abort()
        self.print_hall.abort()
        self.capture.close()
        self.hall_worker.close()
        self.print_worker.close()
        self.events.close()
        if self.metrics is not None:
            self.metrics.close()
        self.rig.stop()
        self.health.close()
        self.hall.close()
        self.print_hall.close()


def _metrics(section: MetricsSection | None, rig: Rig) -> MetricsServer | None:
    if section is None:
        return None
    return MetricsServer(section.host, section.port, DeviceCollector(rig))


def launch(
    config: KioskConfig, *, language: Language | None = None, windowed: bool = False
) -> Program:
    """Start the kiosk and show its window.

    ``language`` overrides the configured one; ``windowed`` shows a window in place of the full
    screen. Raises IdentityError, LedgerError, ScreenFailed, FontMissing, TranslationMissing.
    """
    identity = load_identity(config.hall.identity, TerminalRole.KIOSK)
    app = application("yanhu-kiosk", virtual_keyboard=config.kiosk.virtual_keyboard)
    speaker = Speaker(language or config.kiosk.language)
    backstage = _Backstage(config, identity)
    models = _Models(config, backstage, speaker)
    signs = SignsOfLife(models.session.touch)

    def close() -> None:
        app.removeEventFilter(signs)
        models.prints.clear()
        backstage.close()

    try:
        program = Program(
            MAIN,
            speaker=speaker,
            panel=Panel(
                dpi=config.kiosk.panel_dpi,
                full_screen=config.kiosk.full_screen and not windowed,
                virtual_keyboard=config.kiosk.virtual_keyboard,
            ),
            catalogues=_CATALOGUES,
            properties=models.by_name(),
            on_close=close,
            owned=(signs, *backstage.qobjects()),
        )
    except (ScreenFailed, FontMissing, TranslationMissing):
        backstage.close()
        raise
    app.installEventFilter(signs)
    backstage.start()
    models.kiosk.ask_hall()
    return program


class _Models:
    """The view models, connected with each other and with what works backstage."""

    def __init__(self, config: KioskConfig, backstage: _Backstage, speaker: Speaker) -> None:
        hall, worker, today = backstage.hall, backstage.hall_worker, backstage.today
        zone = backstage.zone
        self._backstage = backstage
        self._speaker = speaker
        self.navigator = navigator = Navigator()
        self.kiosk = KioskModel(config, hall, worker, speaker)
        self.session = SessionModel(hall, worker, speaker, config.kiosk.policy)
        self.form = FormModel(speaker, navigator, today)
        self.capture = CaptureModel(
            backstage.capture, backstage.pictures, speaker, navigator, config.roles.camera
        )
        self.returns = ReturnModel(
            hall, worker, self.session, self.form, self.capture, speaker, navigator, zone
        )
        self.prints = PrintModel(
            backstage.desk, backstage.print_worker, self.session, speaker, navigator, zone, today
        )
        self.telephone = TelephoneModel(hall, worker, self.session, speaker, navigator, zone)
        errands = {
            RETURN_SERVICE: self.returns.open,
            ENROLMENT_SERVICE: self.prints.open,
            TELEPHONE_SERVICE: self.telephone.open,
        }
        self.services = ServicesModel(hall, worker, self.session, speaker, navigator, errands)
        self.session.welcomed.connect(lambda: navigator.go(Screen.HOME))
        self.form.finished.connect(self._after_form)
        self.session.forgotten.connect(self._forget)
        backstage.events.card_read.connect(self.session.present_card)
        backstage.events.card_unreadable.connect(self.session.refuse_card)
        backstage.events.health_changed.connect(self.kiosk.take_health)
        backstage.events.health_changed.connect(self.capture.take_health)

    def by_name(self) -> dict[str, QObject]:
        """The models by the names of Main.qml's properties."""
        return {
            "navigator": self.navigator,
            "kiosk": self.kiosk,
            "session": self.session,
            "form": self.form,
            "capture": self.capture,
            "returns": self.returns,
            "prints": self.prints,
            "services": self.services,
            "telephone": self.telephone,
        }

    def _after_form(self) -> None:
        """On to the camera; whoever only mended an answer need not be captured again."""
        captured = self.capture.enrolment is not None
        self.navigator.go(Screen.REVIEW if captured else Screen.CAPTURE)

    def _forget(self) -> None:
        """Drop everything that the person who left has shown or was shown."""
        self.navigator.go(Screen.IDLE)
        for model in (
            self.form,
            self.capture,
            self.returns,
            self.prints,
            self.services,
            self.telephone,
        ):
            model.clear()
        self.kiosk.forget()
        self._speaker.reset()
        self._backstage.print_worker.forget()
        self._backstage.hall_worker.run(forget_typed_words, lambda _: None)
