"""``certificates`` of the terminal interface."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from hall.terminals.auth import (
    SESSION_PARAMETER,
    SignedIn,
    Terminal,
    calling_device,
    calling_session,
)
from sync.wire import CertificateIssued, CertificateRequest, PrintReport, TerminalRole

from .issue import issue, own_certificate, record_print

router = Router(tags=["certificates"])


@router.post(
    "certificates",
    auth=SignedIn(),
    response={201: CertificateIssued, 200: CertificateIssued},
    openapi_extra=SESSION_PARAMETER,
)
def request_certificate(
    request: HttpRequest, body: CertificateRequest
) -> Status[CertificateIssued]:
    """Issue a certificate to the signed-in student; 200 when it was issued before."""
    session = calling_session(request)
    issued = issue(session.student, session.device, body)
    return Status(201 if issued.first else 200, issued.certificate)


@router.get(
    "certificates/{uuid:certificate}/document",
    auth=SignedIn(),
    openapi_extra=SESSION_PARAMETER | {"responses": {200: {"content": {"application/pdf": {}}}}},
)
def document(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The signed PDF."""
    found = own_certificate(calling_session(request).student, certificate)
    return HttpResponse(bytes(found.document or b""), content_type="application/pdf")


@router.post(
    "certificates/{uuid:certificate}/printed",
    auth=Terminal(TerminalRole.KIOSK),
    response=CertificateIssued,
)
def printed(request: HttpRequest, certificate: UUID, body: PrintReport) -> CertificateIssued:
    """Record that it was printed, once, with the evidence."""
    return record_print(calling_device(request), certificate, body)
