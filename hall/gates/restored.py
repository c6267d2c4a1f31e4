"""The hall notices that it was restored from a backup: a gate knows what only a later hall can have
said. Revocations may be lost until the feed is begun again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import structlog
from django.utils import timezone

from hall.terminals.models import Device
from sync.wire import GateEvent

from .models import HEAD_ID, AlarmKind, FeedEntry, FeedHead, GateAlarm, RestoreEvidence

FURTHEST_PLACE: Final = 2**42
"""A feed that begins anew goes on at the time in milliseconds, which passes this in 2109: whoever
asks beyond it has read no feed and only tries whether it is refused."""
_log = structlog.get_logger(__name__)


def look_at_cursor(device: Device, cursor: int) -> None:
    """``device`` asks for what follows a place of the feed that this hall has not reached."""
    head = FeedHead.objects.get(pk=HEAD_ID)
    if head.seq < cursor <= FURTHEST_PLACE:
        _raise(head.epoch, device, device.gate, RestoreEvidence.CURSOR, seq=cursor)


def look_at_versions(device: Device, events: Sequence[GateEvent]) -> None:
    """``events``, new to the hall, name the versions of records that ``device`` decided by."""
    named = [
        (event, event.holder, event.record_version)
        for event in events
        if event.holder and event.record_version
    ]
    if not named:
        return
    holders = {holder for _, holder, _ in named}
    kept = dict(FeedEntry.objects.filter(holder__in=holders).values_list("holder", "version"))
    for event, holder, version in named:
        if holder in kept and version > kept[holder]:
            epoch = FeedHead.objects.get(pk=HEAD_ID).epoch
            _raise(epoch, device, event.gate, RestoreEvidence.VERSION, event.seq, event.event_id)
            return


def settle_restored() -> None:
    """The feed was begun again: take back what nobody has seen yet."""
    GateAlarm.objects.filter(kind=AlarmKind.RESTORED.value, seen_at__isnull=True).delete()


def _raise(
    epoch: UUID,
    device: Device,
    gate: str,
    evidence: RestoreEvidence,
    seq: int,
    event_id: UUID | None = None,
) -> None:
    """Once a day while it lasts, whichever gate and evidence comes first."""
    now = timezone.now()
    _, raised = GateAlarm.objects.get_or_create(
        kind=AlarmKind.RESTORED.value,
        about=f"{epoch}/{now:%Y-%m-%d}",
        defaults={
            "device": device,
            "gate": gate,
            "event_id": event_id,
            "seq": seq,
            "at": now,
            "detail": evidence.value,
            "raised_at": now,
        },
    )
    if raised:
        _log.error("hall_restored", device=device.name, gate=gate, evidence=evidence.value)
