"""Keeping what the gates report: each event once, each journal a chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from hall.conf.problems import Refused
from hall.passes.issue import note_use
from hall.terminals.models import Device
from sync.wire import EventReceipt, GateEvent, RejectedEvent, event_hash

from .chain import Fit, Neighbours, continues, fit
from .models import Journal, JournalledEvent
from .revocations import admitted_after_revocation

_log = structlog.get_logger(__name__)


def keep_events(device: Device, events: Iterable[GateEvent]) -> EventReceipt:
    """Keep what is new; each event ends in exactly one list of the receipt."""
    accepted: list[UUID] = []
    duplicate: list[UUID] = []
    rejected: list[RejectedEvent] = []
    with transaction.atomic():
        for event in events:
            known = _known_hash(event.event_id)
            if known is not None and known == event.hash == event_hash(event):
                duplicate.append(event.event_id)
                continue
            why = Refused.EVENT_CONFLICT if known is not None else _keep(device, event)
            if why is None:
                accepted.append(event.event_id)
            else:
                rejected.append(RejectedEvent(event_id=event.event_id, problem=why.problem()))
                _log.warning("event_rejected", gate=event.gate, seq=event.seq, why=why.code)
    return EventReceipt(
        accepted=tuple(accepted), duplicate=tuple(duplicate), rejected=tuple(rejected)
    )


def _known_hash(event_id: UUID) -> str | None:
    return JournalledEvent.objects.filter(event_id=event_id).values_list("hash", flat=True).first()


def _keep(device: Device, event: GateEvent) -> Refused | None:
    """Store ``event`` at its place; the refusal when it fits nowhere."""
    journal = Journal.objects.filter(device=device, gate=event.gate).first()
    verdict = fit(event, _neighbours(journal, event.seq))
    gap = False
    match verdict:
        case Fit.HASH_MISMATCH:
            return Refused.HASH_MISMATCH
        case Fit.CHAIN_BROKEN:
            return Refused.CHAIN_BROKEN
        case Fit.BEGINS:
            gap = journal is not None and not continues(event, _newest_hash(journal))
            journal = _begin(device, event.gate)
        case Fit.AFTER_GAP:
            gap = True
            journal = journal or _begin(device, event.gate)
        case Fit.LINKED:
            pass
        case _:
            assert_never(verdict)
    if journal is None:
        raise AssertionError("a linked event has a journal")
    if gap:
        _log.warning("journal_gap", gate=event.gate, before_seq=event.seq)
    _store(journal, event, gap=gap)
    return None


def _begin(device: Device, gate: str) -> Journal:
    return Journal.objects.create(device=device, gate=gate, began_at=timezone.now())


def _newest_hash(journal: Journal) -> str | None:
    return journal.events.order_by("-seq").values_list("hash", flat=True).first()


def _neighbours(journal: Journal | None, seq: int) -> Neighbours | None:
    if journal is None:
        return None
    around = {
        place: (hash_, previous)
        for place, hash_, previous in journal.events.filter(
            seq__in=(seq - 1, seq, seq + 1)
        ).values_list("seq", "hash", "previous_hash")
    }
    before, same, after = around.get(seq - 1), around.get(seq), around.get(seq + 1)
    return Neighbours(
        before=before[0] if before else None,
        same=same[0] if same else None,
        after=after[1] if after else None,
    )


def _store(journal: Journal, event: GateEvent, *, gap: bool) -> None:
    JournalledEvent.objects.create(
        journal=journal,
        gap_before=gap,
        after_revocation=admitted_after_revocation(event),
        received_at=timezone.now(),
        **event.model_dump(exclude={"gate"}),
    )
    note_use(event)
    journal.events.filter(seq=event.seq + 1, gap_before=True).update(gap_before=False)
