"""Keeping what the gates report: each event once, each journal a chain."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from hall.conf.problems import Refused
from hall.passes.issue import note_use
from hall.terminals.models import Device
from sync.wire import EventReceipt, GateEvent, RejectedEvent, event_hash

from .alarms import raise_alarm
from .chain import Fit, fit
from .journal_keys import note_journal_key
from .journals import join, place, predecessor
from .models import AlarmKind, Journal, JournalledEvent
from .restored import look_at_versions
from .retention import was_erased
from .revocations import admitted_after_revocation

_log = structlog.get_logger(__name__)


def keep_events(device: Device, events: Iterable[GateEvent]) -> EventReceipt:
    """Keep what is new; each event ends in exactly one list of the receipt."""
    accepted: list[GateEvent] = []
    duplicate: list[UUID] = []
    rejected: list[RejectedEvent] = []
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        for event in events:
            known = _known_hash(event.event_id)
            if known is not None and known == event.hash == event_hash(event):
                duplicate.append(event.event_id)
                continue
            if known is None and was_erased(event):
                duplicate.append(event.event_id)
                continue
            why = Refused.EVENT_CONFLICT if known is not None else _keep(device, event)
            if why is None:
                accepted.append(event)
            else:
                rejected.append(RejectedEvent(event_id=event.event_id, problem=why.problem()))
                _log.warning("event_rejected", gate=event.gate, seq=event.seq, why=why.code)
                raise_alarm(AlarmKind.REJECTED, event, device, detail=why.code)
        look_at_versions(device, accepted)
    return EventReceipt(
        accepted=tuple(event.event_id for event in accepted),
        duplicate=tuple(duplicate),
        rejected=tuple(rejected),
    )


def _known_hash(event_id: UUID) -> str | None:
    return JournalledEvent.objects.filter(event_id=event_id).values_list("hash", flat=True).first()


def _keep(device: Device, event: GateEvent) -> Refused | None:
    """Store ``event`` at its place; the refusal when it contradicts itself."""
    after = predecessor(event)
    how = fit(event, after.before if after is not None else None)
    if how is Fit.HASH_MISMATCH:
        return Refused.HASH_MISMATCH
    if how is Fit.CHAIN_BROKEN:
        return Refused.CHAIN_BROKEN
    _note_gate(device, event)
    found = place(device, event, how, after)
    if found.gap:
        _log.warning("journal_gap", gate=event.gate, before_seq=event.seq)
    _store(found.journal, event, gap=found.gap)
    note_journal_key(device, event)
    join(found.journal, event)
    return None


def _note_gate(device: Device, event: GateEvent) -> None:
    """A terminal reports as the gate that its configuration names; a change is worth a look."""
    if device.gate == event.gate:
        return
    if device.gate:
        _log.warning("gate_changed", device=device.name, before=device.gate, gate=event.gate)
        raise_alarm(AlarmKind.OTHER_GATE, event, device, detail=device.gate)
    others = Device.objects.filter(gate=event.gate, revoked_at__isnull=True).exclude(pk=device.pk)
    other = others.first()
    if other is not None:
        _log.warning("gate_shared", device=device.name, other=other.name, gate=event.gate)
        raise_alarm(AlarmKind.SHARED_GATE, event, device, detail=other.name)
    device.gate = event.gate
    device.save(update_fields=["gate"])


def _store(journal: Journal, event: GateEvent, *, gap: bool) -> None:
    received = timezone.now()
    after_revocation = admitted_after_revocation(event, received)
    JournalledEvent.objects.create(
        journal=journal,
        gap_before=gap,
        after_revocation=after_revocation,
        received_at=received,
        **event.model_dump(exclude={"gate"}),
    )
    if after_revocation:
        raise_alarm(AlarmKind.ADMITTED, event, journal.device, journal)
    note_use(event)
