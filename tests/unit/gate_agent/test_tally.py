"""Counts kept with the events say the same as the events themselves, also of an older journal."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from gate_agent.desk.board import LaneSign
from gate_agent.desk.reports import ended, lane_figures, refusal_figures
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.journal.tally import BUCKET_S, bucket_of, day_in, total
from gate_agent.passage.event_reasons import ALL_LANES
from sync.wire import ActOutcome, Bilingual, Direction, GateEventKind

DAY = datetime(2026, 9, 1, tzinfo=UTC)
KINDS = (
    GateEventKind.GRANTED,
    GateEventKind.DENIED,
    GateEventKind.PASSED,
    GateEventKind.OPENED_BY_GUARD,
    GateEventKind.REFUSED_BY_GUARD,
)


def some_day(journal: Journal, count: int) -> None:
    chance = random.Random(20260901)
    for _ in range(count):
        kind = chance.choice(KINDS)
        journal.append(
            NewEvent(
                lane=chance.choice(("L1", "L2")),
                kind=kind,
                at=DAY + timedelta(seconds=chance.randrange(86_400)),
                direction=chance.choice(tuple(Direction)),
                attempt=uuid4(),
                reason=chance.choice(("pending", "expired")) if kind is KINDS[1] else "",
            )
        )


def test_figures_are_what_the_events_say(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", "east")
    some_day(journal, 400)
    events = list(journal.events())
    counts = journal.counts(DAY, DAY + timedelta(days=1))
    assert sum(count.count for count in counts) == len(events)
    for kind in KINDS:
        assert total(counts, kind) == sum(event.kind is kind for event in events)
    sign = LaneSign("L1", Bilingual(zh="1 号道", en="Lane 1"), Direction.IN)
    lane = lane_figures(sign, counts, DAY, DAY + timedelta(days=1))
    entered = Counter(
        (event.at - DAY) // timedelta(seconds=BUCKET_S)
        for event in events
        if event.lane == "L1"
        and event.kind is GateEventKind.PASSED
        and event.direction is Direction.IN
    )
    assert lane.entered == tuple(entered[bucket] for bucket in range(288))
    assert lane.busiest == max(a + b for a, b in zip(lane.entered, lane.left, strict=True))
    refused = {figure.reason: figure.count for figure in refusal_figures(counts)}
    assert refused == {
        **Counter(event.reason for event in events if event.kind is GateEventKind.DENIED),
        "refused_by_guard": total(counts, GateEventKind.REFUSED_BY_GUARD),
    }
    notable = journal.notable(DAY, DAY + timedelta(days=1), 500)
    expected = [e for e in events if e.kind in KINDS[3:]]
    assert sorted(e.seq for e in notable) == [e.seq for e in expected]
    journal.close()


def test_a_person_is_found_among_the_events(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", "east")
    holder = uuid4()
    for about in (holder, uuid4(), holder, None):
        journal.append(
            NewEvent(
                lane="L1",
                kind=GateEventKind.DENIED,
                at=DAY,
                direction=Direction.IN,
                holder=about,
                reason="pending",
            )
        )
    assert [event.seq for event in journal.of_holder(holder, 10)] == [3, 1]
    assert [event.seq for event in journal.of_holder(holder, 1)] == [3]
    journal.close()


@pytest.mark.parametrize(
    ("zone", "day", "begins", "buckets"),
    [
        ("Asia/Shanghai", date(2026, 9, 1), "2026-08-31T16:00:00+00:00", 288),
        ("UTC", date(2026, 9, 1), "2026-09-01T00:00:00+00:00", 288),
        ("Asia/Kathmandu", date(2026, 9, 1), "2026-08-31T18:15:00+00:00", 288),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00+00:00", 276),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00:00+00:00", 300),
    ],
)
def test_a_day_is_the_zones_and_lies_on_the_edges_of_five_minutes(
    zone: str, day: date, begins: str, buckets: int
) -> None:
    begin, end = day_in(ZoneInfo(zone), day)
    assert begin.astimezone(UTC).isoformat() == begins
    assert begin.timestamp() % BUCKET_S == 0
    assert bucket_of(end) - bucket_of(begin) == buckets


def test_an_act_stands_once_by_its_end(tmp_path: Path) -> None:
    """One whose end is missing, as after a crash, stands by its beginning."""
    journal = Journal(tmp_path / "journal.db", "east")
    told = [
        ("barrier-1", ActOutcome.BEGUN),
        ("barrier-1", ActOutcome.BEGUN),
        ("barrier-2", ActOutcome.BEGUN),
        ("barrier-2", ActOutcome.FAILED),
        ("barrier-1", ActOutcome.DONE),
    ]
    for device, outcome in told:
        journal.append(
            NewEvent(
                lane=ALL_LANES,
                kind=GateEventKind.BARRIER_PULSED,
                at=DAY,
                direction=Direction.IN,
                guard="Tech Luo",
                device=device,
                outcome=outcome,
            )
        )
    acts = ended(journal.notable(DAY, DAY + timedelta(days=1), 500))
    assert [event.seq for event in acts] == [5, 4, 1]
    journal.close()
