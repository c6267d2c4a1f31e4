"""What drivers that print over IPP share: to a printer itself, or to a queue before it."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from threading import Event
from typing import Final

import structlog

from devices.driver import Link
from devices.errors import CommandFailed, Fault
from devices.latency import Operation
from devices.ports import DeviceKind, JobProgress
from devices.printer.configs import PrinterDefaults
from devices.printer.ipp_attributes import PrinterStatus
from devices.printer.ipp_client import PDF, IppClient
from devices.printer.ipp_jobs import IppJobs
from devices.printer.ipp_reasons import hindrance
from devices.printer.options import (
    AS_CONFIGURED,
    OptionUnsupported,
    PrintOptions,
    job_attributes,
)
from wording import Text

POLL_PRINTER_S: Final = 1.0
"""A lid that opens shows on the screens before the next person chooses to print."""

_log = structlog.get_logger(__name__)

_STATE: Final = Text(
    "{model}：可以打印；纸张 {media}；耗材 {supplies}",
    "{model}: would print; media {media}; supplies {supplies}",
)


class PdfRefused(CommandFailed):
    """The printer takes other formats only."""

    fault = Fault.PRINTER_TAKES_NO_PDF


class IppPrinter(ABC):
    """The common part of a PrinterDriver. Counters: ``jobs`` accepted, ``impressions`` printed."""

    kind: Final = DeviceKind.DOCUMENT_PRINTER

    def __init__(self, name: str, uri: str, client: IppClient, config: PrinterDefaults) -> None:
        self.name: Final = name
        self.port: Final = uri
        self.defaults: Final = config.options
        """How it prints what asks for nothing else."""
        self.stall_after_s: Final = POLL_PRINTER_S + 3 * config.timeout_s
        self._client: Final = client
        self._jobs: Final = IppJobs(uri, client, config, self._hindrance, self._count)
        self._link: Link | None = None
        self._misfit: Fault | None = None
        """Why the printer can't do what it is configured for."""

    def serve(self, link: Link, stop: Event) -> None:
        said: Fault | None = None
        while not stop.is_set():
            asked = time.monotonic()
            fault = self._fault() or self._misfit
            link.took(Operation.EXCHANGE, time.monotonic() - asked)
            link.beat()
            if fault is not said:
                said = fault
                link.degrade(fault)
            stop.wait(POLL_PRINTER_S)

    def close(self) -> None:
        """Nothing stays open between two requests."""
        self._link = None

    def print_document(
        self, pdf: bytes, title: str, cancel: Event, options: PrintOptions = AS_CONFIGURED
    ) -> Iterator[JobProgress]:
        """As :meth:`devices.printer.ipp_jobs.IppJobs.print`."""
        return self._jobs.print(pdf, title, cancel, options.over(self.defaults))

    def find_job(self, job: int, title: str) -> JobProgress | None:
        """As :meth:`devices.printer.ipp_jobs.IppJobs.find`."""
        return self._jobs.find(job, title)

    def _connected(self, link: Link, status: PrinterStatus) -> str:
        """Take note of what the printer can do; returns its model. Raises PdfRefused."""
        if PDF not in status.formats:
            raise PdfRefused(f"{self.port} does not print {PDF}")
        self._link, self._misfit = link, None
        try:
            job_attributes(self.defaults, status.can)
        except OptionUnsupported as error:
            self._misfit = error.fault
            _log.warning("printer.configured_beyond", printer=self.port, detail=str(error))
        return status.model

    @abstractmethod
    def _fault(self) -> Fault | None:
        """What is wrong with the printer now, or soon. Raises DeviceError."""

    def _hindrance(self) -> Fault | None:
        """What keeps the printer from printing now. Raises DeviceError."""
        return hindrance(self._fault())

    def _count(self, counter: str, by: int) -> None:
        if self._link is not None:
            self._link.count(counter, by)


def state_of(status: PrinterStatus, where: str) -> Text:
    """What a technician reads about a printer that is well."""
    supplies = (
        f"{supply.name} {supply.percent} %"
        for supply in status.supplies
        if supply.percent is not None
    )
    return _STATE.format(
        model=status.model or where,
        media=", ".join(status.media) or "?",
        supplies=", ".join(supplies) or "?",
    )
