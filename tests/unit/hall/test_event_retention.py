"""What gates reported goes when its time is over; the chains can be followed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gate_agent.journal.chain import chained
from hall.conf.current import hall_config
from hall.gates.alarms import unseen_counts
from hall.gates.events import keep_events
from hall.gates.models import GateAlarm, Journal, JournalledEvent, Withdrawal
from hall.gates.retention import SETTLING, forget_events
from hall.terminals.models import Device
from sync.wire import JOURNAL_START, GateEvent, TerminalRole
from tests.helpers.events import journalled
from tests.unit.hall.seeded import Campus

KEEP = timedelta(days=hall_config().events.keep_days)


@pytest.fixture
def gate(campus: Campus) -> Device:
    return campus.device(TerminalRole.GATE)


def happened(count: int, at: datetime, after: GateEvent | None = None) -> list[GateEvent]:
    """Events of that time that follow ``after``."""
    previous, seq = (after.hash, after.seq + 1) if after is not None else (JOURNAL_START, 1)
    events: list[GateEvent] = []
    for drawn in journalled(count, previous, seq):
        events.append(chained(drawn.model_copy(update={"at": at, "previous_hash": previous})))
        previous = events[-1].hash
    return events


def kept() -> list[int]:
    return list(JournalledEvent.objects.order_by("seq").values_list("seq", flat=True))


def follows() -> bool:
    """What is left of the journal follows from what it says was erased, up to its head."""
    journal = Journal.objects.get()
    last = journal.erased_hash or JOURNAL_START
    for event in journal.events.order_by("seq"):
        if event.previous_hash != last:
            return False
        last = event.hash
    return journal.last_hash == last


def test_events_go_when_their_time_is_over_and_the_chain_goes_on(gate: Device) -> None:
    now = timezone.now()
    first = happened(3, now)
    keep_events(gate, first)
    second = happened(3, now, first[-1])
    keep_events(gate, second)
    JournalledEvent.objects.filter(seq__lte=3).update(received_at=now - timedelta(days=10))
    assert forget_events(now + KEEP - timedelta(days=10)) == 0
    assert forget_events(now + KEEP - timedelta(days=9)) == 3
    assert kept() == [4, 5, 6]
    assert follows()
    assert forget_events(now + KEEP + timedelta(days=1)) == 3
    assert kept() == []
    assert follows()
    keep_events(gate, happened(2, now, second[-1]))
    assert kept() == [7, 8]
    assert follows()
    assert not unseen_counts(), "no gap is seen where events were erased"


def test_nothing_goes_from_the_middle(gate: Device) -> None:
    now = timezone.now()
    keep_events(gate, happened(4, now))
    came = now + KEEP - timedelta(days=5)
    JournalledEvent.objects.filter(seq=2).update(received_at=came)
    assert forget_events(now + KEEP + timedelta(days=1)) == 1
    assert kept() == [2, 3, 4]
    assert follows()


def test_what_came_late_does_not_stay_for_another_term(gate: Device) -> None:
    """Offered again after the hall was restored, or from a gate that was offline for long."""
    now = timezone.now()
    keep_events(gate, happened(2, now - timedelta(days=300)))
    assert forget_events(now + KEEP - timedelta(days=301)) == 0
    assert forget_events(now + KEEP - timedelta(days=299)) == 2


def test_an_event_whose_clock_is_years_behind_stays_for_a_while(gate: Device) -> None:
    now = timezone.now()
    keep_events(gate, happened(1, datetime(1970, 1, 2, tzinfo=UTC)))
    assert forget_events(now + SETTLING - timedelta(days=1)) == 0
    assert forget_events(now + SETTLING + timedelta(days=1)) == 1


def test_what_was_erased_is_not_taken_in_anew(gate: Device) -> None:
    now = timezone.now()
    old = happened(3, now - KEEP - timedelta(days=1))
    keep_events(gate, old)
    young = happened(2, now, old[-1])
    keep_events(gate, young)
    assert forget_events(now + SETTLING + timedelta(days=1)) == 3
    again = keep_events(gate, [*old, *young])
    assert again.duplicate == tuple(event.event_id for event in (*old, *young))
    assert kept() == [4, 5]


def test_what_was_raised_at_them_goes_too(campus: Campus, gate: Device) -> None:
    now = timezone.now()
    keep_events(gate, happened(2, now)[1:])
    Withdrawal.objects.create(holder=campus.student().id, version=3, at=now)
    assert dict(unseen_counts())
    forget_events(now + KEEP - timedelta(days=1))
    assert GateAlarm.objects.exists()
    assert Withdrawal.objects.exists()
    forget_events(now + KEEP + timedelta(days=1))
    assert not GateAlarm.objects.exists()
    assert not Withdrawal.objects.exists()
