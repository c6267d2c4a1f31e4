"""Puts the technician's screen together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

from devices.diagnostics.terminal_data import campus_zone, face_models
from devices.inventory import DeviceConfig
from devices.self_test import DEFAULT_LIMIT_S
from ui.agents.address import AgentAddress
from ui.agents.errands import Errands
from ui.app import Panel, Program, application
from ui.diagnostics.bench import Bench
from ui.diagnostics.exports import Exports, exports_of
from ui.diagnostics.gate_terminal import GateTerminal
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.own_terminal import OwnTerminal
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.self_tests import SelfTests
from ui.diagnostics.terminals import Terminal
from ui.diagnostics.tools import Tools
from ui.speaker import Speaker
from wording import Language, Text

MAIN: Final = Path(__file__).parent / "Main.qml"
CATALOGUES: Final = ("components", "diagnostics")
THIS_TERMINAL: Final = Text("本机", "This terminal")
_WORKERS: Final = 5
"""One test or sheet works at a time, a sheet at two things; the others are for tests that were
given up and still hang."""


@dataclass(frozen=True, slots=True)
class DiagnosticsConfig:
    """What the screen needs to start: devices of this machine, gates, or both."""

    devices: Mapping[str, DeviceConfig] = field(default_factory=dict)
    file: Path | None = None
    """Where ``devices`` come from: a port is written there, reports are kept beside it."""
    reports: Path | None = None
    """Whose technicians make readiness runs, and beside which they are kept; ``file`` if None."""
    agents: tuple[AgentAddress, ...] = ()
    logs: tuple[Path, ...] = ()
    """Log files whose ends go into support bundles."""
    name: Text = THIS_TERMINAL
    limit_s: float = DEFAULT_LIMIT_S
    """Seconds after which a self-test of this machine's devices is stopped."""
    language: Language = Language.ZH
    panel: Panel = field(default_factory=Panel)


class _News(QObject):
    """Carries 'something changed' from the links' threads to the GUI thread."""

    came = Signal()


class DiagnosticsProgram(Program):
    """The running screen; ``bench`` is its view model."""

    def __init__(self, config: DiagnosticsConfig, now: Callable[[], datetime]) -> None:
        """Raises ConfigInvalid too when the file can't be read."""
        speaker = Speaker(config.language)
        self._news = _News()
        self._terminals: list[Terminal] = []
        own: OwnTerminal | None = None
        own_file: OwnFile | None = None
        if config.devices:
            models = None if config.file is None else face_models(config.file)
            zone = None if config.file is None else campus_zone(config.file)
            own = OwnTerminal(config.name, config.devices, config.limit_s, models, zone)
            self._terminals.append(own)
            if config.file is not None:
                own_file = OwnFile(config.file, own, config.logs)
        self._terminals += [GateTerminal(agent, self._news.came.emit) for agent in config.agents]
        self._errands = Errands(_WORKERS, "self-test")
        tests = SelfTests(self._terminals, self._errands)
        desk: ReadinessDesk | None = None
        if (reports := config.reports or config.file) is not None:
            named = own if reports == config.file else None
            desk = ReadinessDesk(reports, self._terminals, named)
        exports = Exports(exports_of(config.file or config.reports))
        self._tools = Tools(self._errands, speaker, tests.note, own_file, desk, exports)
        self.bench = Bench(self._terminals, tests, speaker, self._tools, now=now)
        self._news.came.connect(self.bench.refresh, Qt.ConnectionType.QueuedConnection)
        with ExitStack() as undo:
            undo.callback(self._end)
            super().__init__(
                MAIN,
                speaker=speaker,
                panel=config.panel,
                catalogues=CATALOGUES,
                properties={"bench": self.bench},
                on_close=self._end,
            )
            undo.pop_all()
        for terminal in self._terminals:
            terminal.start()
        self.bench.start()

    def _end(self) -> None:
        self.bench.stop()
        self._tools.close()
        self._errands.stop()
        for terminal in self._terminals:
            terminal.ask_to_stop()
        for terminal in self._terminals:
            terminal.join()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def launch(
    config: DiagnosticsConfig, *, now: Callable[[], datetime] = _utc_now
) -> DiagnosticsProgram:
    """Show the screen and connect to all devices; ``exec()`` of the result runs it.

    ``now`` is the clock on the screen. Raises FontMissing, ScreenFailed, TranslationMissing.
    """
    application("yanhu-diagnostics")
    return DiagnosticsProgram(config, now)
