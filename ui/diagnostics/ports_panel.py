"""Finding a device's port and using it, as QML reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.diagnostics.attached_ports import FoundPort, Transport
from devices.diagnostics.port_choice import Chosen, shown_port
from devices.diagnostics.self_test import fault_sentence
from devices.errors import Fault
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.diagnostics.own_file import OwnFile, Ports
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
_ELSEWHERE: Final = Text(
    "闸机的设备和配置归闸机程序管，这里不能改端口",
    "The gate's agent holds its devices and its file, so a port can't be changed from here",
)
_GO_THERE: Final = Text(
    "到闸机的电脑上停掉闸机程序，运行 yanhu diagnostics run --config gate.toml，改完再启动闸机程序",
    "At the gate's computer stop the agent, run yanhu diagnostics run --config gate.toml, "
    "and start the agent afterwards",
)

_ASKED_OF: Final = {Fault.CARD_SERVICE_DOWN: Transport.PCSC}
"""Whom a fault of the looking concerns; any other is the print server's."""


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
        self._ports: Ports | None = None
        self._wanted = ""
        self._trying = False
        self._outcome: Chosen | AgentError | None = None
        self._rows: Final = Rows(PortRow, self)
        speaker.language_changed.connect(self._show)

    def open(self, subject: Subject) -> None:
        """Look for ports for the device of ``subject``."""
        self.close()
        self._subject = subject
        self.look()

    def close(self) -> None:
        """Forget what was found; a port that is being tried is tried to its end."""
        self._work.drop()
        self._subject, self._ports, self._outcome = None, None, None
        self._wanted, self._trying = "", False

    @Slot()
    def look(self) -> None:
        """Look afresh."""
        own, subject = self._here(), self._subject
        if own is not None and subject is not None and not self._trying:
            self._outcome = None
            self._work.ask(lambda _call: own.ports(subject.device), self._hear_ports)
        self._show()

    @Slot(str)
    def want(self, port: str) -> None:
        """Ask whether to use ``port``."""
        if self._here() is not None and port.strip() and not self._work.under_way:
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
        own, subject, port = self._here(), self._subject, self._wanted
        self._wanted = ""
        if own is None or subject is None or not port:
            return
        self._trying, self._outcome = True, None
        self._work.ask(lambda _call: own.use_port(subject.device, port), self._hear_choice)
        self.changed.emit()

    def _hear_ports(self, answer: Ports | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._outcome = answer
        else:
            self._ports = answer
        self._show()

    def _hear_choice(self, answer: Chosen | AgentError) -> None:
        self._trying, self._outcome = False, answer
        if isinstance(answer, Chosen) and self._ports is not None:
            moved = (answer.device, *answer.along)
            used_by = {p: d for p, d in self._ports.used_by.items() if d not in moved}
            used_by[answer.after] = answer.device
            self._ports = replace(self._ports, current=answer.after, used_by=used_by)
        self._show()

    def _here(self) -> OwnFile | None:
        own, subject = self._own, self._subject
        return own if own and subject and subject.terminal is own.terminal else None

    @Slot()
    def _show(self) -> None:
        ports = self._ports
        found = [] if ports is None else sorted(ports.discovery.found, key=self._unfit)
        self._rows.show([self._row(ports, port) for port in found] if ports else [])
        self.changed.emit()

    def _unfit(self, port: FoundPort) -> bool:
        return self._ports is None or port.transport is not self._ports.transport

    def _row(self, ports: Ports, port: FoundPort) -> PortRow:
        say = self._speaker.say
        current = port.meant_by(ports.current)
        if self._unfit(port):
            note = say(_OTHER_KIND)
        elif current:
            note = say(_CURRENT)
        else:
            user = next((d for p, d in ports.used_by.items() if port.meant_by(p)), None)
            note = say(_USED_BY.format(device=user)) if user else ""
        usable = not current and not self._unfit(port)
        about = say(about_port(port))
        return PortRow(SYMBOLS[port.transport], port.port, about, note, usable)

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._subject is None else self._subject.name

    def _get_here(self) -> bool:
        return self._here() is not None

    def _get_looking(self) -> bool:
        return self._work.under_way and not self._trying

    def _get_trying(self) -> bool:
        return self._trying

    def _get_wanted(self) -> str:
        return shown_port(self._wanted)

    def _get_current(self) -> str:
        return "" if self._ports is None else shown_port(self._ports.current)

    def _get_missed(self) -> str:
        ports = self._ports
        if ports is None:
            return ""
        missed = [
            fault
            for fault in ports.discovery.faults
            if ports.transport is _ASKED_OF.get(fault, Transport.CUPS)
        ]
        return "\n".join(self._speaker.say(fault_sentence(one)) for one in missed)

    def _get_hint(self) -> str:
        advice = None if self._ports is None else self._ports.advice
        return "" if advice is None else self._speaker.say(advice)

    def _get_typed(self) -> bool:
        return self._here() is not None and (self._ports is None or self._ports.typed)

    def _get_level(self) -> int:
        return Level.GOOD if isinstance(self._outcome, Chosen) else Level.BAD

    def _get_outcome(self) -> str:
        say = self._speaker.say
        match self._outcome:
            case Chosen(device=device, after=after):
                return say(_DONE.format(device=device, port=shown_port(after)))
            case AgentError(text=text):
                return say(text)
            case None:
                return "" if self._subject is None or self._here() else say(_ELSEWHERE)

    def _get_advice(self) -> str:
        say = self._speaker.say
        if isinstance(self._outcome, Chosen):
            kept = say(_KEPT.format(kept=self._outcome.kept))
            others = ", ".join(self._outcome.along)
            return f"{say(_ALONG.format(others=others))}\n{kept}" if others else kept
        return "" if self._subject is None or self._here() else say(_GO_THERE)

    def _get_rows(self) -> Rows:
        return self._rows

    title = Property(str, _get_title, notify=changed)
    here = Property(bool, _get_here, notify=changed)
    looking = Property(bool, _get_looking, notify=changed)
    trying = Property(bool, _get_trying, notify=changed)
    wanted = Property(str, _get_wanted, notify=changed)
    current = Property(str, _get_current, notify=changed)
    missed = Property(str, _get_missed, notify=changed)
    hint = Property(str, _get_hint, notify=changed)
    typed = Property(bool, _get_typed, notify=changed)
    level = Property(int, _get_level, notify=changed)
    outcome = Property(str, _get_outcome, notify=changed)
    advice = Property(str, _get_advice, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
