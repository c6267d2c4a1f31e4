"""Finding a device's port and using it, as QML reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.ports.choice import Chosen, shown_port
from devices.diagnostics.ports.offers import PortOffer, PortOffers
from ui.agents.errands import Errands
from ui.agents.errors import AgentError, CallCancelled
from ui.agents.exchange import Call
from ui.diagnostics.gate_terminal import GateTerminal
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.port_words import SYMBOLS, about_port
from ui.diagnostics.words import Level
from ui.diagnostics.work import Subject, Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_CURRENT: Final = Text("现在用的", "In use by this device")
_USED_BY: Final = Text("{device} 在用", "Used by {device}")
_OTHER_KIND: Final = Text("不适合这种设备", "Not for this kind")
_ALONG: Final = Text("同一条线上的 {others} 一起改了", "{others} on the same line moved along")
_DONE: Final = Text("{device} 改用 {port}", "{device} now uses {port}")
_KEPT: Final = Text(
    "原来的配置保存在 {kept}。在用此配置的程序重启后生效",
    "The file as it was is {kept}. A program that runs on it takes notice when restarted",
)
_KEPT_THERE: Final = Text(
    "闸机已改用新端口；原来的配置保存在 {kept}",
    "The gate uses it from now on; its file as it was is {kept}",
)


_CALLED_OFF: Final = Text("已取消，没有改动", "Called off; nothing was changed")


class PortKeeper(Protocol):
    """Who finds the ports of a terminal's devices and changes them; both block."""

    def ports(self, device: str, call: Call) -> PortOffers:
        """Look for them. Raises AgentError."""
        ...

    def use_port(self, device: str, port: str, call: Call) -> Chosen:
        """Try one and write it. Raises AgentError; then nothing was changed.

        CallCancelled when it was called off by :meth:`call_off_port`.
        """
        ...

    def call_off_port(self, device: str, call: Call) -> None:
        """Let :meth:`use_port` end unless it has written already. Raises AgentError."""
        ...


@dataclass(frozen=True, slots=True)
class PortRow:
    """One port that was found."""

    symbol: str
    port: str
    about: str
    note: str
    usable: bool


