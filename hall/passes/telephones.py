"""Whose pass a telephone shows: a link that is opened once makes it theirs."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from hall.conf.current import hall_config
from hall.terminals.devices import token_hash
from hall.visitors.models import Visitor
from sync.wire import ReturnStatus

from .models import Telephone

LINK_LIFE: Final = timedelta(minutes=30)
"""For somebody who stands at the kiosk or the counter with the telephone in hand."""
STUDENT_TELEPHONE_LIFE: Final = timedelta(days=180)
"""A term; then it is linked again."""
_TOKEN_BYTES: Final = 24
"""192 bits: nobody finds a link by trying."""


def new_link(holder: UUID, now: datetime) -> str:
    """The address to open on the holder's telephone; the telephone of before shows no passes now.

    A visitor's link may be opened until the visit ends, since it is sent ahead; anybody else's
    for half an hour.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    visitor = Visitor.objects.filter(id=holder).first()
    Telephone.objects.update_or_create(
        holder=holder,
        defaults={
            "link_sha256": token_hash(token),
            "made_at": now,
            "link_until": now + LINK_LIFE if visitor is None else visitor.valid_until,
            "ends_at": now + STUDENT_TELEPHONE_LIFE if visitor is None else visitor.valid_until,
            "phone_sha256": None,
            "opened_at": None,
        },
    )
    return f"{hall_config().hall.public_url}/pass/{token}"


def linked(token: str, now: datetime) -> Telephone | None:
    """Whose link this is, if it may still be opened."""
    return Telephone.objects.filter(
        link_sha256=token_hash(token), phone_sha256__isnull=True, link_until__gt=now
    ).first()


def open_link(token: str, now: datetime) -> tuple[Telephone, str] | None:
    """Make the telephone theirs; what it has to keep. None when the link is spent or unknown.

    Of two that open one link at the same time the first has it.
    """
    phone = secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        found = linked(token, now)
        if found is None:
            return None
        found.phone_sha256, found.opened_at = token_hash(phone), now
        taken = Telephone.objects.filter(pk=found.pk, phone_sha256__isnull=True).update(
            phone_sha256=found.phone_sha256, opened_at=now
        )
    return (found, phone) if taken else None


def telephone(phone: str, now: datetime) -> Telephone | None:
    """The telephone that keeps ``phone``, while it may show passes."""
    if not phone:
        return None
    return Telephone.objects.filter(phone_sha256=token_hash(phone), ends_at__gt=now).first()


def forget_telephones(now: datetime) -> int:
    """Delete telephones that show no passes any more. Answers how many."""
    gone, _ = Telephone.objects.filter(ends_at__lt=now).delete()
    return gone


def may_have_link(holder: UUID, now: datetime) -> bool:
    """Whether a link makes sense: not for a visitor whose visit is over or was refused."""
    visitor = Visitor.objects.filter(id=holder).first()
    if visitor is None:
        return True
    hopeful = visitor.visit_status in (ReturnStatus.PENDING, ReturnStatus.APPROVED)
    return hopeful and visitor.valid_until > now
