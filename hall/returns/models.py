"""Registrations, their decisions, the enrolled faces (sealed), and the policy in force."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hall.gates.conditioned import Conditioned
from hall.people.models import DIGEST_LENGTH, Student, User
from hall.terminals.models import Device
from sync.wire import ReturnAnswers, ReturnStatus
from wording import Text

from .policy import REMARK_LIMIT, DecisionAction


class ReturnPolicy(Conditioned):
    """Rules for returning; the newest row is in force, older ones show what was in force before.

    Its conditions bound every approval; they count where the counsellor chooses nothing.
    """

    created_at = models.DateTimeField(auto_now_add=True)
    earliest_arrival = models.DateField()
    latest_arrival = models.DateField()
    valid_days = models.PositiveIntegerField()
    """How many days an approval holds, the day of arrival included."""

    class Meta:
        verbose_name_plural = "return policies"

    def __str__(self) -> str:
        return f"policy {self.pk}"


class ReturnRegistration(Conditioned):
    """One declaration by one student. At most one of a student waits for a decision.

    Validity and conditions are filled in by the approval.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="registrations")
    status = models.CharField(
        max_length=8,
        choices=[(status.value, status.value) for status in ReturnStatus],
        default=ReturnStatus.PENDING.value,
    )
    answers = models.JSONField()
    submitted_at = models.DateTimeField()
    submitted_at_device = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True, related_name="+"
    )
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4)
    request_sha256 = models.CharField(max_length=DIGEST_LENGTH, default="")
    """What the idempotency key was used for."""
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=REMARK_LIMIT, default="", blank=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-submitted_at",)
        indexes = (models.Index(fields=("status", "submitted_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("student",), condition=Q(status="pending"), name="one_pending_registration"
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.id}"

    @property
    def return_status(self) -> ReturnStatus:
        return ReturnStatus(self.status)

    def declared(self) -> ReturnAnswers:
        """What the student declared."""
        return ReturnAnswers.model_validate(self.answers)

    def decider(self) -> Text | None:
        return self.decided_by.display_name if self.decided_by else None


class Decision(models.Model):
    """One decision, kept for ever: who, when, what, why."""

    registration = models.ForeignKey(
        ReturnRegistration, on_delete=models.CASCADE, related_name="decisions"
    )
    action = models.CharField(
        max_length=8, choices=[(action.value, action.value) for action in DecisionAction]
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    remark = models.CharField(max_length=REMARK_LIMIT, default="", blank=True)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.action} {self.registration_id}"


class EnrolledFace(models.Model):
    """The face that belongs to a registration, sealed; deleted when it is rejected or revoked."""

    registration = models.OneToOneField(
        ReturnRegistration, on_delete=models.CASCADE, primary_key=True, related_name="face"
    )
    templates = models.BinaryField()
    """:class:`sync.wire.FaceTemplates` as JSON, sealed."""
    thumbnail = models.BinaryField()
    """JPEG, sealed."""
    thumbnail_sha256 = models.CharField(max_length=DIGEST_LENGTH, db_index=True)
    quality = models.FloatField()

    def __str__(self) -> str:
        return f"face of {self.registration_id}"
