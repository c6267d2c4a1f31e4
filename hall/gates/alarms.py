"""What somebody has to look into: raised while events come in, marked as seen by a named person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

from django.db.models import Count
from django.utils import timezone

from hall.people.models import User
from hall.terminals.models import Device
from sync.wire import GateEvent

from .models import AlarmKind, GateAlarm, Journal

EventAlarm = Literal[
    AlarmKind.ADMITTED,
    AlarmKind.GAP,
    AlarmKind.FORKED,
    AlarmKind.RESUMED,
    AlarmKind.JOURNAL_KEY,
    AlarmKind.OTHER_GATE,
    AlarmKind.SHARED_GATE,
    AlarmKind.REJECTED,
]
"""What is raised at one event."""


def raise_alarm(
    kind: EventAlarm,
    event: GateEvent,
    device: Device,
    journal: Journal | None = None,
    detail: str = "",
) -> None:
    """Raise it, unless the same was told before. ``detail``: see :attr:`GateAlarm.detail`."""
    GateAlarm.objects.get_or_create(
        kind=kind.value,
        about=_about(kind, event, device, journal),
        defaults={
            "device": device,
            "gate": event.gate,
            "journal": journal,
            "event_id": event.event_id,
            "seq": event.seq,
            "holder": event.holder if kind is AlarmKind.ADMITTED else None,
            "at": event.at,
            "detail": detail,
            "raised_at": timezone.now(),
        },
    )


def settle_alarms(journal: Journal, *kinds: AlarmKind) -> None:
    """What was missing has arrived: take back what nobody has seen yet."""
    journal.alarms.filter(kind__in=[kind.value for kind in kinds], seen_at__isnull=True).delete()


def unseen_counts() -> Mapping[AlarmKind, int]:
    """How many of each kind nobody has marked as seen; kinds without any are left out."""
    counted = GateAlarm.objects.filter(seen_at__isnull=True).order_by().values_list("kind")
    return {AlarmKind(kind): count for kind, count in counted.annotate(Count("pk"))}


def mark_seen(alarm: int, user: User) -> bool:
    """``user`` answers for it from now on; False when somebody did before, or there is none."""
    unseen = GateAlarm.objects.filter(pk=alarm, seen_at__isnull=True)
    return unseen.update(seen_by=user, seen_at=timezone.now()) > 0


def _about(kind: EventAlarm, event: GateEvent, device: Device, journal: Journal | None) -> str:
    """What is told only once. What goes on is told again each day."""
    match kind:
        case AlarmKind.ADMITTED:
            return str(event.attempt or event.event_id)
        case AlarmKind.GAP | AlarmKind.FORKED | AlarmKind.JOURNAL_KEY | AlarmKind.REJECTED:
            return str(event.event_id)
        case AlarmKind.RESUMED | AlarmKind.OTHER_GATE | AlarmKind.SHARED_GATE:
            run = journal.pk if journal is not None else 0
            return f"{device.pk}/{event.gate}/{run}/{timezone.now():%Y-%m-%d}"
        case _:
            assert_never(kind)
