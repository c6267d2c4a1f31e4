"""The kiosk's configuration file: TOML, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices import inventory
from devices.inventory import DeviceConfig
from devices.ports import DeviceKind
from devices.printer.options import Colour, PrintOptions, Sides
from kiosk.session import COUNTDOWN_S, IDLE_S, NOTICE_S, SessionPolicy
from sync.wire import Bilingual, CertificateKind, Code
from toml_file import ConfigProblem, check, read_toml
from wording import Language

EXAMPLE: Final = """\
[kiosk]
name = "K03"
title = { zh = "砚湖自助服务", en = "Yanhu Self-Service" }
place = { zh = "图书馆一层 · 03 号终端", en = "Library, ground floor · Terminal 03" }
data = "/var/lib/yanhu/kiosk"            # the print ledger is kept here
language = "zh_CN"                       # zh_CN or en; visitors may change it
time_zone = "Asia/Shanghai"              # of the campus: its days and times of day
panel_dpi = 102.0                        # dots per inch of the panel, as measured
full_screen = true
virtual_keyboard = true                  # Qt Virtual Keyboard is GPLv3 or commercial
idle_s = 60.0                            # ask "are you still there?" after so long
countdown_s = 20.0                       # and sign out after so long without an answer

[hall]
identity = "/etc/yanhu/kiosk.identity.json"

[face]
models = "/usr/share/yanhu/models"

[metrics]                                # for Prometheus; leave it out for none
port = 9464                              # http://127.0.0.1:9464/metrics; host = "0.0.0.0" opens it

[roles]
reader = "reader"
camera = "camera"
printer = "printer"

[devices.reader]
driver = "pcsc"
reader = "ACS ACR122U"

[devices.camera]
driver = "mjpeg"
url = "http://192.0.2.10/video"

[devices.printer]
driver = "ipp"
uri = "ipp://192.0.2.11/ipp/print"
sides = "one-sided"                      # two-sided-long-edge as pages of a book; or -short-edge
colour = false                           # black, also what has colours

[certificates.enrolment]                 # leave it out for one copy as the printer is set
copies = 1                               # of the one document, 1 to 9
"""

MOST_COPIES_OF_ONE: Final = 9
"""Of one certificate; who needs more asks for another document."""

_DeviceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class KioskSection(_Section):
    """The terminal itself and its panel. Times in seconds."""

    name: Code
    title: Bilingual
    place: Bilingual
    data: Path
    language: Language = Language.ZH
    time_zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    """The campus's."""
    panel_dpi: Annotated[float, Field(ge=40, le=600)] = 96.0
    full_screen: bool = True
    virtual_keyboard: bool = True
    idle_s: Annotated[float, Field(ge=5, le=900)] = IDLE_S
    countdown_s: Annotated[float, Field(ge=5, le=120)] = COUNTDOWN_S
    notice_s: Annotated[float, Field(ge=2, le=60)] = NOTICE_S

    @property
    def policy(self) -> SessionPolicy:
        """The delays of a session."""
        return SessionPolicy(self.idle_s, self.countdown_s, self.notice_s)


class HallSection(_Section):
    """Which hall the kiosk serves, and as whom."""

    identity: Path
    ca_file: Path | None = None
    """Certificate authority (PEM) of a hall whose certificate no public one vouches for."""


class FaceSection(_Section):
    """Where the two model files are."""

    models: Path


class MetricsSection(_Section):
    """Where the monitoring finds the figures of the devices. They name no person."""

    host: Annotated[str, StringConstraints(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)]


class RolesSection(_Section):
    """Which device does what."""

    reader: _DeviceName
    camera: _DeviceName
    printer: _DeviceName


class CertificateSection(_Section):
    """How one kind of certificate is printed; what is left out is as the printer's table says."""

    copies: Annotated[int, Field(ge=1, le=MOST_COPIES_OF_ONE)] = 1
    """Of the one document: the same number on each."""
    sides: Sides | None = None
    colour: bool | None = None

    @property
    def options(self) -> PrintOptions:
        colours = {True: Colour.COLOUR, False: Colour.MONOCHROME, None: None}
        return PrintOptions(self.sides, colours[self.colour], self.copies)


_KINDS: Final[Mapping[str, DeviceKind]] = {
    "reader": DeviceKind.CARD_READER,
    "camera": DeviceKind.CAMERA,
    "printer": DeviceKind.DOCUMENT_PRINTER,
}


class KioskConfig(_Section):
    """The whole file."""

    kiosk: KioskSection
    hall: HallSection
    face: FaceSection
    roles: RolesSection
    metrics: MetricsSection | None = None
    certificates: dict[CertificateKind, CertificateSection] = {}
    devices: dict[_DeviceName, DeviceConfig]

    @property
    def print_options(self) -> dict[CertificateKind, PrintOptions]:
        """How which kind of certificate is printed."""
        return {kind: section.options for kind, section in self.certificates.items()}

    @property
    def ledger(self) -> Path:
        """The print ledger's file."""
        return self.kiosk.data / "prints.sqlite3"


def load_config(path: Path) -> KioskConfig:
    """Read and check ``path``; relative paths in it are relative to the file's folder.

    Raises ConfigProblem with one line a mistake.
    """
    config = check(path, read_toml(path), KioskConfig)
    mistakes = _wrong_roles(config)
    if mistakes:
        raise ConfigProblem.of(path, mistakes)
    return _anchored(config, path.resolve().parent)


def _wrong_roles(config: KioskConfig) -> list[str]:
    mistakes = []
    for role, kind in _KINDS.items():
        name = str(getattr(config.roles, role))
        fit = [n for n, d in config.devices.items() if inventory.build(n, d).kind is kind]
        if name not in fit:
            allowed = ", ".join(fit) or f"none; add a [devices.NAME] that is a {kind}"
            mistakes.append(f"roles.{role}: {name!r} is not a {kind}; allowed: {allowed}")
    return mistakes


def _anchored(config: KioskConfig, folder: Path) -> KioskConfig:
    ca_file = config.hall.ca_file
    return config.model_copy(
        update={
            "kiosk": config.kiosk.model_copy(update={"data": folder / config.kiosk.data}),
            "face": config.face.model_copy(update={"models": folder / config.face.models}),
            "hall": config.hall.model_copy(
                update={
                    "identity": folder / config.hall.identity,
                    "ca_file": None if ca_file is None else folder / ca_file,
                }
            ),
        }
    )
