"""Issuing, handing out and recording the one print of a certificate."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from hall.conf.current import campus_zone, hall_config
from hall.conf.problems import Refusal, Refused
from hall.people.models import Student
from hall.terminals.models import Device
from sync.wire import (
    Bilingual,
    CertificateIssued,
    CertificateKind,
    CertificateRequest,
    PrintReport,
)

from .codes import new_code, shown
from .content import TITLE, VALIDITY, EnrolmentContent, enrolment_content
from .models import Certificate, PrintRecord
from .registrar import sign_document
from .render import renderer


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer to a request, and whether it was the first with its key."""

    certificate: CertificateIssued
    first: bool


def issue(student: Student, device: Device, body: CertificateRequest) -> Issued:
    """Take a number, then render and sign; repeating the request finishes what was begun.

    Raises Refusal: ``not_enrolled``; ``idempotency_conflict`` when the key was used for another
    student or kind.
    """
    certificate, first = _numbered(student, device, body)
    if certificate.document is None:
        _render(certificate)
        certificate.refresh_from_db()
    return Issued(issued_of(certificate), first)


def _numbered(
    student: Student, device: Device, body: CertificateRequest
) -> tuple[Certificate, bool]:
    with transaction.atomic():
        earlier = Certificate.objects.filter(idempotency_key=body.idempotency_key).first()
        if earlier is not None:
            if earlier.student_id != student.id or earlier.kind != body.kind.value:
                raise Refusal(Refused.IDEMPOTENCY_CONFLICT, where="idempotency_key")
            return earlier, False
        if not student.enrolled:
            raise Refusal(Refused.NOT_ENROLLED)
        now = timezone.now()
        number, code = _next_number(now.astimezone(campus_zone()).year), new_code()
        content = enrolment_content(student, hall_config().campus, number, code, now, campus_zone())
        return (
            Certificate.objects.create(
                student=student,
                kind=body.kind.value,
                number=number,
                code=code,
                content=content.model_dump(mode="json"),
                issued_at=now,
                valid_until=now + VALIDITY,
                idempotency_key=body.idempotency_key,
                issued_to_device=device,
            ),
            True,
        )


def _next_number(year: int) -> str:
    """``ENR-2026-000001`` and on; the caller's transaction has locked out other writers."""
    prefix = f"ENR-{year}-"
    last = (
        Certificate.objects.select_for_update()
        .filter(number__startswith=prefix)
        .order_by("number")
        .values_list("number", flat=True)
        .last()
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06d}"


def _render(certificate: Certificate) -> None:
    """Outside any transaction: it takes a fifth of a second and holds up nobody."""
    content = EnrolmentContent.model_validate(certificate.content)
    pdf = sign_document(
        renderer().enrolment(content, verify_url(certificate), certificate.issued_at)
    )
    pages = PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"]
    # Only the first of two simultaneous renderings is kept.
    Certificate.objects.filter(pk=certificate.pk, document__isnull=True).update(
        document=pdf, document_sha256=hashlib.sha256(pdf).hexdigest(), pages=int(pages)
    )


def verify_url(certificate: Certificate) -> str:
    """Where the QR code leads."""
    return f"{hall_config().hall.public_url}/verify/{shown(certificate.code)}"


def own_certificate(student: Student, certificate_id: UUID) -> Certificate:
    """Raises Refusal (``not_found``) unless it is this student's and ready."""
    certificate = Certificate.objects.filter(
        id=certificate_id, student=student, document__isnull=False
    ).first()
    if certificate is None:
        raise Refusal(Refused.NOT_FOUND)
    return certificate


def record_print(device: Device, certificate_id: UUID, report: PrintReport) -> CertificateIssued:
    """Keep the evidence of the one print, even when the student has left the kiosk meanwhile.

    Raises Refusal: ``not_found`` unless this kiosk asked for the certificate, ``already_printed``.
    """
    certificate = Certificate.objects.filter(id=certificate_id, issued_to_device=device).first()
    if certificate is None:
        raise Refusal(Refused.NOT_FOUND)
    try:
        with transaction.atomic():
            PrintRecord.objects.create(certificate=certificate, **report.model_dump())
    except IntegrityError:
        kept = PrintRecord.objects.filter(idempotency_key=report.idempotency_key).first()
        if kept is None or kept.certificate_id != certificate.id:
            raise Refusal(Refused.ALREADY_PRINTED) from None
    return issued_of(certificate)


def issued_of(certificate: Certificate) -> CertificateIssued:
    """The certificate as the kiosk reads it."""
    printed = PrintRecord.objects.filter(certificate=certificate).first()
    return CertificateIssued(
        certificate=certificate.id,
        number=certificate.number,
        kind=CertificateKind(certificate.kind),
        title=Bilingual(zh=TITLE.zh, en=TITLE.en),
        pages=certificate.pages,
        sha256=certificate.document_sha256,
        issued_at=certificate.issued_at,
        verify_url=verify_url(certificate),
        printed_at=printed.completed_at if printed else None,
    )


class NoSuchCertificate(Exception):
    """No certificate carries this number."""


def withdraw(number: str) -> None:
    """Make the verification page say that the certificate no longer holds."""
    found = Certificate.objects.filter(number=number)
    if not found.exists():
        raise NoSuchCertificate(f"no certificate has the number {number}")
    found.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
