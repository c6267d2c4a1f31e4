"""A sample on paper and the technician's eye on it, as QML reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.trials.by_eye import QUESTIONS, Look, judged
from devices.ports import DeviceKind
from gate_agent.wire.schema import SelfTestOutcome, SelfTestResult
from sync.wire import Bilingual
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.runs import Target
from ui.diagnostics.words import OUTCOMES, Level
from ui.diagnostics.work import Subject, Work
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_CHECK: Final = Text("请检查耗材和纸路", "check supplies and paper path")


@QmlElement
class SamplePanel(QObject):
    """Prints one sample at a time; what left the printer is not good until somebody says so."""

    changed = Signal()

    def __init__(
        self,
        errands: Errands,
        speaker: Speaker,
        note: Callable[[Target, SelfTestResult], None],
        parent: QObject,
    ) -> None:
        """``note`` keeps the final result beside those of self-tests."""
        super().__init__(parent)
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._note: Final = note
        self._subject: Subject | None = None
        self._printed: SelfTestResult | None = None
        self._judged: SelfTestResult | None = None
        self._problem: Text | None = None
        speaker.language_changed.connect(self.changed)

    def open(self, subject: Subject) -> None:
        """Ready to print on ``subject``."""
        self.close()
        self._subject = subject
        self.changed.emit()

    def close(self) -> None:
        """Call off what is being printed."""
        self._work.drop()
        self._subject, self._problem = None, None
        self._printed = self._judged = None

    @Slot()
    def print_sample(self) -> None:
        """Print a test page or a receipt."""
        subject = self._subject
        if subject is None or self._work.under_way:
            return
        self._printed, self._judged, self._problem = None, None, None
        self._work.ask(lambda call: subject.terminal.print_sample(subject.device, call), self._hear)
        self.changed.emit()

    @Slot(bool)
    def judge(self, good: bool) -> None:
        """The technician's eye: is what came out as it should be?"""
        printed, subject = self._printed, self._subject
        if printed is None or subject is None or self._judged is not None:
            return
        seen = Text(printed.detail.zh, printed.detail.en)
        said = judged(seen, Look() if good else Look(_CHECK))
        detail = Bilingual(zh=said.zh, en=said.en)
        outcome = SelfTestOutcome.PASSED if good else SelfTestOutcome.FAILED
        self._judged = printed.model_copy(update={"detail": detail, "outcome": outcome})
        self._note(subject.target, self._judged)
        self.changed.emit()

    def _hear(self, answer: SelfTestResult | AgentError) -> None:
        subject = self._subject
        if isinstance(answer, AgentError):
            self._problem = answer.text
        elif answer.outcome is SelfTestOutcome.PASSED:
            self._printed = answer
        elif subject is not None:
            self._judged = answer
            self._note(subject.target, answer)
        self.changed.emit()

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._subject is None else self._subject.name

    def _get_printing(self) -> bool:
        return self._work.under_way

    def _get_receipt(self) -> bool:
        return self._subject is not None and self._subject.kind == DeviceKind.RECEIPT_PRINTER

    def _get_question(self) -> str:
        asked = self._printed is not None and self._judged is None
        if not asked or self._subject is None:
            return ""
        return self._speaker.say(QUESTIONS[DeviceKind(self._subject.kind)])

    def _get_level(self) -> int:
        if self._problem is not None:
            return Level.BAD
        return Level.UNKNOWN if self._judged is None else OUTCOMES[self._judged.outcome][0]

    def _get_result(self) -> str:
        if self._problem is not None:
            return self._speaker.say(self._problem)
        return "" if self._judged is None else self._speaker.say(self._judged.detail)

    title = Property(str, _get_title, notify=changed)
    printing = Property(bool, _get_printing, notify=changed)
    receipt = Property(bool, _get_receipt, notify=changed)
    question = Property(str, _get_question, notify=changed)
    level = Property(int, _get_level, notify=changed)
    result = Property(str, _get_result, notify=changed)
