"""Issued certificates and the evidence of their one print."""

from __future__ import annotations

import uuid

from django.db import models

from hall.people.models import DIGEST_LENGTH, Student
from hall.terminals.models import Device
from sync.wire import CertificateKind


class Certificate(models.Model):
    """One document. ``content`` is what it says, so it can be rendered again and verified."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value) for kind in CertificateKind]
    )
    number = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=16, unique=True)
    """What the QR code carries; unguessable (60 bits)."""
    content = models.JSONField()
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    idempotency_key = models.UUIDField(unique=True)
    issued_to_device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    """The kiosk that asked for it, and may report its print."""
    document = models.BinaryField(null=True)
    """The signed PDF; empty from the moment the number is taken until it is rendered."""
    document_sha256 = models.CharField(max_length=DIGEST_LENGTH, default="")
    pages = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return self.number


class PrintRecord(models.Model):
    """Physical evidence that a certificate was printed: once, by this printer's job."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, primary_key=True, related_name="print"
    )
    idempotency_key = models.UUIDField(unique=True)
    printer = models.CharField(max_length=120)
    job = models.PositiveIntegerField()
    impressions = models.PositiveIntegerField()
    completed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"print of {self.certificate_id}"
