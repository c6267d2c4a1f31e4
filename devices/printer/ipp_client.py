"""The IPP operations that printing a PDF takes (RFC 8011), each one blocking call.

Each call opens a connection, runs an event loop of its own and closes both: nothing lingers that
could hang, and any thread may call. On a loopback connection that takes 3 ms.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import aiohttp
from pyipp import IPP
from pyipp.enums import IppOperation, IppStatus, IppTag
from pyipp.exceptions import IPPError
from pyipp.tags import ATTRIBUTE_TAG_MAP

from devices.errors import CommandFailed, Fault, NotFound
from devices.printer.http_failures import device_error
from devices.printer.ipp_answer import GarbledAnswer, decode
from devices.printer.ipp_attributes import (
    JOB_ATTRIBUTES,
    PRINTER_ATTRIBUTES,
    QUEUE_ATTRIBUTES,
    Attributes,
    JobStatus,
    PrinterStatus,
    Queue,
    job_number,
    job_status,
    printer_status,
    queue_of,
)

PDF: Final = "application/pdf"
USER: Final = "yanhu"
"""``requesting-user-name``; a job may be cancelled by the user who sent it."""
FIRST_FAILURE: Final = 0x0200
"""Status codes below are successes."""
TITLE_CHARACTERS: Final = 80
"""``job-name`` holds 255 bytes; a Chinese character takes three."""

# The library leaves an attribute out, without a word, when it doesn't know its syntax.
ATTRIBUTE_TAG_MAP.setdefault("print-color-mode", IppTag.KEYWORD)


def job_name(title: str) -> str:
    """What a job of this title is called at the printer."""
    return title[:TITLE_CHARACTERS]


class JobRefused(CommandFailed):
    """The printer does not do what was asked."""

    fault = Fault.PRINT_JOB_FAILED


class PrinterBusy(JobRefused):
    """The printer takes no further job now."""


class JobGone(JobRefused):
    """The printer does not know the job: it was restarted, or has forgotten it."""


class AccessRefused(JobRefused):
    """The printer does not serve this terminal, or wants a login."""

    fault = Fault.PRINTER_ACCESS_REFUSED


_REFUSALS: Final[Mapping[int, type[JobRefused]]] = {
    IppStatus.ERROR_BUSY: PrinterBusy,
    IppStatus.ERROR_NOT_ACCEPTING_JOBS: PrinterBusy,
    IppStatus.ERROR_TOO_MANY_JOBS: PrinterBusy,
    IppStatus.ERROR_TEMPORARY: PrinterBusy,
    IppStatus.ERROR_NOT_FOUND: JobGone,
    IppStatus.ERROR_GONE: JobGone,
    IppStatus.ERROR_FORBIDDEN: AccessRefused,
    IppStatus.ERROR_NOT_AUTHENTICATED: AccessRefused,
    IppStatus.ERROR_NOT_AUTHORIZED: AccessRefused,
}


class IppClient:
    """One printer. Every call raises Silent, NotFound, ProtocolError or JobRefused."""

    def __init__(self, uri: str, *, timeout_s: float, verify_tls: bool) -> None:
        """``uri`` as ``ipp://host[:port]/ipp/print``; ``timeout_s`` bounds each call."""
        self._uri: Final = uri
        self._timeout_s: Final = timeout_s
        self._verify_tls: Final = verify_tls

    def printer(self) -> PrinterStatus:
        """Get-Printer-Attributes."""
        wanted = {"requested-attributes": list(PRINTER_ATTRIBUTES)}
        try:
            said = self._call(IppOperation.GET_PRINTER_ATTRIBUTES, wanted, "printers")
        except JobGone as exc:  # what is gone is the printer: no job was asked for
            raise NotFound(f"{self._uri}: no such printer", Fault.PRINTER_NOT_FOUND) from exc
        return printer_status(said)

    def queues(self) -> tuple[Queue, ...]:
        """CUPS-Get-Printers: all queues, where this is the address of a CUPS server."""
        wanted = {"requested-attributes": list(QUEUE_ATTRIBUTES)}
        try:
            groups = self._groups(IppOperation.CUPS_GET_PRINTERS, wanted)["printers"]
        except JobGone:
            return ()  # so CUPS says that it has none
        return tuple(queue_of(group) for group in groups)

    def validate(self, title: str) -> None:
        """Validate-Job: would the printer take a PDF? Nothing is printed."""
        wanted = {"job-name": job_name(title), "document-format": PDF}
        self._call(IppOperation.VALIDATE_JOB, wanted)

    def create(self, title: str, options: Attributes) -> int:
        """Create-Job: returns the job's number. Nothing is printed before its document arrives.

        ``options`` are job attributes (:mod:`devices.printer.options`).
        """
        wanted = {"job-name": job_name(title)}
        return job_number(self._call(IppOperation.CREATE_JOB, wanted, "jobs", job=options))

    def send(self, job: int, pdf: bytes) -> None:
        """Send-Document: the job's one document."""
        wanted = {"job-id": job, "document-format": PDF, "last-document": True}
        self._call(IppOperation.SEND_DOCUMENT, wanted, data=pdf)

    def job(self, job: int) -> JobStatus:
        """Get-Job-Attributes."""
        wanted = {"job-id": job, "requested-attributes": list(JOB_ATTRIBUTES)}
        return job_status(self._call(IppOperation.GET_JOB_ATTRIBUTES, wanted, "jobs"))

    def cancel(self, job: int) -> None:
        """Cancel-Job. The printer may print on to a point where it can stop."""
        self._call(IppOperation.CANCEL_JOB, {"job-id": job})

    def _call(
        self,
        operation: IppOperation,
        attributes: Mapping[str, object],
        group: str | None = None,
        data: bytes | None = None,
        job: Attributes | None = None,
    ) -> Attributes:
        """Execute and return the first ``group`` of the answer (an empty one without ``group``)."""
        groups = self._groups(operation, attributes, data, job)
        if group is None:
            return {}
        if not groups[group]:
            raise GarbledAnswer(f"{self._uri} answers {operation.name} without {group}")
        return groups[group][0]

    def _groups(
        self,
        operation: IppOperation,
        attributes: Mapping[str, object],
        data: bytes | None = None,
        job: Attributes | None = None,
    ) -> Mapping[str, Sequence[Attributes]]:
        """Execute and return all groups of the answer."""
        message: dict[str, object] = {
            "operation-attributes-tag": {"requesting-user-name": USER, **attributes}
        }
        if data is not None:
            message["data"] = data
        if job:
            message["job-attributes-tag"] = dict(job)
        try:
            answer = decode(asyncio.run(self._exchange(operation, message)))
        except (IPPError, aiohttp.ClientError, TimeoutError, OSError) as exc:
            raise device_error(f"{self._uri} to {operation.name}", exc) from exc
        self._check(operation, answer.status)
        return answer.groups

    async def _exchange(self, operation: IppOperation, message: dict[str, object]) -> bytes:
        # The library's own time-out ends with the answer's head; this one covers its body, too.
        async with (
            asyncio.timeout(self._timeout_s),
            aiohttp.ClientSession(raise_for_status=True) as session,
            IPP(self._uri, verify_ssl=self._verify_tls, session=session) as printer,
        ):
            answer: bytes = await printer.raw(operation, message)
            return answer

    def _check(self, operation: IppOperation, status: int) -> None:
        """Raises JobRefused or GarbledAnswer unless ``status`` is a success (RFC 8011, B.1)."""
        if status < FIRST_FAILURE:
            return
        detail = f"{self._uri} to {operation.name}: IPP status {status:#06x}"
        if status == IppStatus.ERROR_VERSION_NOT_SUPPORTED:
            raise GarbledAnswer(detail)
        raise _REFUSALS.get(status, JobRefused)(detail)
