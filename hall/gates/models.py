"""The feed (one row a cardholder) and the gates' journals."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Final

from django.db import models

from hall.people.models import DIGEST_LENGTH, User
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


class Withdrawal(models.Model):
    """A published record that says no: revoked or blocked. By its version the hall can tell whether
    a gate knew, whatever the gate's clock said."""

    holder = models.UUIDField()
    version = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("holder", "version"), name="one_withdrawal_a_version"),
        )

    def __str__(self) -> str:
        return f"withdrawal {self.version} of {self.holder}"


class Journal(models.Model):
    """One run of events of one gate that follow from one another, without a gap.

    A gate whose disk was replaced begins another; one that was put back from an older copy goes on
    in a fork; what comes after a gap is a run of its own until the gap is filled.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="journals")
    gate = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    """When its first event came."""
    first_seq = models.PositiveBigIntegerField(default=1)
    follows = models.CharField(max_length=DIGEST_LENGTH, db_index=True)
    """``previous_hash`` of its first event."""
    last_seq = models.PositiveBigIntegerField()
    last_hash = models.CharField(max_length=DIGEST_LENGTH, db_index=True)
    """Where the chain stands; kept when the events are erased, so that it can be followed on."""
    branch_of = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="branches"
    )
    """The journal that has the event before its first one; None: it begins, or none is known."""
    forked = models.BooleanField(default=False)
    """Another journal of the gate goes on otherwise from the same place."""
    erased_to = models.PositiveBigIntegerField(default=0)
    """Its events up to this number were erased, as their time was over; 0: none."""
    erased_hash = models.CharField(max_length=DIGEST_LENGTH, default="", blank=True)
    """``hash`` of event ``erased_to``: the first that is left follows it."""

    class Meta:
        ordering = ("-began_at", "-id")

    def __str__(self) -> str:
        return f"journal {self.pk} of {self.gate}"

    def spans(self, seq: int) -> bool:
        """Whether it has an event with this number."""
        return self.first_seq <= seq <= self.last_seq


class JournalKey(models.Model):
    """The public part of a key that signs a terminal's journal, as it named it at a start."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="journal_keys")
    key = models.CharField(max_length=DIGEST_LENGTH)
    """64 hexadecimal digits, as `yanhu gate journal key` says them."""
    named_at = models.DateTimeField()
    """When the hall first heard of it."""

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("device", "key"), name="one_row_a_journal_key"),
        )

    def __str__(self) -> str:
        return self.key


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
    hash = models.CharField(max_length=DIGEST_LENGTH, db_index=True)
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


class AlarmKind(StrEnum):
    """Why somebody has to look into what a gate reported."""

    RESTORED = "restored"
    """A gate knows what this hall does not: the hall was restored from a backup."""
    ADMITTED = "admitted"
    """Let somebody in whom the hall had revoked or blocked."""
    GAP = "gap"
    """What was before an event has not arrived."""
    FORKED = "forked"
    """Two journals of a gate go on otherwise from one event: an older copy was put back."""
    RESUMED = "resumed"
    """An older journal grows beside a younger one: an old disk, or two gates with one identity."""
    JOURNAL_KEY = "journal_key"
    """A gate signs its journal with another key than before."""
    OTHER_GATE = "other_gate"
    """A terminal reports as another gate than before."""
    SHARED_GATE = "shared_gate"
    """Two terminals report as one gate."""
    REJECTED = "rejected"
    """An event that the hall can never take."""


class RestoreEvidence(StrEnum):
    """How a gate shows that the hall was restored from a backup."""

    CURSOR = "cursor"
    """It has read the feed beyond its end."""
    VERSION = "version"
    """It decided by a newer version of a record than the hall's own."""


class GateAlarm(models.Model):
    """One thing that somebody has to look into, until a named person marks it as seen."""

    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in AlarmKind])
    about = models.CharField(max_length=160)
    """What it is about, so that the same is told once."""
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=64)
    journal = models.ForeignKey(
        Journal, null=True, on_delete=models.SET_NULL, related_name="alarms"
    )
    event_id = models.UUIDField(null=True)
    """The event that it was raised at; None: at none."""
    seq = models.PositiveBigIntegerField()
    """The event's; without one (RESTORED) the place in the feed that the gate has reached."""
    holder = models.UUIDField(null=True)
    """Who was let in (ADMITTED)."""
    at = models.DateTimeField()
    """When it happened by the gate's clock."""
    detail = models.CharField(max_length=64, default="", blank=True)
    """REJECTED: code of the refusal; OTHER_GATE: the gate before; SHARED_GATE: other terminal;
    RESTORED: :class:`RestoreEvidence`; JOURNAL_KEY: how both keys begin."""
    raised_at = models.DateTimeField(db_index=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("-raised_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("kind", "about"), name="one_alarm_a_matter"),
        )

    def __str__(self) -> str:
        return f"{self.kind} at {self.gate}"