@QmlElement
class PortsPanel(QObject):
    """Looks once when opened and on request; changes the file only after a confirmation."""

    changed = Signal()

    def __init__(
        self, own: OwnFile | None, errands: Errands, speaker: Speaker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._own: Final = own
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._subject: Subject | None = None
        self._ports: PortOffers | None = None
        self._wanted = ""
        self._trying = False
        self._stopping = False
        self._calling_off: Final = Work(errands)
        self._outcome: Chosen | AgentError | None = None
        self._rows: Final = Rows(PortRow, self)
        speaker.language_changed.connect(self._show)

    def open(self, subject: Subject) -> None:
        """Look for ports for the device of ``subject``."""
        self.close()
        self._subject = subject
        self.look()

    def close(self) -> None:
        """Forget what was found, and hang up on a port that is being tried."""
        self._work.drop()
        self._calling_off.drop()
        self._subject, self._ports, self._outcome = None, None, None
        self._wanted, self._trying, self._stopping = "", False, False

    @Slot()
    def look(self) -> None:
        """Look afresh."""
        keeper, subject = self._keeper(), self._subject
        if keeper is not None and subject is not None and not self._trying:
            self._outcome = None
            self._work.ask(lambda call: keeper.ports(subject.device, call), self._hear_ports)
        self._show()

    @Slot(str)
    def want(self, port: str) -> None:
        """Ask whether to use ``port``."""
        if self._keeper() is not None and port.strip() and not self._work.under_way:
            self._wanted = port.strip()
            self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """The answer: no."""
        self._wanted = ""
        self.changed.emit()

    @Slot()
    def use(self) -> None:
        """The answer: yes, try it and write it."""
        keeper, subject, port = self._keeper(), self._subject, self._wanted
        self._wanted = ""
        if keeper is None or subject is None or not port:
            return
        self._trying, self._outcome = True, None
        self._work.ask(lambda call: keeper.use_port(subject.device, port, call), self._hear_choice)
        self.changed.emit()

    @Slot()
    def call_off(self) -> None:
        """Stop trying. What became of it is told by the try's own answer: it may be too late."""
        keeper, subject = self._keeper(), self._subject
        if keeper is None or subject is None or not self._trying or self._stopping:
            return
        self._stopping = True
        self._calling_off.ask(
            lambda call: keeper.call_off_port(subject.device, call), self._hear_call_off
        )
        self.changed.emit()

    def _hear_call_off(self, answer: AgentError | None) -> None:
        if answer is not None:
            self._stopping = False  # it goes on; whoever wants can ask again
            self.changed.emit()

    def _hear_ports(self, answer: PortOffers | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._outcome = answer
        else:
            self._ports = answer
        self._show()

    def _hear_choice(self, answer: Chosen | AgentError) -> None:
        self._calling_off.drop()
        self._trying, self._stopping, self._outcome = False, False, answer
        if isinstance(answer, Chosen) and self._ports is not None:
            self._ports = self._ports.after(answer)
        self._show()

    def _keeper(self) -> PortKeeper | None:
        own, subject = self._own, self._subject
        if subject is None:
            return None
        if isinstance(subject.terminal, GateTerminal):
            return subject.terminal
        return own if own and subject.terminal is own.terminal else None

    @Slot()
    def _show(self) -> None:
        ports = self._ports
        found = [] if ports is None else sorted(ports.found, key=self._unfit)
        self._rows.show([self._row(port) for port in found])
        self.changed.emit()

    def _unfit(self, port: PortOffer) -> bool:
        return self._ports is None or port.transport is not self._ports.transport

    def _row(self, port: PortOffer) -> PortRow:
        say = self._speaker.say
        if self._unfit(port):
            note = say(_OTHER_KIND)
        elif port.current:
            note = say(_CURRENT)
        else:
            note = say(_USED_BY.format(device=port.used_by)) if port.used_by else ""
        usable = not port.current and not self._unfit(port) and not port.taken
        about = say(about_port(port))
        return PortRow(SYMBOLS[port.transport], port.port, about, note, usable)

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._subject is None else self._subject.name

    def _get_remote(self) -> bool:
        return self._subject is not None and isinstance(self._subject.terminal, GateTerminal)

    def _get_looking(self) -> bool:
        return self._work.under_way and not self._trying

    def _get_trying(self) -> bool:
        return self._trying

    def _get_stopping(self) -> bool:
        return self._stopping

    def _get_wanted(self) -> str:
        return shown_port(self._wanted)

    def _get_in_service(self) -> bool:
        return self._subject is not None and self._subject.in_service

    def _get_current(self) -> str:
        return "" if self._ports is None else self._ports.current

    def _get_missed(self) -> str:
        return "" if self._ports is None else "\n".join(map(self._speaker.say, self._ports.missed))

    def _get_hint(self) -> str:
        advice = None if self._ports is None else self._ports.advice
        return "" if advice is None else self._speaker.say(advice)

    def _get_typed(self) -> bool:
        return self._ports is None or self._ports.typed

    def _get_level(self) -> int:
        match self._outcome:
            case Chosen(not_proven=left):
                return Level.GOOD if left is None else Level.ATTENTION
            case CallCancelled():
                return Level.ATTENTION
            case _:
                return Level.BAD

    def _get_outcome(self) -> str:
        say = self._speaker.say
        match self._outcome:
            case Chosen(device=device, after=after):
                return say(_DONE.format(device=device, port=after))
            case CallCancelled():
                return say(_CALLED_OFF)
            case AgentError(text=text):
                return say(text)
            case None:
                return ""

    def _get_advice(self) -> str:
        if not isinstance(self._outcome, Chosen):
            return ""
        say = self._speaker.say
        kept = say((_KEPT_THERE if self._get_remote() else _KEPT).format(kept=self._outcome.kept))
        others, left = ", ".join(self._outcome.along), self._outcome.not_proven
        lines = [say(_ALONG.format(others=others))] if others else []
        return "\n".join(lines + ([] if left is None else [say(left)]) + [kept])

    def _get_rows(self) -> Rows:
        return self._rows

    title = Property(str, _get_title, notify=changed)
    remote = Property(bool, _get_remote, notify=changed)
    inService = Property(bool, _get_in_service, notify=changed)  # noqa: N815 - as QML spells it
    looking = Property(bool, _get_looking, notify=changed)
    trying = Property(bool, _get_trying, notify=changed)
    stopping = Property(bool, _get_stopping, notify=changed)
    wanted = Property(str, _get_wanted, notify=changed)
    current = Property(str, _get_current, notify=changed)
    missed = Property(str, _get_missed, notify=changed)
    hint = Property(str, _get_hint, notify=changed)
    typed = Property(bool, _get_typed, notify=changed)
    level = Property(int, _get_level, notify=changed)
    outcome = Property(str, _get_outcome, notify=changed)
    advice = Property(str, _get_advice, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
