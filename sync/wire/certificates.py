"""Certificates: asked for, issued, printed once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from sync.wire.base import Bilingual, Code, Count, Message, Moment, Sha256


class CertificateKind(StrEnum):
    ENROLMENT = "enrolment"


class CertificateRequest(Message):
    """Body of ``POST certificates``."""

    idempotency_key: UUID
    kind: CertificateKind


class CertificateIssued(Message):
    """A rendered and signed document, ready at ``GET certificates/{certificate}/document``."""

    certificate: UUID
    number: Code
    kind: CertificateKind
    title: Bilingual
    pages: Annotated[int, Field(ge=1)]
    sha256: Sha256
    issued_at: AwareDatetime
    verify_url: Annotated[str, StringConstraints(max_length=300)]
    printed_at: AwareDatetime | None = None


class PrintReport(Message):
    """Body of ``POST certificates/{certificate}/printed``: physical evidence of one print."""

    idempotency_key: UUID
    printer: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    job: Count
    impressions: Count
    completed_at: Moment
