"""A technician proves to be it, as QML reads it. The PIN stays in here and is never shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.readiness.technicians import PIN_DIGITS, ProofKind, Proven
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.terminals import READING_LIMIT_S, Terminal
from ui.diagnostics.work import Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

TICK_MS: Final = 250

_WAYS: Final = {
    ProofKind.PIN: Text("密码", "PIN"),
    ProofKind.CARD: Text("卡", "Card"),
}
_NO_WAY: Final = Text("还没有密码和卡", "No PIN or card yet")
_NOBODY: Final = Text("还没有登记技术员", "No technician is known here yet")
_NO_PIN: Final = Text("{name} 还没有密码", "{name} has no PIN yet")
_SET_PIN: Final = Text("请在命令行运行：{command}", "On the command line, run: {command}")
_COMMAND: Final = 'yanhu devices set-pin --technician "{name}" --config {config}'
_SOMEBODY: Final = Text("姓名", "NAME")
_PRESENT: Final = Text(
    "请在 {reader} 上放卡 · 还有 {left} 秒", "Present your card to {reader} · {left} s left"
)


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """One technician to choose."""

    name: str
    about: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One reader that a card can be presented to."""

    reader: str


@QmlElement
class ProofPanel(QObject):
    """One try at a time; a right one is told to ``proven``."""

    changed = Signal()

    def __init__(
        self,
        desk: ReadinessDesk | None,
        errands: Errands,
        speaker: Speaker,
        proven: Callable[[Proven], None],
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._desk: Final = desk
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._proven: Final = proven
        self._clock: Final = clock
        self._terminal: Terminal | None = None
        self._known: Mapping[str, frozenset[ProofKind]] | None = None
        self._chosen = ""
        self._pin = ""
        self._reader = ""
        self._until = 0.0
        self._problem: Text | None = None
        self._rows: Final = Rows(TechnicianRow, self)
        self._readers: Final = Rows(ReaderRow, self)
        self._timer: Final = QTimer(self)
        self._timer.timeout.connect(self.changed)
        speaker.language_changed.connect(self._show)

    def open(self, terminal: Terminal) -> None:
        """Ask who there is, for a run over ``terminal``."""
        self.close()
        self._terminal = terminal
        desk = self._desk
        if desk is not None:
            self._work.ask(lambda _call: desk.technicians(), self._hear_known)

    def close(self) -> None:
        """Forget what was typed, and let the reader go."""
        self._work.drop()
        self._timer.stop()
        self._known, self._chosen, self._problem = None, "", None
        self._pin, self._reader = "", ""
        self._show()

    @Slot(str)
    def choose(self, name: str) -> None:
        """This is who they say to be."""
        if self._known is not None and name in self._known and name != self._chosen:
            self._let_go()
            self._chosen, self._pin, self._problem = name, "", None
            self._show()

    @Slot(str)
    def digit(self, digit: str) -> None:
        """One more digit of the PIN."""
        if self._get_pad() and len(self._pin) < PIN_DIGITS[-1] and digit in "0123456789":
            self._let_go()
            self._pin += digit
            self._problem = None
            self.changed.emit()

    @Slot()
    def erase(self) -> None:
        """Take the last digit back."""
        self._pin = self._pin[:-1]
        self.changed.emit()

    @Slot()
    def enter(self) -> None:
        """Try what was typed."""
        desk, name = self._desk, self._chosen
        if desk is None or not self._get_enterable():
            return
        pin, self._pin = self._pin, ""
        self._work.ask(lambda _call: desk.by_pin(name, pin), self._hear)
        self.changed.emit()

    @Slot(str)
    def present(self, reader: str) -> None:
        """Try the next card on ``reader``."""
        desk, name = self._desk, self._chosen
        terminal = self._terminal
        if desk is None or terminal is None or not self._get_card():
            return
        self._pin, self._problem, self._reader = "", None, reader
        self._until = self._clock() + READING_LIMIT_S
        self._timer.start(TICK_MS)
        self._work.ask(lambda call: desk.by_card(name, terminal, reader, call), self._hear)
        self.changed.emit()

    def _let_go(self) -> None:
        """A card is waited for no longer."""
        if self._reader:
            self._work.drop()
            self._timer.stop()
            self._reader = ""

    def _hear_known(self, answer: Mapping[str, frozenset[ProofKind]] | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem = answer.text
        else:
            self._known = answer
            if len(answer) == 1:
                self._chosen = next(iter(answer))
        self._show()

    def _hear(self, answer: Proven | AgentError) -> None:
        self._timer.stop()
        self._reader = ""
        if isinstance(answer, AgentError):
            self._problem = answer.text
            self._show()
        else:
            self._proven(answer)

    @Slot()
    def _show(self) -> None:
        known = self._known or {}
        rows = [TechnicianRow(n, self._ways(known[n]), n == self._chosen) for n in sorted(known)]
        self._rows.show(rows)
        desk = self._desk
        terminal = self._terminal
        readers: tuple[str, ...] = ()
        if desk is not None and terminal is not None and self._get_card():
            readers = desk.readers(terminal)
        self._readers.show([ReaderRow(reader) for reader in readers])
        self.changed.emit()

    def _ways(self, proofs: frozenset[ProofKind]) -> str:
        ways = [self._speaker.say(text) for kind, text in _WAYS.items() if kind in proofs]
        return " · ".join(ways) or self._speaker.say(_NO_WAY)

    def _proofs(self) -> frozenset[ProofKind]:
        return (self._known or {}).get(self._chosen, frozenset())

    # --- properties -----------------------------------------------------------------------------

    def _get_pad(self) -> bool:
        return ProofKind.PIN in self._proofs()

    def _get_card(self) -> bool:
        return ProofKind.CARD in self._proofs()

    def _get_digits(self) -> int:
        return len(self._pin)

    def _get_enterable(self) -> bool:
        return len(self._pin) in PIN_DIGITS and not self._work.under_way

    def _get_checking(self) -> bool:
        return self._work.under_way and not self._reader

    def _get_waiting(self) -> str:
        if not self._reader:
            return ""
        left = max(0, int(self._until - self._clock()) + 1)
        return self._speaker.say(_PRESENT.format(reader=self._reader, left=left))

    def _get_problem(self) -> str:
        if self._problem is not None:
            return self._speaker.say(self._problem)
        if self._known is None:
            return ""
        if not self._known:
            return self._speaker.say(_NOBODY)
        if self._chosen and not self._get_pad():
            return self._speaker.say(_NO_PIN.format(name=self._chosen))
        return ""

    def _get_remedy(self) -> str:
        lacking = self._known is not None and (not self._known or bool(self._chosen))
        if self._problem is not None or not lacking or self._get_pad() or self._desk is None:
            return ""
        name = self._chosen or self._speaker.say(_SOMEBODY)
        command = _COMMAND.format(name=name, config=self._desk.config)
        return self._speaker.say(_SET_PIN.format(command=command))

    def _get_refused(self) -> bool:
        return self._problem is not None

    def _get_rows(self) -> Rows:
        return self._rows

    def _get_readers(self) -> Rows:
        return self._readers

    pad = Property(bool, _get_pad, notify=changed)
    digits = Property(int, _get_digits, notify=changed)
    enterable = Property(bool, _get_enterable, notify=changed)
    checking = Property(bool, _get_checking, notify=changed)
    waiting = Property(str, _get_waiting, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    refused = Property(bool, _get_refused, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
    readers = Property(Rows, _get_readers, constant=True)
