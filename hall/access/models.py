"""Duties, the block list, and who changed what. ``holder`` is a student's or a visitor's id."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db import models

from hall.people.models import User

REASON_LIMIT: Final = 400


class Duty(StrEnum):
    """A group that somebody is put into by the security office; gates' policies name it."""

    STAFF = "staff"
    RESCUE = "rescue"
    MEDICAL = "medical"
    SECURITY = "security"


class AccessAction(StrEnum):
    """What the security office does."""

    BLOCK = "block"
    UNBLOCK = "unblock"
    ASSIGN = "assign"
    RELIEVE = "relieve"
    """Take a duty away."""


class Assignment(models.Model):
    """A holder has a duty."""

    holder = models.UUIDField(db_index=True)
    duty = models.CharField(max_length=16, choices=[(duty.value, duty.value) for duty in Duty])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("holder", "duty"), name="a_duty_is_assigned_once"),
        )

    def __str__(self) -> str:
        return f"{self.duty} of {self.holder}"


class Block(models.Model):
    """A holder stands on the block list."""

    holder = models.UUIDField(primary_key=True)
    reason = models.CharField(max_length=REASON_LIMIT)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"block of {self.holder}"


class AccessChange(models.Model):
    """One act of the security office, kept for ever: who, when, what, why."""

    holder = models.UUIDField(db_index=True)
    action = models.CharField(
        max_length=8, choices=[(action.value, action.value) for action in AccessAction]
    )
    duty = models.CharField(max_length=16, default="", blank=True)
    reason = models.CharField(max_length=REASON_LIMIT, default="", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.action} {self.holder}"
