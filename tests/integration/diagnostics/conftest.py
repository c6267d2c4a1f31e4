"""A technician's bench: real devices of this machine, and gates behind a real HTTP peer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from devices.camera.mjpeg import MjpegConfig
from devices.inventory import DeviceConfig
from tests.helpers.agent_peer import AgentPeer
from tests.helpers.camera import CameraPeer
from tests.helpers.gate_states import NOW
from tests.helpers.qt import settle, wait_until
from tests.helpers.relay import RelayBench
from ui.agents.address import AgentAddress
from ui.agents.link import LinkStatus
from ui.diagnostics.program import DiagnosticsConfig, DiagnosticsProgram, launch
from wording import Language, Text

OpenBench = Callable[..., DiagnosticsProgram]
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
        ) -> DiagnosticsProgram:
            config = DiagnosticsConfig(
                devices=devices or {},
                agents=tuple(AgentAddress(peer.url, peer.token) for peer in peers),
                name=KIOSK,
                limit_s=limit_s,
                language=language,
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
