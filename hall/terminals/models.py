"""Terminals and the sessions at kiosks. Tokens are stored only as SHA-256."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models

from hall.people.models import Student
from sync.wire import TerminalRole

HASH_LENGTH: Final = 64


class Device(models.Model):
    """A terminal that was enrolled. A revoked one stays on the list, refused."""

    name = models.CharField(max_length=64, unique=True)
    role = models.CharField(
        max_length=8, choices=[(role.value, role.value) for role in TerminalRole]
    )
    token_sha256 = models.CharField(max_length=HASH_LENGTH, unique=True)
    enrolled_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    gate = models.CharField(max_length=64, default="", blank=True)
    """Code of the gate that it last reported as; empty before its first event, and of a kiosk."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def terminal_role(self) -> TerminalRole:
        return TerminalRole(self.role)


class KioskSession(models.Model):
    """A student signed in at one kiosk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_sha256 = models.CharField(max_length=HASH_LENGTH, unique=True)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="sessions")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="sessions")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"session {self.id} at {self.device_id}"
