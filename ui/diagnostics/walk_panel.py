"""The readiness run that goes on, as QML reads it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.readiness.technicians import Proven
from devices.diagnostics.trials.by_eye import Look, Repeat
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.terminals import Terminal
from ui.diagnostics.walk import Answer, Happened, LeaveIt, Walk, Walked
from ui.diagnostics.walk_rows import SKIP_REASONS, StepRow, Walking, step_rows
from ui.diagnostics.work import Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

TICK_MS: Final = 250

_STEP: Final = Text("第 {number} / {of} 步 · {device}", "Step {number} of {of} · {device}")
_STEP_AGAIN: Final = Text(
    "第 {number} / {of} 步 · {device} · 第 {attempt} 次",
    "Step {number} of {of} · {device} · attempt {attempt}",
)
_CLOCK: Final = Text(
    "已 {spent} 秒，{limit:g} 秒停止", "{spent} s of {limit:g} s, then it is stopped"
)
_LOOKING: Final = Text(
    "{left} 秒内没有回答就记为无人确认", "No answer within {left} s counts as not looked at"
)
_FAILED: Final = Text(
    "{left} 秒内没有回答就记为未通过", "No answer within {left} s leaves it failed"
)
_SIGNING: Final = Text("正在签署报告", "Signing the report")


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason to choose."""

    reason: str


