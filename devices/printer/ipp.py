"""A printer spoken to directly by IPP (RFC 8011), as every IPP Everywhere printer can be."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import Final, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, field_validator

from devices.driver import Link
from devices.errors import Cancelled, CommandFailed, DeviceError, Fault, ProtocolError, Silent
from devices.latency import Operation
from devices.ports import DeviceKind, JobProgress, JobState
from devices.printer.ipp_attributes import JobStatus, PrinterStatus
from devices.printer.ipp_client import (
    PDF,
    IppClient,
    JobGone,
    JobRefused,
    PrinterBusy,
    job_name,
)
from devices.printer.ipp_reasons import printer_fault
from devices.printer.test_page import test_page
from wording import Text

POLL_PRINTER_S: Final = 1.0
"""A lid that opens shows on the screens before the next person chooses to print."""
POLL_JOB_S: Final = 0.25
"""A page takes a printer three seconds; two requests of 5 ms each are nothing to it."""

_STATE: Final = Text(
    "{model}：可以打印；纸张 {media}；耗材 {supplies}",
    "{model}: would print; media {media}; supplies {supplies}",
)
_TEST_PAGE_TITLE: Final = "Test page"

_log = structlog.get_logger(__name__)


class IppConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "ipp"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    driver: Literal["ipp"]
    uri: str = Field(max_length=500)
    """``ipp://host[:port]/path`` or ``ipps://...`` for TLS; usually ``/ipp/print``."""
    timeout_s: float = Field(default=5.0, ge=0.5, le=30.0)
    """For one request; sending a certificate takes well below a second."""
    verify_tls: bool = True
    """False accepts any certificate, as most printers have one that nobody signed."""
    busy_limit_s: float = Field(default=30.0, ge=0.0, le=600.0)
    """How long to wait for a printer that is busy with somebody else's job."""
    lost_limit_s: float = Field(default=60.0, ge=0.0, le=3600.0)
    """How long to follow a job whose printer does not answer."""
    cancel_limit_s: float = Field(default=10.0, ge=0.0, le=60.0)
    """How long to wait for a cancelled job's end: a printer finishes the page that it is on."""

    @field_validator("uri")
    @classmethod
    def _is_printer_address(cls, uri: str) -> str:
        if not re.fullmatch(r"ipps?://[^/@\s]+/\S+", uri):
            raise ValueError("must be ipp://host/path or ipps://host/path, without a user")
        return uri


class NotPdf(CommandFailed):
    """What was to be printed is no PDF document."""

    fault = Fault.PRINT_JOB_FAILED


class Ipp:
    """Watches one printer and prints on it. A document is submitted once, whatever happens then.

    Counters: ``jobs`` accepted, ``impressions`` printed.
    """

    kind: Final = DeviceKind.DOCUMENT_PRINTER
    protocol: Final = "ipp"

    def __init__(self, name: str, config: IppConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._client: Final = IppClient(
            config.uri, timeout_s=config.timeout_s, verify_tls=config.verify_tls
        )
        self._link: Link | None = None

    @property
    def port(self) -> str:
        return self._config.uri

    @property
    def stall_after_s(self) -> float:
        return POLL_PRINTER_S + 2 * self._config.timeout_s

    def connect(self, link: Link) -> str:
        """Ask the printer who it is. Raises ProtocolError when it can't print PDF."""
        status = self._client.printer()
        if PDF not in status.formats:
            raise ProtocolError(f"{self.port} does not print {PDF}")
        self._link = link
        return status.model

    def serve(self, link: Link, stop: Event) -> None:
        said: Fault | None = None
        while not stop.is_set():
            asked = time.monotonic()
            fault = printer_fault(self._client.printer())
            link.took(Operation.EXCHANGE, time.monotonic() - asked)
            link.beat()
            if fault is not said:
                said = fault
                link.degrade(fault)
            stop.wait(POLL_PRINTER_S)

    def close(self) -> None:
        """Nothing stays open between two requests."""
        self._link = None

    def self_test(self, cancel: Event) -> Text:
        """Ask for state, media and supplies, and whether it would take a PDF. Prints nothing."""
        status = self._client.printer()
        fault = printer_fault(status)
        if fault is not None:
            raise DeviceError(f"{self.port}: {', '.join(status.reasons)}", fault)
        self._client.validate(_TEST_PAGE_TITLE)
        return _STATE.format(
            model=status.model or self.port,
            media=", ".join(status.media) or "?",
            supplies=_supplies(status),
        )

    def print_test_page(self, cancel: Event) -> Iterator[JobProgress]:
        """Print a page that shows frame, greys and text. Raises as :meth:`print_document`."""
        return self.print_document(test_page(f"{self.name}: test page"), _TEST_PAGE_TITLE, cancel)

    def print_document(self, pdf: bytes, title: str, cancel: Event) -> Iterator[JobProgress]:
        """As :meth:`devices.ports.DocumentPrinter.print_document`.

        A printer that stops answering while it has the job is followed until it is back, for at
        most ``lost_limit_s``; meanwhile the progress carries DEVICE_SILENT. Paper that ran out is
        waited for without end: cancel when nobody comes. A printer that waits for paper may take
        notice of that only after it was loaded, and print: the impressions tell. Raises
        NotPdf, Cancelled (nothing was submitted), Silent, ProtocolError or JobRefused. JobGone
        means that the printer has forgotten the job: nobody knows whether it was printed.
        """
        if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
            raise NotPdf(f"{len(pdf)} bytes that are no whole PDF document")
        return self._print(pdf, title, cancel)

    def find_job(self, job: int, title: str) -> JobProgress | None:
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

    def _print(self, pdf: bytes, title: str, cancel: Event) -> Iterator[JobProgress]:
        job = self._create(title, cancel)
        created = self._client.job(job)
        self._count("jobs", 1)
        try:
            yield JobProgress(job, JobState.PENDING, 0, None)
            if not cancel.is_set():
                self._client.send(job, pdf)
        except Silent:
            # It may have arrived all the same; the job itself will tell.
            _log.warning("printer.answer_lost", device=self.name, job=job)
        except (JobRefused, GeneratorExit):
            self._cancel(job)  # it would wait for its document, and other jobs for it
            raise
        yield from self._follow(job, created, cancel)

    def _create(self, title: str, cancel: Event) -> int:
        deadline = time.monotonic() + self._config.busy_limit_s
        while not cancel.is_set():
            try:
                return self._client.create(title)
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
                cancel_by = time.monotonic() + self._config.cancel_limit_s
            now = self._observe(job, created, last)
            if now.fault is not Fault.DEVICE_SILENT:
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
                raise JobGone(f"{self.port}: job {job} is another one now")
            if status.awaits_document:
                return replace(last, fault=Fault.DEVICE_SILENT)
            return self._progress(job, status)
        except Silent:
            return replace(last, fault=Fault.DEVICE_SILENT)

    def _progress(self, job: int, status: JobStatus) -> JobProgress:
        fault = None if status.state.final else printer_fault(self._client.printer())
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
        if now - answered > self._config.lost_limit_s:
            self._cancel(job)  # should it be reachable: nobody stands there any more
            raise Silent(f"{self.port} has not answered while it had job {job}")
        if cancel_by is not None and now > cancel_by:
            raise JobRefused(f"{self.port} was told to cancel job {job}, but still holds it")

    def _count(self, counter: str, by: int) -> None:
        if self._link is not None:
            self._link.count(counter, by)


def _supplies(status: PrinterStatus) -> str:
    known = (
        f"{supply.name} {supply.percent} %"
        for supply in status.supplies
        if supply.percent is not None
    )
    return ", ".join(known) or "?"
