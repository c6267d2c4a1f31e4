"""Puts the guard's screen together."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import ui.gate_console.portrait  # noqa: F401 - makes its type known to QML
from ui.agents.errands import Errands
from ui.agents.fleet import Fleet
from ui.app import Program, application
from ui.gate_console.config import ConsoleConfig
from ui.gate_console.desk_printer import DeskPrinter
from ui.gate_console.emergency import EmergencyPanel
from ui.gate_console.figures import FiguresPanel
from ui.gate_console.find import FindPanel
from ui.gate_console.gate_choice import GateChoice
from ui.gate_console.hand_over import usual_folder
from ui.gate_console.model import Console
from ui.gate_console.photos import PhotoShelf
from ui.gate_console.shift import ShiftPanel
from ui.gate_console.sounds import Sounds, find_player
from ui.speaker import Speaker

MAIN: Final = Path(__file__).parent / "Main.qml"
CATALOGUES: Final = ("components", "gate_console")
_PHOTO_WORKERS: Final = 2
_ORDER_WORKERS: Final = 4
"""A lane's and the gate's order, each with a card and a token that wait at the same time."""
_INQUIRY_WORKERS: Final = 2
"""Orders have workers of their own: a slow photo must never delay an opening."""


class ConsoleProgram(Program):
    """The running console; ``desk`` is its view model."""

    def __init__(self, config: ConsoleConfig, now: Callable[[], datetime]) -> None:
        speaker = Speaker(config.language)
        self._fleet = Fleet(config.agents)
        self._orders = Errands(_ORDER_WORKERS, "order")
        self._fetching = Errands(_PHOTO_WORKERS, "photo")
        self._photos = PhotoShelf(self._fleet.clients, self._fetching)
        self._sounds = Sounds(find_player(config.sound_player))
        self.desk = Console(self._fleet, self._orders, self._photos, self._sounds, speaker, now=now)
        self._asking = Errands(_INQUIRY_WORKERS, "inquiry")

        def gate() -> GateChoice:
            return GateChoice(self._fleet, speaker, time.monotonic)

        folder = config.hand_over_folder or usual_folder()
        self.finder = FindPanel(gate(), self._asking, speaker, now)
        self.emergency = EmergencyPanel(gate(), self._orders, speaker)
        self.figures = FiguresPanel(gate(), self._asking, speaker, now)
        self._printer = DeskPrinter(config.printer, speaker)
        self.shift = ShiftPanel(gate(), self._asking, speaker, now, folder, self._printer)
        with ExitStack() as undo:
            undo.callback(self._end)
            super().__init__(
                MAIN,
                speaker=speaker,
                panel=config.panel,
                catalogues=CATALOGUES,
                properties={
                    "desk": self.desk,
                    "finder": self.finder,
                    "emergency": self.emergency,
                    "figures": self.figures,
                    "shift": self.shift,
                },
                on_close=self._end,
            )
            undo.pop_all()
        self._fleet.start()
        self.desk.start()

    def _end(self) -> None:
        self.desk.stop()
        self._fleet.stop()
        self._orders.stop()
        self._fetching.stop()
        self._asking.stop()
        self._sounds.stop()
        self._printer.stop()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def launch(config: ConsoleConfig, *, now: Callable[[], datetime] = _utc_now) -> ConsoleProgram:
    """Show the console and begin to follow the agents; ``exec()`` of the result runs it.

    ``now`` is the clock on the screen. Raises SoundPlayerMissing, FontMissing, ScreenFailed,
    TranslationMissing.
    """
    application("yanhu-console")
    return ConsoleProgram(config, now)
