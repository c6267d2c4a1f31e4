"""Certificates at the kiosk: asked of the hall, printed once, reported back with evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Event
from types import MappingProxyType
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog

from devices.printer.options import AS_CONFIGURED, PrintOptions
from kiosk.printing.flow import Printed, PrintFlow, PrintStep
from kiosk.printing.ledger import AlreadyPrinted, Document, Entry, Ledger
from sync.client import HallClient
from sync.errors import HallError, Malformed, Refused
from sync.wire import CertificateIssued, CertificateKind, CertificateRequest, PrintReport

_log = structlog.get_logger(__name__)

_KEYS: Final = uuid5(NAMESPACE_URL, "yanhu:certificate-request")
_ALREADY_PRINTED: Final = "already_printed"


@dataclass(frozen=True, slots=True)
class Order:
    """One copy of one kind of certificate on one day, wherever on the campus it is asked for."""

    holder: UUID
    kind: CertificateKind
    day: date
    copy: int = 1
    """Raised when the person asks for another copy."""

    @property
    def key(self) -> UUID:
        """Idempotency key: the same order at another kiosk is the same certificate."""
        return uuid5(_KEYS, f"{self.holder}/{self.kind}/{self.day.isoformat()}/{self.copy}")


@dataclass(frozen=True, slots=True)
class Issued:
    """The hall has rendered and signed the document."""

    certificate: CertificateIssued


@dataclass(frozen=True, slots=True)
class PrintedBefore:
    """This very copy has left a printer already; ``at`` says when."""

    certificate: CertificateIssued
    at: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """The hall keeps the evidence of the print."""

    certificate: CertificateIssued


CertificateStep = Issued | PrintedBefore | PrintStep | Reported


class CertificateDesk:
    """Serves one person at a time, on one thread."""

    def __init__(
        self,
        hall: HallClient,
        flow: PrintFlow,
        ledger: Ledger,
        options: Mapping[CertificateKind, PrintOptions] = MappingProxyType({}),
    ) -> None:
        """``hall`` is this thread's own client; ``options`` say how which kind is printed."""
        self._hall: Final = hall
        self._flow: Final = flow
        self._ledger: Final = ledger
        self._options: Final = options

    def fulfil(self, session: str, order: Order, cancel: Event) -> Iterator[CertificateStep]:
        """Have ``order`` issued, print it, report it. Setting ``cancel`` takes the print back.

        Ends with PrintedBefore, Reported, NotPrinted, or Printed when the hall could not be told
        yet. Raises HallError, DeviceError, LedgerError.
        """
        issued = self._hall.request_certificate(
            session, CertificateRequest(idempotency_key=order.key, kind=order.kind)
        )
        before = self._printed_before(issued)
        if before is not None:
            yield before
            return
        yield Issued(issued)
        pdf = self._document(session, issued)
        document = Document(issued.certificate, issued.number, issued.sha256, issued.pages)
        options = self._options.get(order.kind, AS_CONFIGURED)
        try:
            for step in self._flow.run(document, pdf, cancel, options):
                yield step
                if isinstance(step, Printed):
                    reported = self._report(session, step.entry)
                    if reported is not None:
                        yield Reported(reported)
        except AlreadyPrinted as printed:
            # Found out only when the printer was asked about an interrupted job.
            self._report(session, printed.entry)
            yield PrintedBefore(issued, printed.entry.changed_at)

    def catch_up(self, session: str) -> None:
        """Report what was printed while the hall was away. The hall takes only the holder's own."""
        for entry in self._ledger.unreported():
            self._report(session, entry)

    def _printed_before(self, issued: CertificateIssued) -> PrintedBefore | None:
        if issued.printed_at is not None:
            return PrintedBefore(issued, issued.printed_at)
        return None

    def _document(self, session: str, issued: CertificateIssued) -> bytes:
        pdf = self._hall.document(session, issued.certificate)
        if hashlib.sha256(pdf).hexdigest() != issued.sha256:
            raise Malformed(f"document {issued.number} is not the one that was issued")
        return pdf

    def _report(self, session: str, entry: Entry) -> CertificateIssued | None:
        if entry.job is None:
            return None
        report = PrintReport(
            idempotency_key=entry.report_key,
            printer=entry.printer,
            job=entry.job,
            impressions=max(1, entry.impressions or entry.pages),
            completed_at=entry.changed_at,
        )
        try:
            kept = self._hall.report_printed(session, entry.certificate, report)
        except Refused as refused:
            if refused.problem.code == _ALREADY_PRINTED:
                self._ledger.reported(entry.certificate)
            _log.warning("print not reported", number=entry.number, code=refused.problem.code)
            return None
        except HallError as error:
            _log.warning("print not reported yet", number=entry.number, cause=error.code)
            return None
        self._ledger.reported(entry.certificate)
        return kept
