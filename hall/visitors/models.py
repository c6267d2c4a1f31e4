"""Visitors and what was decided about their visits."""

from __future__ import annotations

import uuid

from django.db import models

from hall.gates.conditioned import Conditioned
from hall.people.models import User
from sync.wire import ReturnStatus
from wording import Text

from .rules import NAME_LIMIT, PHONE_LIMIT, PURPOSE_LIMIT, REMARK_LIMIT, VisitAction


class Visitor(Conditioned):
    """One visit by one person; ``id`` is the ``holder`` of every message.

    Name, telephone number and purpose are blank once the visit was erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    """What a guard types; tells nothing about the person."""
    name = models.CharField(max_length=NAME_LIMIT, blank=True)
    phone = models.CharField(max_length=PHONE_LIMIT, blank=True)
    purpose = models.CharField(max_length=PURPOSE_LIMIT, blank=True)
    host = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visitors")
    invited_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(db_index=True)
    status = models.CharField(
        max_length=8,
        choices=[(status.value, status.value) for status in ReturnStatus],
        default=ReturnStatus.PENDING.value,
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """None when the rules let the invitation through by themselves."""
    decided_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-invited_at",)

    def __str__(self) -> str:
        return self.number

    @property
    def visit_status(self) -> ReturnStatus:
        return ReturnStatus(self.status)

    @property
    def shown_name(self) -> Text:
        """In both languages; somebody who was erased is called by no name."""
        if self.erased_at is not None:
            return Text("已清除的访客", "Visitor, erased")
        return Text(self.name, self.name)


class VisitDecision(models.Model):
    """One decision about a visit: who, when, what, why."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="decisions")
    action = models.CharField(
        max_length=8, choices=[(action.value, action.value) for action in VisitAction]
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    remark = models.CharField(max_length=REMARK_LIMIT, default="", blank=True)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.action} {self.visitor_id}"
