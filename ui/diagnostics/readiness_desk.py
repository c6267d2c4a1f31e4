"""Readiness runs: who may make one, over which terminal, and what is kept of it.

Everything here blocks, so it is called on workers. What goes wrong is an AgentError, so that the
screen says it as it says all else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from devices.diagnostics.bundle.export_places import Place, export_places
from devices.diagnostics.readiness.archive import ArchiveUnreadable, ReportArchive, ReportEntry
from devices.diagnostics.readiness.report import ReportFailed, SignatureUnavailable
from devices.diagnostics.readiness.run import Readiness
from devices.diagnostics.readiness.technicians import (
    LockedOut,
    ProofKind,
    ProofRefused,
    Proven,
    Technicians,
    TechniciansUnreadable,
)
from devices.diagnostics.readiness.told import Attendant, ReadinessRun
from devices.diagnostics.terminal_data import campus_zone, diagnostics_folder, terminal_name
from devices.ports import DeviceKind
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.diagnostics.exercised_terminal import ExercisedTerminal
from ui.diagnostics.exports import EXPORTS
from ui.diagnostics.own_file import OwnFileProblem, translated
from ui.diagnostics.runs import OUT_OF_REACH
from ui.diagnostics.terminals import Terminal
from wording import Text

_NOT_THIS_PIN: Final = Text("这不是 {name} 的密码", "This is not the PIN of {name}")
_NOT_THIS_CARD: Final = Text("这不是 {name} 的卡", "This is not the card of {name}")
_LOCKED: Final = Text(
    "输错太多次，{name} 请等 {wait} 秒再试",
    "Too many wrong tries: {name} has to wait {wait} s",
)
_NO_CARD: Final = Text(
    "没有读到卡；把卡拿开再放一次", "No card was read; take it away and present it anew"
)
_UNUSABLE: Final = Text("报告用不了：{detail}", "The reports can't be used: {detail}")


class ReadinessDesk:
    """Runs over the ``terminals``; technicians and reports are those beside the file ``config``."""

    def __init__(self, config: Path, terminals: Sequence[Terminal], own: Terminal | None) -> None:
        """``own`` is the one of ``terminals`` whose devices ``config`` names, if one is.

        Raises ConfigInvalid when the file can't be read.
        """
        self.config: Final = config
        self._folder: Final = diagnostics_folder(config)
        self.zone: Final = campus_zone(config)
        """Of the reports' times; None: this machine's."""
        self.terminals: Final = tuple(terminals)
        self._own: Final = own

    def technicians(self) -> Mapping[str, frozenset[ProofKind]]:
        """Everybody who may make a run, and by what they prove to be it. Raises OwnFileProblem."""
        with _translated(self.config):
            return self._technicians().proofs()

    def readers(self, terminal: Terminal) -> tuple[str, ...]:
        """The card readers of a terminal. Never blocks."""
        devices = terminal.look(time.monotonic()).devices
        return tuple(one.name for one in devices if one.kind == DeviceKind.CARD_READER)

    def by_pin(self, name: str, pin: str) -> Proven:
        """Raises OwnFileProblem unless it is the PIN of ``name``."""
        with _translated(self.config), _refusals(name, _NOT_THIS_PIN):
            return self._technicians().check_pin(name, pin)

    def by_card(self, name: str, terminal: Terminal, reader: str, call: Call) -> Proven:
        """Wait for the next card on ``reader``. Raises AgentError unless it is that of ``name``."""
        reading = terminal.next_reading(reader, call)
        if reading.card is None:
            raise OwnFileProblem(reading.unreadable or _NO_CARD)
        number = bytes.fromhex(reading.card.number)
        with _translated(self.config), _refusals(name, _NOT_THIS_CARD):
            return self._technicians().check_card(name, number)

    def prepare(self, terminal: Terminal, technician: Proven, attendant: Attendant) -> Readiness:
        """A run that may disturb whoever uses ``terminal``. Raises AgentError."""
        bench = ExercisedTerminal(terminal)
        if not bench.names():
            raise AgentError(OUT_OF_REACH)
        return Readiness(
            bench,
            self._name(terminal),
            technician,
            in_service_ok=True,
            limit_s=terminal.limit_s,
            attendant=attendant,
        )

    def _name(self, terminal: Terminal) -> str:
        """As the report says it: in both languages, and where it is."""
        if terminal is self._own:
            with _translated(self.config):
                return terminal_name(self.config)
        look = terminal.look(time.monotonic())
        both = dict.fromkeys((look.name.zh, look.name.en))
        return f"{' '.join(both)} ({look.place})"

    def keep(self, run: ReadinessRun) -> ReportEntry:
        """Sign and keep the report of ``run``. Raises OwnFileProblem."""
        with _translated(self.config):
            return self._archive().add(run)

    def entries(self) -> tuple[ReportEntry, ...]:
        """All kept reports, newest first. Raises OwnFileProblem."""
        with _translated(self.config):
            return self._archive().entries()[::-1]

    def intact(self, entry: ReportEntry) -> bool:
        """Whether nobody changed the report; takes 0.1 s. Raises OwnFileProblem."""
        with _translated(self.config):
            return self._archive().intact(entry)

    def path(self, entry: ReportEntry) -> Path:
        """Where the report's PDF is. Raises OwnFileProblem."""
        with _translated(self.config):
            return self._archive().path(entry)

    def places(self) -> tuple[Place, ...]:
        """Where a report can be taken. Raises OwnFileProblem."""
        with _translated(self.config):
            return export_places(self._folder / EXPORTS)

    def export(self, entry: ReportEntry, folder: Path) -> Path:
        """Copy the report into ``folder``. Raises OwnFileProblem."""
        with _translated(folder):
            return self._archive().copy_to(entry, folder)

    def _technicians(self) -> Technicians:
        return Technicians(self._folder)

    def _archive(self) -> ReportArchive:
        return ReportArchive(self._folder, zone=self.zone)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    with translated(path):
        try:
            yield
        except (
            TechniciansUnreadable,
            ReportFailed,
            SignatureUnavailable,
            ArchiveUnreadable,
        ) as error:
            raise OwnFileProblem(_UNUSABLE.format(detail=error)) from error


@contextmanager
def _refusals(name: str, refused: Text) -> Iterator[None]:
    try:
        yield
    except LockedOut as error:
        text = _LOCKED.format(name=name, wait=f"{error.wait_s:.0f}")
        raise OwnFileProblem(text) from error
    except ProofRefused as error:
        raise OwnFileProblem(refused.format(name=name)) from error
