"""What keeps old events in the journal is said."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.check import check_journal
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.prune import KEPT_LIMIT, PORTION
from gate_agent.journal.retention import STAMP, TOO_MANY_REFUSED, UNSENT
from gate_agent.journal.store import Journal, NewEvent
from sync.wire import Direction, GateEventKind
from tests.helpers.old_journal import (
    LATER,
    Clocks,
    keeper,
    numbers,
    prune,
    refused,
    sent,
    write,
)
from tests.helpers.waiting import wait_until


def test_more_refused_events_than_can_stay_are_said_and_can_be_dismissed(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    events = write(journal, KEPT_LIMIT + 2 * EVERY_EVENTS)
    refused(journal, *events[: KEPT_LIMIT + 1])
    sent(journal, events[KEPT_LIMIT + 1 :])
    journal.append(NewEvent("L1", GateEventKind.DENIED, LATER, Direction.IN))
    assert prune(journal) == PORTION - KEPT_LIMIT == 0
    conditions = shown(journal)
    assert conditions.problem(Area.RETENTION) == TOO_MANY_REFUSED
    dismissal = NewEvent(
        "all", GateEventKind.EVENT_DISMISSED, LATER, Direction.IN, guard="Wang", reason="tests"
    )
    assert journal.dismiss(2, 300, dismissal) == KEPT_LIMIT
    assert journal.dismiss(2, 300, dismissal) == 0
    (letter,) = journal.outbox.dead_letters()
    assert letter.position == 1
    told = journal.latest([GateEventKind.EVENT_DISMISSED], 999)
    assert [event.noted for event in told] == [str(n) for n in range(KEPT_LIMIT + 1, 1, -1)]
    assert {(event.guard, event.reason) for event in told} == {("Wang", "tests")}
    assert prune(journal)
    assert numbers(journal)[0] == 1
    assert numbers(journal)[1] > KEPT_LIMIT
    assert check_journal(path, "east", key.public).pruned is not None


def test_old_events_that_the_hall_has_not_are_said(journal: Journal) -> None:
    events = write(journal, 3 * EVERY_EVENTS)
    sent(journal, events[:9] + events[10:])
    conditions = shown(journal)
    assert conditions.problem(Area.RETENTION) == UNSENT.format(seq=10)
    sent(journal, events)
    assert shown(journal).problem(Area.RETENTION) is None


def test_a_stamp_that_holds_up_older_events_is_said(journal: Journal) -> None:
    late = write(journal, 1, LATER, offset_s=0.0)
    sent(journal, late + write(journal, 3 * EVERY_EVENTS, offset_s=0.0))
    conditions = shown(journal)
    assert conditions.problem(Area.RETENTION) == STAMP.format(seq=1)


def shown(journal: Journal) -> Conditions:
    """What is said by a retention that begins, looks, and ends."""
    clocks = Clocks(LATER + timedelta(hours=1))
    clocks.hall.heard(clocks.wall)
    looked = threading.Event()
    conditions = Conditions(looked.set)
    retention = keeper(journal, clocks, conditions)
    retention.start()
    try:
        wait_until(lambda: looked.is_set() or len(numbers(journal)) == EVERY_EVENTS, "it looked")
    finally:
        retention.stop()
    return conditions
