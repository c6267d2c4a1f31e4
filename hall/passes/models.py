"""Telephones that may show somebody's pass, and the passes that were issued to them."""

from __future__ import annotations

from django.db import models

from hall.terminals.models import HASH_LENGTH


class Telephone(models.Model):
    """One link to a pass and, once it was opened, the telephone that opened it.

    A holder has at most one; a new link puts the old telephone out of use. Neither the link's
    token nor the telephone's is kept, only their SHA-256.
    """

    holder = models.UUIDField(primary_key=True)
    link_sha256 = models.CharField(max_length=HASH_LENGTH, unique=True)
    made_at = models.DateTimeField()
    link_until = models.DateTimeField()
    """Until when the link may be opened."""
    ends_at = models.DateTimeField()
    """Until when the telephone may show passes."""
    phone_sha256 = models.CharField(max_length=HASH_LENGTH, unique=True, null=True)
    """None until somebody opened the link."""
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"telephone of {self.holder}"


class IssuedPass(models.Model):
    """One pass, and where it was used."""

    pass_id = models.UUIDField(primary_key=True)
    holder = models.UUIDField(db_index=True)
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    used_gate = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        verbose_name_plural = "issued passes"

    def __str__(self) -> str:
        return f"pass {self.pass_id}"
