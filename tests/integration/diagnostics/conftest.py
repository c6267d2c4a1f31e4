"""A technician's bench: real devices of this machine, and gates behind a real HTTP peer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

import pytest
import structlog
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from devices.camera.configs import MjpegConfig
from devices.config_file import load_devices
from devices.inventory import DeviceConfig
from gate_agent.wire.schema import DeviceStateView
from tests.helpers.agent_peer import AgentPeer
from tests.helpers.camera import CameraPeer
from tests.helpers.faces import models_folder
from tests.helpers.gate_states import NOW
from tests.helpers.pcsc import PcscBench
from tests.helpers.printers import IppBench
from tests.helpers.qt import settle, wait_until
from tests.helpers.receipts import NetworkBench
from tests.helpers.relay import INPUTS, RelayBench
from tests.helpers.scanners import SerialScannerBench
from ui.agents.address import AgentAddress
from ui.agents.link import LinkStatus
from ui.app import Panel
from ui.diagnostics.program import DiagnosticsConfig, DiagnosticsProgram, launch
from wording import Language, Text

OpenBench = Callable[..., DiagnosticsProgram]
PANEL: Final = Panel()
KIOSK = Text("图书馆 03 号终端", "Library, terminal 03")


@pytest.fixture(autouse=True)
def own_log() -> None:
    """A command tested in this process may have left the log on a stream that is closed by now."""
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def camera() -> Iterator[CameraPeer]:
    with CameraPeer() as running:
        yield running


@pytest.fixture(scope="module")
def relay() -> Iterator[RelayBench]:
    with RelayBench() as running:
        yield running


@pytest.fixture
def kiosk(camera: CameraPeer, relay: RelayBench) -> dict[str, DeviceConfig]:
    """Devices of this machine: a camera and a relay board."""
    return {
        "camera": MjpegConfig(
            driver="mjpeg", url=camera.url, open_timeout_s=0.4, read_timeout_s=1.0
        ),
        "barrier": relay.config(),
    }


@pytest.fixture
def open_bench(qapp: QGuiApplication) -> Iterator[OpenBench]:
    """Launches the screen and waits until each gate was heard."""
    with ExitStack() as running:

        def start(
            devices: dict[str, DeviceConfig] | None = None,
            *peers: AgentPeer,
            language: Language = Language.EN,
            limit_s: float = 10.0,
            file: Path | None = None,
            panel: Panel = PANEL,
            reports: Path | None = None,
        ) -> DiagnosticsProgram:
            config = DiagnosticsConfig(
                devices=devices or {},
                file=file,
                agents=tuple(AgentAddress(peer.url, peer.token) for peer in peers),
                name=KIOSK,
                limit_s=limit_s,
                language=language,
                panel=panel,
                reports=reports,
            )
            program = launch(config, now=lambda: NOW)
            running.callback(settle)
            running.callback(program.close)
            assert QTest.qWaitForWindowActive(program.window), "keys go to the active window"
            wait_until(lambda: settled(program), "every terminal was heard")
            return program

        yield start


def settled(program: DiagnosticsProgram) -> bool:
    looks = program.bench.looks
    return bool(looks) and all(look.status is not LinkStatus.CONNECTING for look in looks)


@pytest.fixture(scope="session")
def screens() -> Path:
    """Where pictures of the screens are left for people to look at."""
    folder = Path(__file__).parents[3] / "var" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Workshop:
    """One device of every kind that is tried by hand, each a real peer, and their file."""

    def __init__(self, folder: Path) -> None:
        self.file: Final = folder / "kiosk.toml"
        self.camera: Final = CameraPeer()
        self.pcsc: Final = PcscBench()
        self.relay: Final = RelayBench()
        self.scanner: Final = SerialScannerBench()
        self.printer: Final = IppBench()
        self.receipts: Final = NetworkBench()
        self._stack: Final = ExitStack()

    def __enter__(self) -> Self:
        peers = (
            self.camera,
            self.pcsc,
            self.relay,
            self.scanner,
            self.printer,
            self.receipts,
        )
        for peer in peers:
            self._stack.enter_context(peer)
        self.write()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def write(self) -> None:
        """The file as the workshop needs it, whatever became of it."""
        relay, receipts = self.relay.config(), self.receipts.config()
        inputs = ", ".join(f"{sensor} = {place}" for sensor, place in INPUTS.items())
        self.file.write_text(f"""\
# The terminal of the tests
[face]
models = "{models_folder()}"

[devices.camera]
driver = "mjpeg"
url = "{self.camera.url}"

[devices.reader]
driver = "pcsc"
reader = "{self.pcsc.config().reader}"

[devices.scanner]
driver = "serial-scanner"
port = "{self.scanner.config().port}"
same_code_after_s = 0.4

[devices.barrier]
driver = "modbus-rtu"
port = "{relay.port}"
poll_s = {relay.poll_s}
timeout_s = {relay.timeout_s}
inputs = {{ {inputs} }}

[devices.printer]
driver = "ipp"
uri = "{self.printer.config().uri}"

[devices.slips]
driver = "escpos-network"
host = "{receipts.host}"
tcp_port = {receipts.tcp_port}
answer_timeout_s = {receipts.answer_timeout_s}
""")

    def number(self, device: str) -> int:
        """Place of ``device`` in the list, from 1."""
        return list(load_devices(self.file)).index(device) + 1


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with Workshop(tmp_path_factory.mktemp("terminal")) as running:
        yield running


@pytest.fixture
def open_workshop(open_bench: OpenBench, workshop: Workshop) -> OpenBench:
    """Launches the screen on the workshop's file and waits until every device is ready."""

    def start(
        language: Language = Language.EN, panel: Panel = PANEL, limit_s: float = 10.0
    ) -> DiagnosticsProgram:
        workshop.write()
        program = open_bench(
            load_devices(workshop.file),
            file=workshop.file,
            language=language,
            limit_s=limit_s,
            panel=panel,
        )
        wait_until(lambda: all_ready(program), "every device is ready")
        return program

    return start


def all_ready(program: DiagnosticsProgram) -> bool:
    places = program.bench.places
    return bool(places) and all(place.device.state is DeviceStateView.READY for place in places)
