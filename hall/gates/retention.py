"""How long the hall keeps what gates reported: who went where and when is not kept without end.

Events go from the front of each journal, so that those left still follow from one another and from
the hash that the journal keeps of the last one gone. Nothing goes from the middle.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hall.conf.current import hall_config
from sync.wire import GateEvent

from .models import GateAlarm, Journal, Withdrawal

SETTLING: Final = timedelta(days=30)
"""An event that came late, from a gate that was offline or that offered it again, is kept so long
at least: its own time may be wrong, and somebody may have to look at it."""
_PORTION: Final = 2000


def forget_events(now: datetime) -> int:
    """Erase the events that are older than `events.keep_days`, and what was raised at them.

    Answers how many events went. The journals' heads stay.
    """
    before = now - _kept_for()
    GateAlarm.objects.filter(raised_at__lt=before).delete()
    Withdrawal.objects.filter(at__lt=before).delete()
    erased = 0
    for journal in Journal.objects.order_by("pk").values_list("pk", flat=True):
        while portion := _erase_front(journal, before, now - SETTLING):
            erased += portion
    return erased


def was_erased(event: GateEvent) -> bool:
    """Whether ``event`` is one whose time was over: offered again, it is not taken in anew."""
    return (
        event.at < timezone.now() - _kept_for()
        and Journal.objects.filter(
            gate=event.gate, first_seq__lte=event.seq, erased_to__gte=event.seq
        ).exists()
    )


def _erase_front(pk: int, before: datetime, settled: datetime) -> int:
    """A portion of the events of one journal that nobody needs any more; how many went."""
    over = Q(received_at__lt=before) | Q(at__lt=before, received_at__lt=settled)
    with transaction.atomic():
        journal = Journal.objects.select_for_update().filter(pk=pk).first()
        if journal is None:
            return 0  # joined to another meanwhile
        stays = journal.events.exclude(over).order_by("seq").values_list("seq", flat=True).first()
        front = journal.events.order_by("seq")
        if stays is not None:
            front = front.filter(seq__lt=stays)
        going = list(front.values_list("pk", "seq", "hash")[:_PORTION])
        if not going:
            return 0
        _, journal.erased_to, journal.erased_hash = going[-1]
        journal.save(update_fields=["erased_to", "erased_hash"])
        journal.events.filter(seq__lte=journal.erased_to).delete()
    return len(going)


def _kept_for() -> timedelta:
    return timedelta(days=hall_config().events.keep_days)
