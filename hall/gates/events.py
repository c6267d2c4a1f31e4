"""Keeping what the gates report: each event once, each journal a chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
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
from .revocations import Revocations
from .runs import Run

_log = structlog.get_logger(__name__)


def keep_events(device: Device, events: Sequence[GateEvent]) -> EventReceipt:
    """Keep what is new; each event ends in exactly one list of the receipt."""
    accepted: list[GateEvent] = []
    duplicate: list[UUID] = []
    rejected: list[RejectedEvent] = []
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        keeper = _Keeper(device, events)
        for event in events:
            match keeper.keep(event):
                case None:
                    accepted.append(event)
                case _Known():
                    duplicate.append(event.event_id)
                case Refused() as why:
                    rejected.append(RejectedEvent(event_id=event.event_id, problem=why.problem()))
                    _log.warning("event_rejected", gate=event.gate, seq=event.seq, why=why.code)
                    raise_alarm(AlarmKind.REJECTED, event, device, detail=why.code)
        keeper.finish()
        look_at_versions(device, accepted)
    return EventReceipt(
        accepted=tuple(event.event_id for event in accepted),
        duplicate=tuple(duplicate),
        rejected=tuple(rejected),
    )


class _Known:
    """The event is kept already, or was until its time was over."""


class _Keeper:
    """Keeps one upload of ``device`` within the caller's transaction."""

    def __init__(self, device: Device, events: Sequence[GateEvent]) -> None:
        self._device: Final = device
        self._events: Final = events
        self._kept: Final = _kept_hashes(events)
        self._revocations: Final = Revocations(events)
        self._run: Run | None = None

    def keep(self, event: GateEvent) -> _Known | Refused | None:
        """None: it is new, and kept."""
        known = self._kept.get(event.event_id)
        if known is not None:
            same = known == event.hash == event_hash(event)
            return _Known() if same else Refused.EVENT_CONFLICT
        if was_erased(event):
            return _Known()
        if self._run is not None and self._run.takes(event):
            self._run.add(event, self._row(self._run.journal, event))
        else:
            refused = self._place(event)
            if refused is not None:
                return refused
        self._kept[event.event_id] = event.hash
        return None

    def finish(self) -> None:
        """Store what was only put together so far."""
        if self._run is not None:
            self._run.store()
            self._run = None

    def _place(self, event: GateEvent) -> Refused | None:
        """Store ``event`` at its place; the refusal when it contradicts itself."""
        self.finish()
        after = predecessor(event)
        how = fit(event, after.before if after is not None else None)
        if how is Fit.HASH_MISMATCH:
            return Refused.HASH_MISMATCH
        if how is Fit.CHAIN_BROKEN:
            return Refused.CHAIN_BROKEN
        _note_gate(self._device, event)
        found = place(self._device, event, how, after)
        if found.gap:
            _log.warning("journal_gap", gate=event.gate, before_seq=event.seq)
        self._row(found.journal, event, gap=found.gap).save(force_insert=True)
        join(found.journal, event)
        if found.journal.last_hash == event.hash:
            self._run = Run(found.journal, self._events)
        return None

    def _row(self, journal: Journal, event: GateEvent, *, gap: bool = False) -> JournalledEvent:
        """What to store of ``event``; whatever else follows from it is done."""
        received = timezone.now()
        after_revocation = self._revocations.admitted_after(event, received)
        if after_revocation:
            raise_alarm(AlarmKind.ADMITTED, event, self._device, journal)
        note_use(event)
        note_journal_key(self._device, event)
        return JournalledEvent(
            journal=journal,
            gap_before=gap,
            after_revocation=after_revocation,
            received_at=received,
            **event.model_dump(exclude={"gate"}),
        )


def _kept_hashes(events: Sequence[GateEvent]) -> dict[UUID, str]:
    """Of those of ``events`` that are kept already, by id."""
    ids = [event.event_id for event in events]
    kept = JournalledEvent.objects.filter(event_id__in=ids)
    return dict(kept.values_list("event_id", "hash"))


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
