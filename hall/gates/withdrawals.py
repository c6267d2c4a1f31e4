"""Which versions of a record said no, so that the hall can tell what a gate knew."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from sync.wire import AccessRecord, ReturnStatus

from .models import Withdrawal


def note_withdrawals(records: Iterable[AccessRecord]) -> None:
    """Keep which of ``records``, about to be published, are revoked or blocked."""
    now = timezone.now()
    Withdrawal.objects.bulk_create(
        Withdrawal(holder=record.holder, version=record.version, at=now)
        for record in records
        if record.blocked or record.status is ReturnStatus.REVOKED
    )


def newest_withdrawal(holder: UUID) -> int | None:
    """The highest version of the holder's record that said no; None when none is known."""
    said_no = Withdrawal.objects.filter(holder=holder).order_by("-version")
    return said_no.values_list("version", flat=True).first()
