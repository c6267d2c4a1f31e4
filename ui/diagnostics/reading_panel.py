"""The next card or code, read before the technician's eyes, as QML reads it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.card.protocol_words import PROTOCOLS
from devices.diagnostics.trials.lent_events import CardSeen, CodeSeen, Reading
from devices.diagnostics.trials.words import (
    ATR,
    CHARACTERS,
    CONTENT,
    LENGTH,
    NOTHING,
    NUMBER,
    PROOF,
    PROOFS,
    PROTOCOL,
    SYMBOLOGY,
)
from devices.scanner.symbology_words import symbology_name
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.bench_rows import Fact
from ui.diagnostics.terminals import READING_LIMIT_S
from ui.diagnostics.words import hint
from ui.diagnostics.work import Subject, Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

SHOWN_S: Final = 30.0
"""Then what was read is blanked: somebody else may come by."""
TICK_MS: Final = 250

_STILL: Final = Text("还有 {left} 秒", "{left} s left")
IN_SERVICE: Final = Text(
    "这里正在使用：等待期间刷的卡不会开闸，通行的人要重新刷卡",
    "In service: a card read meanwhile opens nothing, so people must present theirs again",
)


@QmlElement
class ReadingPanel(QObject):
    """What was read is on the screen for SHOWN_S seconds and nowhere else."""

    changed = Signal()

    def __init__(
        self,
        errands: Errands,
        speaker: Speaker,
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._clock: Final = clock
        self._subject: Subject | None = None
        self._reading: Reading | None = None
        self._problem: Text | None = None
        self._until = 0.0
        """End of the wait, or of what is shown."""
        self._facts: Final = Rows(Fact, self)
        self._timer: Final = QTimer(self)
        self._timer.timeout.connect(self._tick)
        speaker.language_changed.connect(self._show)

    def open(self, subject: Subject) -> None:
        """Ready for ``subject``; begins by itself where nobody is in the way."""
        self.close()
        self._subject = subject
        self._show()
        if not subject.in_service:
            self.begin()

    def close(self) -> None:
        """Give the reader back, and forget what was read."""
        self._work.drop()
        self._timer.stop()
        self._subject, self._reading, self._problem = None, None, None
        self._show()

    @Slot()
    def begin(self) -> None:
        """Wait for the next card or code."""
        subject = self._subject
        if subject is None or self._work.under_way:
            return
        self._reading, self._problem = None, None
        self._until = self._clock() + READING_LIMIT_S
        self._timer.start(TICK_MS)
        self._work.ask(lambda call: subject.terminal.next_reading(subject.device, call), self._hear)
        self._show()

    def _hear(self, answer: Reading | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem = answer.text
        elif answer.unreadable is not None:
            self._problem = answer.unreadable
        elif answer.empty:
            self._problem = NOTHING.format(limit=READING_LIMIT_S)
        else:
            self._reading = answer
            self._until = self._clock() + SHOWN_S
        self._show()

    @Slot()
    def _tick(self) -> None:
        if self._reading is not None and self._clock() > self._until:
            self._reading = None
        if self._reading is None and not self._work.under_way:
            self._timer.stop()
        self._show()

    @Slot()
    def _show(self) -> None:
        self._facts.show(self._told())
        self.changed.emit()

    def _told(self) -> list[Fact]:
        say, reading = self._speaker.say, self._reading
        match (reading and reading.card) or (reading and reading.code):
            case CardSeen() as card:
                told = {
                    NUMBER: card.number,
                    ATR: card.atr or "–",
                    PROTOCOL: say(PROTOCOLS[card.protocol]),
                    PROOF: say(PROOFS[card.assurance]),
                }
            case CodeSeen() as code:
                told = {
                    CONTENT: code.content,
                    SYMBOLOGY: say(symbology_name(code.symbology, gs1=code.gs1)),
                    LENGTH: say(CHARACTERS.format(count=len(code.content))),
                }
            case _:
                told = {}
        return [Fact(say(label), value) for label, value in told.items()]

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._subject is None else self._subject.name

    def _get_symbol(self) -> str:
        return "contactless" if self._is_card() else "qr_code_scanner"

    def _get_waiting(self) -> bool:
        return self._work.under_way

    def _get_seen(self) -> bool:
        return self._reading is not None

    def _get_doing(self) -> str:
        return "" if self._subject is None else self._speaker.say(hint(self._subject.kind))

    def _get_left(self) -> str:
        if not (self._work.under_way or self._reading is not None):
            return ""
        left = max(0, int(self._until - self._clock()) + 1)
        return self._speaker.say(_STILL.format(left=left))

    def _get_warning(self) -> str:
        in_service = self._subject is not None and self._subject.in_service
        return self._speaker.say(IN_SERVICE) if in_service else ""

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_facts(self) -> Rows:
        return self._facts

    def _is_card(self) -> bool:
        return self._subject is None or self._subject.kind == "card_reader"

    title = Property(str, _get_title, notify=changed)
    symbol = Property(str, _get_symbol, notify=changed)
    waiting = Property(bool, _get_waiting, notify=changed)
    seen = Property(bool, _get_seen, notify=changed)
    doing = Property(str, _get_doing, notify=changed)
    left = Property(str, _get_left, notify=changed)
    warning = Property(str, _get_warning, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    facts = Property(Rows, _get_facts, constant=True)
