"""One document from the ledger's first line to paper in the tray, as a stream of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Final

import structlog

from devices.errors import Cancelled, DeviceError, Fault
from devices.ports import DocumentPrinter, JobProgress, JobState
from devices.printer.options import AS_CONFIGURED, PrintOptions
from kiosk.printing.ledger import Document, Entry, InDoubt, Ledger, Stage

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AtPrinter:
    """The printer has the job and says how it goes."""

    progress: JobProgress


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer says that all of it came out."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """Nothing more will come out; the document may be tried again."""

    cancelled: bool
    fault: Fault | None


PrintStep = AtPrinter | Printed | NotPrinted


class PrintFlow:
    """Prints documents one at a time on one printer, through the ledger."""

    def __init__(
        self, ledger: Ledger, printer: DocumentPrinter, now: Callable[[], datetime]
    ) -> None:
        """``now`` is the wall clock (aware)."""
        self._ledger: Final = ledger
        self._printer: Final = printer
        self._now: Final = now

    def run(
        self,
        document: Document,
        pdf: bytes,
        cancel: Event,
        options: PrintOptions = AS_CONFIGURED,
    ) -> Iterator[PrintStep]:
        """Print ``pdf`` and follow it; the last step is Printed or NotPrinted.

        The job is called by the document's number, so the printer's panel shows no name. Setting
        ``cancel`` takes the job back. Raises AlreadyPrinted, InDoubt (also when the printer is lost
        half-way), LedgerError, or DeviceError when the printer never had the document.
        """
        known = self._ledger.find(document.certificate)
        if known is not None and known.stage is Stage.SUBMITTED:
            self._look_up(known)
        self._ledger.intend(document, self._printer.name, self._now())
        last: JobProgress | None = None
        try:
            for progress in self._printer.print_document(pdf, document.number, cancel, options):
                if last is None:
                    self._ledger.submitted(document.certificate, progress.job, self._now())
                last = progress
                if not progress.state.final:
                    yield AtPrinter(progress)
        except DeviceError as error:
            yield self._after_error(document, last, error)
        else:
            yield self._settled(document, last)

    def recover(self) -> None:
        """After a start: ask the printer what became of jobs that were under way.

        A document whose job the printer no longer knows stays in doubt, for a person to settle.
        """
        for entry in self._ledger.unsettled():
            try:
                self._look_up(entry)
            except DeviceError as error:
                _log.warning("print job not looked up", number=entry.number, cause=str(error))

    def _after_error(
        self, document: Document, last: JobProgress | None, error: DeviceError
    ) -> PrintStep:
        """What became of the document when following it failed."""
        if last is None:
            # The printer names a job before it is given the document: there was none.
            self._ledger.withdraw(document.certificate, self._now())
            if isinstance(error, Cancelled):
                return NotPrinted(cancelled=True, fault=None)
            raise error
        known = self._ledger.get(document.certificate)
        try:
            self._look_up(known)
        except DeviceError as second:
            raise InDoubt(known) from second
        match self._ledger.get(document.certificate):
            case Entry(stage=Stage.PRINTED) as entry:
                return Printed(entry)
            case Entry(stage=Stage.NOT_PRINTED):
                return NotPrinted(isinstance(error, Cancelled), error.fault)
            case entry:
                raise InDoubt(entry) from error

    def _settled(self, document: Document, last: JobProgress | None) -> PrintStep:
        if last is None or not last.state.final:
            raise InDoubt(self._ledger.get(document.certificate))
        entry = self._ledger.settle(document.certificate, last.state, last.impressions, self._now())
        if entry.stage is Stage.PRINTED:
            return Printed(entry)
        return NotPrinted(last.state is JobState.CANCELLED, last.fault)

    def _look_up(self, entry: Entry) -> None:
        if entry.job is None:
            return
        progress = self._printer.find_job(entry.job, entry.number)
        if progress is not None and progress.state.final:
            self._ledger.settle(
                entry.certificate, progress.state, progress.impressions, self._now()
            )
