"""A journal whose events have grown old."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from gate_agent.conditions import Conditions
from gate_agent.journal.retention import Retention
from gate_agent.journal.store import Journal, NewEvent
from sync.clock import HallClock
from sync.wire import Bilingual, Direction, GateEvent, GateEventKind, Problem

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)


LATER = NOW + timedelta(days=200)


REFUSED = Problem(code="invalid", message=Bilingual(zh="不合规", en="Invalid"))


def write(
    journal: Journal,
    count: int,
    at: datetime = NOW,
    kind: GateEventKind = GateEventKind.DENIED,
    attempt: UUID | None = None,
    offset_s: float | None = None,
) -> list[GateEvent]:
    new = NewEvent("L1", kind, at, Direction.IN, attempt, holder=uuid4(), hall_offset_s=offset_s)
    return [journal.append(new) for _ in range(count)]


def sent(journal: Journal, events: list[GateEvent]) -> None:
    journal.outbox.settle([event.seq for event in events])


def refused(journal: Journal, *events: GateEvent) -> None:
    journal.outbox.settle([], [(event.seq, REFUSED) for event in events])


def prune(journal: Journal, before: datetime = LATER) -> int:
    """Until nothing goes; how many went."""
    removed = 0
    while portion := journal.prune(before, LATER).removed:
        removed += portion
    return removed


def numbers(journal: Journal) -> list[int]:
    return [event.seq for event in journal.events()]


def change(path: Path, *statements: str) -> None:
    """Do what somebody with the file in his hands can do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            assert db.execute(statement).rowcount, f"{statement} changed nothing"


class Clocks:
    """Both clocks, set by hand."""

    def __init__(self, wall: datetime) -> None:
        self.wall = wall
        self.hall = HallClock(lambda: self.wall, lambda: 0.0)


def keeper(journal: Journal, clocks: Clocks, conditions: Conditions | None = None) -> Retention:
    said = conditions or Conditions(lambda: None)
    return Retention(journal, timedelta(days=200), clocks.hall, said, look_s=0.01)