@QmlElement
class WalkPanel(QObject):
    """Follows one run; how it ended is told to ``ended``. Lives in the GUI thread."""

    changed = Signal()
    _told = Signal(object, object)

    def __init__(
        self,
        desk: ReadinessDesk | None,
        errands: Errands,
        speaker: Speaker,
        ended: Callable[[Walked | AgentError], None],
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._desk: Final = desk
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._on_end: Final = ended
        self._clock: Final = clock
        self._walk: Walk | None = None
        self._walking = Walking()
        self._since = 0.0
        self._rows: Final = Rows(StepRow, self)
        self._wrongs: Final = Rows(ReasonRow, self)
        self._reasons: Final = Rows(ReasonRow, self)
        self._timer: Final = QTimer(self)
        self._timer.timeout.connect(self.changed)
        self._told.connect(self._hear_told, Qt.ConnectionType.QueuedConnection)
        speaker.language_changed.connect(self._show)

    def begin(self, terminal: Terminal, technician: Proven) -> None:
        """Exercise every device of ``terminal`` in ``technician``'s name."""
        desk = self._desk
        if desk is None:
            return
        self.close()
        walk = self._walk = Walk(desk, terminal, technician, self._told.emit)
        devices = terminal.look(time.monotonic()).devices
        self._walking = Walking(tuple((device.name, device.kind) for device in devices))
        self._since = self._clock()
        self._timer.start(TICK_MS)
        self._work.ask(walk.carry_out, self._hear)
        self._show()

    def close(self) -> None:
        """Stop the run, if one goes on; nothing of it is kept."""
        self._work.drop()
        self._timer.stop()
        self._walk, self._walking = None, Walking()
        self._show()

    @Slot(str)
    def skip(self, reason: str) -> None:
        """Leave out the device whose turn it is; nothing happens without a reason."""
        said, turn = _chosen(reason, SKIP_REASONS, self._speaker), self._walking.turn
        if said is not None and turn is not None and self._walk is not None:
            self._walk.skip(turn.device, said)

    @Slot()
    def good(self) -> None:
        """What came out is as it should be."""
        self._answer(Look())

    @Slot(str)
    def bad(self, wrong: str) -> None:
        """It is not; nothing happens without what is wrong."""
        turn = self._walking.turn
        said = None if turn is None else _chosen(wrong, turn.wrongs, self._speaker)
        if said is not None:
            self._answer(Look(said))

    @Slot()
    def again(self) -> None:
        """Do it once more."""
        self._answer(Repeat())

    @Slot()
    def leave_it(self) -> None:
        """What failed stays so."""
        self._answer(LeaveIt())

    def _answer(self, answer: Answer) -> None:
        turn = self._walking.turn
        if self._walk is not None and turn is not None and turn.waits:
            self._walk.answer(answer)
            self._walking = self._walking.answered()  # once is enough: the run hears it a bit later
            self._show()

    @Slot(object, object)
    def _hear_told(self, walk: Walk, happened: Happened) -> None:
        if walk is self._walk:
            self._walking = self._walking.after(happened)
            self._since = self._clock()
            self._show()

    def _hear(self, answer: Walked | AgentError) -> None:
        self._timer.stop()
        self._walk = None
        self._on_end(answer)

    @Slot()
    def _show(self) -> None:
        say, turn = self._speaker.say, self._walking.turn
        self._rows.show(step_rows(self._walking, say))
        wrongs = () if turn is None else turn.wrongs
        self._wrongs.show([ReasonRow(say(text)) for text in wrongs])
        self._reasons.show([ReasonRow(say(text)) for text in SKIP_REASONS])
        self.changed.emit()

    def _spent_s(self) -> float:
        return max(0.0, self._clock() - self._since)

    # --- properties -----------------------------------------------------------------------------

    def _get_active(self) -> bool:
        return self._walk is not None

    def _get_device(self) -> str:
        return "" if self._walking.turn is None else self._walking.turn.device

    def _get_title(self) -> str:
        turn = self._walking.turn
        if turn is None:
            return self._speaker.say(_SIGNING) if self._all_ended() else ""
        step = _STEP if turn.attempt == 1 else _STEP_AGAIN
        return self._speaker.say(
            step.format(number=turn.number, of=turn.of, device=turn.device, attempt=turn.attempt)
        )

    def _all_ended(self) -> bool:
        return 0 < len(self._walking.devices) == len(self._walking.ended)

    def _get_instruction(self) -> str:
        turn = self._walking.turn
        return "" if turn is None or turn.waits else self._speaker.say(turn.instruction)

    def _get_question(self) -> str:
        turn = self._walking.turn
        return "" if turn is None or not turn.question else self._speaker.say(turn.question)

    def _get_failure(self) -> str:
        turn = self._walking.turn
        return "" if turn is None or not turn.failure else self._speaker.say(turn.failure)

    def _get_clock(self) -> str:
        turn = self._walking.turn
        if turn is None:
            return ""
        if turn.waits:
            left = max(0, int(turn.limit_s - self._spent_s()) + 1)
            waiting = _LOOKING if turn.failure is None else _FAILED
            return self._speaker.say(waiting.format(left=left))
        spent = min(int(self._spent_s()), int(turn.limit_s))
        return self._speaker.say(_CLOCK.format(spent=spent, limit=turn.limit_s))

    def _get_spent(self) -> float:
        turn = self._walking.turn
        return 0.0 if turn is None else min(1.0, self._spent_s() / turn.limit_s)

    def _get_rows(self) -> Rows:
        return self._rows

    def _get_wrongs(self) -> Rows:
        return self._wrongs

    def _get_reasons(self) -> Rows:
        return self._reasons

    active = Property(bool, _get_active, notify=changed)
    device = Property(str, _get_device, notify=changed)
    title = Property(str, _get_title, notify=changed)
    instruction = Property(str, _get_instruction, notify=changed)
    question = Property(str, _get_question, notify=changed)
    failure = Property(str, _get_failure, notify=changed)
    clock = Property(str, _get_clock, notify=changed)
    spent = Property(float, _get_spent, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
    wrongs = Property(Rows, _get_wrongs, constant=True)
    reasons = Property(Rows, _get_reasons, constant=True)


def _chosen(said: str, known: tuple[Text, ...], speaker: Speaker) -> Text | None:
    """A known reason in both languages, what was typed in the one it was typed in, or None."""
    said = " ".join(said.split())
    if not said:
        return None
    return next((text for text in known if speaker.say(text) == said), Text(said, said))
