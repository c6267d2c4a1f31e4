"""Which of several gates a panel is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.agents.client import AgentClient
from ui.agents.fleet import Fleet
from ui.gate_console.sight import AgentSight, look
from ui.rows import Rows
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


@dataclass(frozen=True, slots=True)
class GateRow:
    """The roles of OrderTabButton.qml."""

    code: str
    words: str
    symbol: str
    chosen: bool


@QmlElement
class GateChoice(QObject):
    """One gate of the fleet; the first at the start."""

    changed = Signal()
    chosen = Signal()
    """Another gate was chosen."""

    def __init__(
        self,
        fleet: Fleet,
        speaker: Speaker,
        monotonic: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._fleet, self._speaker, self._monotonic = fleet, speaker, monotonic
        self._place = 0
        self._rows = Rows(GateRow, self)
        fleet.changed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        speaker.language_changed.connect(self._show)
        self._show()

    @property
    def client(self) -> AgentClient:
        """Speaks to the chosen gate."""
        return self._fleet.clients[self._place]

    @property
    def sight(self) -> AgentSight:
        """What is known of the chosen gate now."""
        return look(self._fleet.views()[self._place], self._monotonic())

    @property
    def many(self) -> bool:
        """There is something to choose."""
        return len(self._rows.rows) > 1

    @Slot(int)
    def choose(self, place: int) -> None:
        """Take the gate at ``place``."""
        if place != self._place and 0 <= place < len(self._rows.rows):
            self._place = place
            self._show()
            self.chosen.emit()

    @Slot()
    def turn(self) -> None:
        """Take the next gate, after the last the first."""
        self.choose((self._place + 1) % max(1, len(self._rows.rows)))

    @Slot()
    def _show(self) -> None:
        now = self._monotonic()
        agents = [look(view, now) for view in self._fleet.views()]
        self._rows.show(
            [
                GateRow(
                    str(place),
                    self._speaker.say(agent.name),
                    "" if agent.live else "cloud_off",
                    place == self._place,
                )
                for place, agent in enumerate(agents)
            ]
        )
        self.changed.emit()

    def _get_rows(self) -> Rows:
        return self._rows

    def _get_several(self) -> bool:
        return self.many

    gates = Property(Rows, _get_rows, notify=changed)
    several = Property(bool, _get_several, notify=changed)
