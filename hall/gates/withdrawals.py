"""Which versions of a record said no, so that the hall can tell what a gate knew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Max
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


def newest_withdrawals(holders: Collection[UUID]) -> dict[UUID, int]:
    """The highest version that said no of each of ``holders`` of whom one is known."""
    said_no = Withdrawal.objects.filter(holder__in=holders).order_by().values_list("holder")
    return dict(said_no.annotate(Max("version")))
