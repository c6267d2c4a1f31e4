"""Running consoles over real peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from devices.printer.configs import PrinterConfig
from tests.helpers.agent_peer import AgentPeer
from tests.helpers.gate_states import NOW
from tests.helpers.qt import settle, wait_until
from ui.agents.address import AgentAddress
from ui.gate_console.config import ConsoleConfig
from ui.gate_console.program import ConsoleProgram, launch
from wording import Language

OpenConsole = Callable[..., ConsoleProgram]

SILENT_PLAYER = "true"
"""A program that takes a file name and plays nothing, so that tests make no noise."""


def address_of(peer: AgentPeer) -> AgentAddress:
    return AgentAddress(peer.url, peer.token)


@pytest.fixture(autouse=True)
def own_log() -> None:
    """A command tested in this process may have left the log on a stream that is closed by now."""
    structlog.reset_defaults()


@pytest.fixture
def open_console(qapp: QGuiApplication) -> Iterator[OpenConsole]:
    """Launches a console over the given peers and waits until it has heard each of them."""
    with ExitStack() as running:

        def start(
            *peers: AgentPeer,
            language: Language = Language.ZH,
            player: str = SILENT_PLAYER,
            folder: Path | None = None,
            printer: PrinterConfig | None = None,
        ) -> ConsoleProgram:
            config = ConsoleConfig(
                tuple(map(address_of, peers)),
                language,
                player,
                hand_over_folder=folder,
                printer=printer,
            )
            program = launch(config, now=lambda: NOW)
            running.callback(settle)
            running.callback(program.close)
            assert QTest.qWaitForWindowActive(program.window), "keys go to the active window"
            wait_until(lambda: program.desk.settled, "every agent was heard")
            return program

        yield start


@pytest.fixture(scope="session")
def screens() -> Path:
    """Where pictures of the screens are left for people to look at."""
    folder = Path(__file__).parents[3] / "var" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
