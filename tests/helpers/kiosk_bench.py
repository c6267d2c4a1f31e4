"""A whole kiosk under test: the real program before real peers, and somebody who uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from PySide6.QtQuick import QQuickWindow

from devices.camera.configs import MjpegConfig
from devices.printer.configs import IppConfig
from devices.printer.options import Sides
from devices.sim.ippeve import IppPrinterPeer
from kiosk.config import (
    CertificateSection,
    FaceSection,
    HallSection,
    KioskConfig,
    KioskSection,
    RolesSection,
)
from sync.wire import Bilingual, CertificateKind
from tests.helpers.camera import CameraPeer
from tests.helpers.faces import models_folder
from tests.helpers.kiosk_hall import KioskHall, dump
from tests.helpers.pcsc import PcscBench
from tests.helpers.qt import press, settle, wait_for_screen, wait_until
from ui.app import Program
from ui.kiosk.program import launch
from wording import Language

IDENTITY_MODE: Final = 0o600
COPIES: Final = 2
"""Of a certificate."""
CANCEL_LIMIT_S: Final = 2.0
"""A held printer never ends a cancelled job; closing the kiosk waits for it."""


@dataclass(frozen=True, slots=True)
class Peers:
    """What a kiosk is connected with."""

    readers: PcscBench
    camera: CameraPeer
    printer: IppPrinterPeer


@contextmanager
def kiosk_peers(folder: Path) -> Iterator[Peers]:
    """A card daemon, a camera that shows nobody, and a printer."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        PcscBench() as readers,
        CameraPeer() as camera,
        IppPrinterPeer(folder / "printer") as printer,
    ):
        yield Peers(readers, camera, printer)


def campus_today() -> date:
    """The day on the campus of a kiosk that was not told another time zone."""
    return datetime.now(KioskSection.model_fields["time_zone"].default).date()


def kiosk_config(
    folder: Path, peers: Peers, *, idle_s: float = 60.0, countdown_s: float = 20.0
) -> KioskConfig:
    """The configuration of a kiosk that keeps its data in ``folder``."""
    return KioskConfig(
        kiosk=KioskSection(
            name="K03",
            title=Bilingual(zh="砚湖自助服务", en="Yanhu Self-Service"),
            place=Bilingual(zh="图书馆一层 · 03 号终端", en="Library, ground floor · Terminal 03"),
            data=folder / "data",
            full_screen=False,
            virtual_keyboard=False,
            idle_s=idle_s,
            countdown_s=countdown_s,
        ),
        hall=HallSection(identity=folder / "identity.json"),
        face=FaceSection(models=models_folder()),
        roles=RolesSection(reader="reader", camera="camera", printer="printer"),
        certificates={CertificateKind.ENROLMENT: CertificateSection(copies=COPIES)},
        devices={
            "reader": peers.readers.config(),
            "camera": MjpegConfig(driver="mjpeg", url=peers.camera.url),
            "printer": IppConfig(
                driver="ipp",
                uri=peers.printer.uri,
                cancel_limit_s=CANCEL_LIMIT_S,
                sides=Sides.LONG_EDGE,
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A running kiosk and a student with a card in front of it."""

    program: Program
    card: bytes = field(repr=False)
    peers: Peers

    @property
    def window(self) -> QQuickWindow:
        return self.program.window

    def tap_card(self) -> None:
        """Present the student's card until somebody is signed in, as people do."""
        with self.peers.readers.card(self.card):
            wait_for_screen(self.window, "home")

    def leave(self) -> None:
        """Finish and leave from wherever the kiosk is."""
        if self.window.property("screenName") == "idle":
            return
        press(self.window, "button.leave")
        if self.window.property("asking"):
            press(self.window, "button.discard")
        wait_for_screen(self.window, "idle")


@contextmanager
def visiting(
    config: KioskConfig, card: bytes, peers: Peers, language: Language | None = None
) -> Iterator[Visit]:
    """Launch the kiosk exactly as its command does; afterwards QML must have had no complaint."""
    program = launch(config, language=language)
    try:
        wait_until(program.window.isExposed, "the window on the screen")
        yield Visit(program, card, peers)
    finally:
        program.close()
        settle()
    assert program.warnings == []


@contextmanager
def kiosk_visit(
    folder: Path,
    hall: KioskHall,
    peers: Peers,
    *,
    config: KioskConfig | None = None,
    language: Language | None = None,
) -> Iterator[Visit]:
    """A visit to a kiosk of ``hall`` that keeps its data in ``folder``."""
    write_identity(folder, hall)
    chosen = config or kiosk_config(folder, peers)
    with visiting(chosen, hall.card, peers, language) as visit:
        yield visit


def write_identity(folder: Path, hall: KioskHall) -> None:
    """Provision the kiosk of ``folder`` for ``hall``."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = folder / "identity.json"
    identity.write_text(dump(hall.identity()))
    identity.chmod(IDENTITY_MODE)
