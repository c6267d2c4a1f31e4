"""Submits documents over IPP and follows them to their end, at a printer or at its queue."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Final

import structlog

from devices.errors import Cancelled, CommandFailed, DeviceError, Fault, Silent
from devices.ports import JobProgress, JobState
from devices.printer.ipp_attributes import JobStatus
from devices.printer.ipp_client import IppClient, JobGone, JobRefused, PrinterBusy, job_name
from devices.printer.options import PrintOptions, job_attributes
from devices.printer.patience import PrinterPatience

POLL_JOB_S: Final = 0.25
"""A page takes a printer three seconds; two requests of 5 ms each are nothing to it."""
UNANSWERED: Final = frozenset({Fault.PRINTER_SILENT, Fault.HOST_NAME_UNKNOWN})
"""The printer was not reached."""

_log = structlog.get_logger(__name__)


class NotPdf(CommandFailed):
    """What was to be printed is no PDF document."""

    fault = Fault.PRINT_JOB_FAILED


class IppJobs:
    """The jobs of one printer. A document is submitted once, whatever happens then.

    A printer that stops answering while it has the job is followed until it is back, for at most
    ``lost_limit_s``; meanwhile the progress carries why. Paper that ran out is waited for
    without end: cancel when nobody comes. A printer that waits for paper may take notice of that
    only after it was loaded, and print: the impressions tell.
    """

    def __init__(
        self,
        where: str,
        client: IppClient,
        patience: PrinterPatience,
        fault: Callable[[], Fault | None],
        count: Callable[[str, int], None],
    ) -> None:
        """``fault`` asks what is wrong with the printer now, or raises Silent; ``count`` raises the
        counters ``jobs`` and ``impressions``."""
        self._where: Final = where
        self._client: Final = client
        self._patience: Final = patience
        self._fault: Final = fault
        self._count: Final = count

    def print(
        self, pdf: bytes, title: str, cancel: Event, options: PrintOptions
    ) -> Iterator[JobProgress]:
        """As :meth:`devices.ports.DocumentPrinter.print_document`.

        Raises NotPdf, OptionUnsupported, Cancelled (nothing was submitted), Silent, ProtocolError
        or JobRefused. JobGone means that the printer has forgotten the job: nobody knows whether it
        was printed.
        """
        if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
            raise NotPdf(f"{len(pdf)} bytes that are no whole PDF document")
        return self._print(pdf, title, cancel, options)

    def find(self, job: int, title: str) -> JobProgress | None:
        """As :meth:`devices.ports.DocumentPrinter.find_job`; for jobs that nobody follows.

        A job that still waits for its document can't get it any more: it is cancelled, or it would
        keep the printer from all others.
        """
        try:
            status = self._client.job(job)
            if status.awaits_document and status.title == job_name(title):
                self._cancel(job)
                status = self._client.job(job)
        except JobGone:
            return None
        if status.title != job_name(title):
            return None
        return self._progress(job, status)

    def _print(
        self, pdf: bytes, title: str, cancel: Event, options: PrintOptions
    ) -> Iterator[JobProgress]:
        job = self._create(title, cancel, options)
        try:
            created = self._client.job(job)
        except DeviceError:
            self._cancel(job)  # it would wait for its document, and other jobs for it
            raise
        self._count("jobs", 1)
        try:
            yield JobProgress(job, JobState.PENDING, 0, None)
            if not cancel.is_set():
                self._client.send(job, pdf)
        except Silent:
            # It may have arrived all the same; the job itself will tell.
            _log.warning("printer.answer_lost", printer=self._where, job=job)
        except (JobRefused, GeneratorExit):
            self._cancel(job)
            raise
        yield from self._follow(job, created, cancel)

    def _create(self, title: str, cancel: Event, options: PrintOptions) -> int:
        if cancel.is_set():
            raise Cancelled("stopped before the job was submitted")
        attributes = job_attributes(options, self._client.printer().can)
        deadline = time.monotonic() + self._patience.busy_limit_s
        while not cancel.is_set():
            try:
                return self._client.create(title, attributes)
            except PrinterBusy:
                if time.monotonic() >= deadline:
                    raise
            cancel.wait(POLL_JOB_S)
        raise Cancelled("stopped before the job was submitted")

    def _follow(self, job: int, created: JobStatus, cancel: Event) -> Iterator[JobProgress]:
        last = JobProgress(job, JobState.PENDING, 0, None)
        pause = threading.Event()
        answered = time.monotonic()
        cancel_by: float | None = None
        while not last.state.final:
            if cancel.is_set() and cancel_by is None and self._cancel(job):
                cancel_by = time.monotonic() + self._patience.cancel_limit_s
            now = self._observe(job, created, last)
            if now.fault not in UNANSWERED:
                answered = time.monotonic()
            if now != last:
                last = now
                yield now
                continue
            self._check_patience(job, answered, cancel_by)
            (pause if cancel.is_set() else cancel).wait(POLL_JOB_S)
        self._count("impressions", last.impressions)

    def _observe(self, job: int, created: JobStatus, last: JobProgress) -> JobProgress:
        try:
            status = self._client.job(job)
            if (status.uuid, status.title) != (created.uuid, created.title):
                raise JobGone(f"{self._where}: job {job} is another one now")
            if status.awaits_document:
                return replace(last, fault=Fault.PRINTER_SILENT)
            return self._progress(job, status)
        except Silent as error:
            return replace(last, fault=error.fault)

    def _progress(self, job: int, status: JobStatus) -> JobProgress:
        fault = None if status.state.final else self._fault()
        return JobProgress(job, status.state, status.impressions, fault)

    def _cancel(self, job: int) -> bool:
        """Ask to cancel; False when the printer did not hear. The job's state tells the rest."""
        try:
            self._client.cancel(job)
        except JobRefused:
            return True  # ended already, or gone
        except Silent:
            return False
        return True

    def _check_patience(self, job: int, answered: float, cancel_by: float | None) -> None:
        now = time.monotonic()
        if now - answered > self._patience.lost_limit_s:
            self._cancel(job)  # should it be reachable: nobody stands there any more
            raise Silent(
                f"{self._where} has not answered while it had job {job}", Fault.PRINTER_SILENT
            )
        if cancel_by is not None and now > cancel_by:
            raise JobRefused(f"{self._where} was told to cancel job {job}, but still holds it")
