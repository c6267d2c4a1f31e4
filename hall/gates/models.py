"""The feed (one row a cardholder) and the gates' journals."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models

from hall.people.models import DIGEST_LENGTH
from hall.terminals.models import Device
from sync.wire import ActOutcome, CredentialKind, Direction, GateEventKind, LivenessFinding

HEAD_ID: Final = 1


class FeedHead(models.Model):
    """The feed's single head row: who holds its lock may draw the next ``seq``."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=HEAD_ID)
    epoch = models.UUIDField(default=uuid.uuid4)
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"feed at {self.seq}"


class FeedEntry(models.Model):
    """The newest signed record of one cardholder, at its place in the feed."""

    holder = models.UUIDField(primary_key=True)
    """A student's or a visitor's id."""
    seq = models.PositiveBigIntegerField(unique=True)
    version = models.PositiveBigIntegerField()
    sealed_jws = models.BinaryField()
    """The compact JWS, sealed: an approved record carries face templates."""
    thumbnail_sha256 = models.CharField(max_length=DIGEST_LENGTH, default="", db_index=True)
    """Which thumbnail the record names; empty when none. Gates may fetch these and no others."""

    class Meta:
        verbose_name_plural = "feed entries"

    def __str__(self) -> str:
        return f"entry {self.seq}"


class Journal(models.Model):
    """One unbroken journal of one gate. A gate that lost its disk begins another."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="journals")
    gate = models.CharField(max_length=64)
    began_at = models.DateTimeField()

    class Meta:
        ordering = ("-began_at", "-id")

    def __str__(self) -> str:
        return f"journal {self.pk} of {self.gate}"


class JournalledEvent(models.Model):
    """One event as the gate reported it, kept once."""

    event_id = models.UUIDField(primary_key=True)
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    lane = models.CharField(max_length=64)
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value) for kind in GateEventKind]
    )
    at = models.DateTimeField()
    direction = models.CharField(
        max_length=3, choices=[(way.value, way.value) for way in Direction]
    )
    attempt = models.UUIDField(null=True)
    holder = models.UUIDField(null=True, db_index=True)
    record_version = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=64, default="", blank=True)
    guard = models.CharField(max_length=64, default="", blank=True)
    second_guard = models.CharField(max_length=64, default="", blank=True)
    score = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    mirror_age_s = models.FloatField(null=True)
    hall_offset_s = models.FloatField(null=True)
    mode = models.CharField(max_length=16, default="", blank=True)
    step = models.CharField(max_length=16, default="", blank=True)
    noted = models.CharField(max_length=64, default="", blank=True)
    monotonic_s = models.FloatField(null=True)
    credential_kind = models.CharField(
        max_length=8, null=True, choices=[(kind.value, kind.value) for kind in CredentialKind]
    )
    rule = models.CharField(max_length=64, default="", blank=True)
    liveness = models.CharField(
        max_length=16, null=True, choices=[(found.value, found.value) for found in LivenessFinding]
    )
    pass_id = models.UUIDField(null=True)
    device = models.CharField(max_length=64, default="", blank=True)
    """At the gate, that a technician dealt with."""
    outcome = models.CharField(
        max_length=8, null=True, choices=[(came.value, came.value) for came in ActOutcome]
    )
    previous_hash = models.CharField(max_length=DIGEST_LENGTH)
    hash = models.CharField(max_length=DIGEST_LENGTH)
    gap_before = models.BooleanField(default=False)
    """What was before it had not arrived when this one did."""
    after_revocation = models.BooleanField(default=False)
    """The gate let somebody in whose return had been revoked: it did not know yet."""
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=("journal", "seq"), name="one_event_a_place"),
        )

    def __str__(self) -> str:
        return f"event {self.event_id}"
