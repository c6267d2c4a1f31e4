"""What the hall lacks or refused stays, and so does what is young by its clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from gate_agent.journal.check import check_journal
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal
from sync.errors import StoreError
from sync.wire import GateEventKind
from tests.helpers.old_journal import (
    LATER,
    NOW,
    numbers,
    prune,
    refused,
    sent,
    write,
)


def test_what_was_not_sent_stays_with_all_after_it(journal: Journal) -> None:
    events = write(journal, 5 * EVERY_EVENTS)
    sent(journal, events[:100] + events[101:])
    assert prune(journal) == EVERY_EVENTS
    assert journal.load([101]) == (events[100],)


def test_what_the_hall_refused_stays_and_is_vouched_for(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    events = write(journal, 5 * EVERY_EVENTS)
    sent(journal, events[:6] + events[7:99] + events[100:])
    refused(journal, events[6], events[99])
    assert prune(journal) == 4 * EVERY_EVENTS - 2
    assert numbers(journal)[:3] == [7, 100, 4 * EVERY_EVENTS + 1]
    whole = check_journal(path, "east", key.public)
    assert whole.pruned is not None
    assert whole.pruned.kept == ((7, events[6].hash), (100, events[99].hash))

    assert journal.outbox.revive(7)
    assert prune(journal) == 0, "it waits again"
    sent(journal, [events[6]])
    sent(journal, write(journal, 2 * EVERY_EVENTS))
    assert prune(journal) == 2 * EVERY_EVENTS + 1
    assert numbers(journal)[0] == 100
    check_journal(path, "east", key.public)


def test_a_grant_that_stays_keeps_its_outcome(journal: Journal) -> None:
    """Else the next start would end it a second time."""
    attempt = uuid4()
    (grant,) = write(journal, 1, kind=GateEventKind.GRANTED, attempt=attempt)
    others = write(journal, 40)
    others += write(journal, 1, kind=GateEventKind.PASSED, attempt=attempt)
    others += write(journal, 3 * EVERY_EVENTS)
    refused(journal, grant)
    sent(journal, others)
    assert prune(journal)
    assert numbers(journal)[:2] == [1, 42]
    assert journal.unfinished() == ()


def test_the_store_itself_gives_no_other_row_away(journal: Journal) -> None:
    events = write(journal, 3 * EVERY_EVENTS)
    refused(journal, events[3])
    sent(journal, events[:3] + events[4:])
    prune(journal)
    for statement in (
        "DELETE FROM event WHERE seq = 4",
        f"DELETE FROM event WHERE seq = {3 * EVERY_EVENTS}",
        "DELETE FROM checkpoint",
    ):
        with pytest.raises(StoreError, match="append-only"), journal._store.write() as db:
            db.execute(statement)


@pytest.mark.parametrize("seq", [1, 64, 65, 100, 256, 257])
@pytest.mark.parametrize("ahead", [timedelta(days=100), timedelta(days=9999)])
def test_one_event_stamped_in_the_future_holds_up_no_other(
    journal: Journal, seq: int, ahead: timedelta
) -> None:
    """The gate started with a wrong clock, and had not yet heard the hall's time."""
    events = write(journal, seq - 1) + write(journal, 1, NOW + ahead)
    sent(journal, events + write(journal, 401 - seq, offset_s=0.0))
    assert prune(journal, NOW + timedelta(days=1)) == 5 * EVERY_EVENTS


def test_without_the_halls_time_a_future_stamp_is_still_found_out(journal: Journal) -> None:
    sent(journal, write(journal, 1, LATER + timedelta(days=1)) + write(journal, 400))
    assert prune(journal, NOW + timedelta(days=1)) == 5 * EVERY_EVENTS


def test_a_time_of_nothing_but_wrong_stamps_is_not_taken_for_old(journal: Journal) -> None:
    sent(journal, write(journal, 300, LATER + timedelta(days=1)))
    assert prune(journal) == 0
    sent(journal, write(journal, 100, LATER, offset_s=0.0))
    assert prune(journal, LATER - timedelta(days=1)) == 0, "they may be of that very day"
    assert prune(journal, LATER) == 5 * EVERY_EVENTS
