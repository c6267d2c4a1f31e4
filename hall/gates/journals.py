"""Puts a gate's events into journals, each one run of events that follow from one another.

An event whose predecessor is missing begins a run of its own, which is joined to the other once
what is between has come. One that goes on from the middle of a run begins a *fork*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

import structlog
from django.db.models import Q
from django.utils import timezone

from hall.terminals.models import Device
from sync.wire import GateEvent

from .alarms import raise_alarm, settle_alarms
from .chain import Before, Fit, continues
from .models import AlarmKind, Journal, JournalledEvent

_log = structlog.get_logger(__name__)

Placeable = Literal[Fit.BEGINS, Fit.FOLLOWS, Fit.FORKS, Fit.AFTER_GAP]


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The kept event that a new one follows, and its journal."""

    journal: Journal
    before: Before


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new event goes."""

    journal: Journal
    gap: bool
    """What was before it has not arrived."""


def predecessor(event: GateEvent) -> Predecessor | None:
    """What ``event`` follows, whichever terminal reported it as this gate; None: not kept."""
    journals = Journal.objects.filter(gate=event.gate, last_hash=event.previous_hash)
    journal = journals.select_related("device").first()
    if journal is not None:
        return Predecessor(journal, Before(journal.last_seq, newest=True))
    kept = (
        JournalledEvent.objects.filter(hash=event.previous_hash, journal__gate=event.gate)
        .select_related("journal__device")
        .first()
    )
    return Predecessor(kept.journal, Before(kept.seq, newest=False)) if kept else None


def place(device: Device, event: GateEvent, how: Placeable, after: Predecessor | None) -> Place:
    """The journal that ``event`` goes into, made if need be; whoever ought to look is alarmed."""
    own = Journal.objects.filter(device=device, gate=event.gate).exclude(follows=event.hash)
    match how:
        case Fit.BEGINS:
            # Until a beginning is kept, this may be the one of what came before it.
            begun_before = own.filter(first_seq=1).exists()
            heads = set(own.values_list("last_hash", flat=True)) if begun_before else set()
            gap = not continues(event, heads)
            journal = _begin(device, event)
        case Fit.AFTER_GAP:
            newest = own.order_by("-pk").first()
            gap = True
            journal = _begin(
                device, event, forked=newest is not None and newest.spans(event.seq - 1)
            )
        case Fit.FOLLOWS | Fit.FORKS:
            if after is None:
                raise AssertionError("what follows has a predecessor")
            gap = False
            if how is Fit.FOLLOWS and after.journal.device == device:
                journal = after.journal
                _alarm_if_outlived(journal, event)
            else:
                journal = _begin(device, event, after.journal, forked=how is Fit.FORKS)
        case _:
            assert_never(how)
    if gap and not journal.forked:
        raise_alarm(AlarmKind.GAP, event, device, journal)
    return Place(journal, gap)


def join(journal: Journal, event: GateEvent) -> None:
    """Let what waited for ``event``, just stored in ``journal``, follow it."""
    if journal.last_seq < event.seq:
        journal.last_seq, journal.last_hash = event.seq, event.hash
        journal.save(update_fields=["last_seq", "last_hash"])
    waiting = Journal.objects.filter(gate=event.gate, follows=event.hash).order_by("pk")
    for later in waiting.select_related("device"):
        if later.device == journal.device and journal.last_seq == event.seq:
            _merge(journal, later)
            continue
        settle_alarms(later, AlarmKind.GAP, AlarmKind.FORKED)
        first = later.events.filter(seq=later.first_seq)
        first.update(gap_before=False)
        later.branch_of = journal
        later.forked = journal.last_seq > event.seq
        later.save(update_fields=["branch_of", "forked"])
        if later.forked:
            _alarm_about_fork(later, event)


def _begin(
    device: Device, event: GateEvent, branch_of: Journal | None = None, *, forked: bool = False
) -> Journal:
    journal = Journal.objects.create(
        device=device,
        gate=event.gate,
        began_at=timezone.now(),
        first_seq=event.seq,
        follows=event.previous_hash,
        last_seq=event.seq,
        last_hash=event.hash,
        branch_of=branch_of,
        forked=forked,
    )
    if forked:
        _alarm_about_fork(journal, event)
    return journal


def _merge(journal: Journal, later: Journal) -> None:
    """``later`` turned out to go on where ``journal`` ends."""
    later.events.update(journal=journal)
    journal.events.filter(seq=later.first_seq).update(gap_before=False)
    later.branches.update(branch_of=journal)
    settle_alarms(later, AlarmKind.GAP, AlarmKind.FORKED)
    later.alarms.update(journal=journal)
    journal.last_seq, journal.last_hash = later.last_seq, later.last_hash
    if later.erased_to:
        journal.erased_to, journal.erased_hash = later.erased_to, later.erased_hash
    journal.save(update_fields=["last_seq", "last_hash", "erased_to", "erased_hash"])
    later.delete()


def _alarm_about_fork(journal: Journal, event: GateEvent) -> None:
    _log.warning("journal_forked", gate=journal.gate, after_seq=journal.first_seq - 1)
    raise_alarm(AlarmKind.FORKED, event, journal.device, journal)


def _alarm_if_outlived(journal: Journal, event: GateEvent) -> None:
    """A journal grows although the gate began or forked another after it: an old disk was put back,
    or two gates run under one identity."""
    younger = Journal.objects.filter(device=journal.device, gate=journal.gate, pk__gt=journal.pk)
    if younger.filter(Q(forked=True) | Q(first_seq=1)).exists():
        _log.warning("journal_resumed", gate=journal.gate, seq=event.seq)
        raise_alarm(AlarmKind.RESUMED, event, journal.device, journal)
