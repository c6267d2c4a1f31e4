"""A barrier's inputs live, and a pulse of its relay, as QML reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.barrier.sensor_words import ACTIVE, QUIET, SENSORS
from devices.diagnostics.trials.by_hand import Inputs
from devices.ports import Sensor
from gate_agent.wire.schema import SelfTestResult
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.words import OUTCOMES, Level
from ui.diagnostics.work import Subject, Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

LOOK_MS: Final = 100
RETRY_MS: Final = 500


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input; ``changes`` counts how often it changed since the sheet was opened."""

    sensor: str
    active: bool
    condition: str
    changes: int


@QmlElement
class InputsPanel(QObject):
    """Asks for the inputs again and again while it is open."""

    changed = Signal()

    def __init__(self, errands: Errands, speaker: Speaker, parent: QObject) -> None:
        super().__init__(parent)
        self._looking: Final = Work(errands)
        self._pulsing: Final = Work(errands)
        self._speaker: Final = speaker
        self._subject: Subject | None = None
        self._active: dict[Sensor, bool] = {}
        self._changes: dict[Sensor, int] = {}
        self._problem: Text | None = None
        self._result: SelfTestResult | AgentError | None = None
        self._rows: Final = Rows(InputRow, self)
        self._timer: Final = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        speaker.language_changed.connect(self._show)

    def open(self, subject: Subject) -> None:
        """Show the inputs of ``subject`` until :meth:`close`."""
        self.close()
        self._subject = subject
        self._show()
        self._ask()

    def close(self) -> None:
        """Look no more; a pulse under way ends by the board's own timer."""
        self._timer.stop()
        self._looking.drop()
        self._pulsing.drop()
        self._subject, self._problem, self._result = None, None, None
        self._active, self._changes = {}, {}

    @Slot()
    def pulse(self) -> None:
        """Open the barrier for half a second and see what answers."""
        subject = self._subject
        if subject is None or self._pulsing.under_way:
            return
        self._result = None
        self._pulsing.ask(
            lambda call: subject.terminal.pulse(subject.device, call), self._hear_pulse
        )
        self._show()

    @Slot()
    def _ask(self) -> None:
        subject = self._subject
        if subject is not None:
            self._looking.ask(
                lambda call: subject.terminal.inputs(subject.device, call), self._hear
            )

    def _hear(self, answer: Inputs | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem = answer.text
            self._timer.start(RETRY_MS)
        else:
            self._problem = None
            for sensor, active in answer.active.items():
                moved = self._active.get(sensor, active) is not active
                self._changes[sensor] = self._changes.get(sensor, 0) + moved
            self._active = answer.active
            self._timer.start(LOOK_MS)
        self._show()

    def _hear_pulse(self, answer: SelfTestResult | AgentError) -> None:
        self._result = answer
        self._show()

    @Slot()
    def _show(self) -> None:
        say = self._speaker.say
        self._rows.show(
            [
                InputRow(
                    say(SENSORS[sensor]),
                    active,
                    say(ACTIVE if active else QUIET),
                    self._changes.get(sensor, 0),
                )
                for sensor, active in self._active.items()
            ]
        )
        self.changed.emit()

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._subject is None else self._subject.name

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_pulsing(self) -> bool:
        return self._pulsing.under_way

    def _get_level(self) -> int:
        match self._result:
            case SelfTestResult(outcome=outcome):
                return OUTCOMES[outcome][0]
            case AgentError():
                return Level.BAD
            case None:
                return Level.UNKNOWN

    def _get_result(self) -> str:
        match self._result:
            case SelfTestResult(detail=detail):
                return self._speaker.say(detail)
            case AgentError(text=text):
                return self._speaker.say(text)
            case None:
                return ""

    def _get_rows(self) -> Rows:
        return self._rows

    title = Property(str, _get_title, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    pulsing = Property(bool, _get_pulsing, notify=changed)
    level = Property(int, _get_level, notify=changed)
    result = Property(str, _get_result, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
