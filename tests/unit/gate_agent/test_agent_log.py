"""What the agent writes of itself at its start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from gate_agent.agent_log import AgentLog
from gate_agent.conditions import Conditions
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.rules.presence import PresenceBook
from gate_agent.rules.told import ToldPassages
from sync.clock import HallClock
from sync.wire import Direction, GateEventKind

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_grant_that_a_crash_cut_short_does_not_outrank_what_was_seen_after_it(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "journal.db", "east")
    holder = uuid4()
    granted = journal.append(
        NewEvent(
            lane="L1",
            kind=GateEventKind.GRANTED,
            at=NOW,
            direction=Direction.IN,
            attempt=uuid4(),
            holder=holder,
            hall_offset_s=60.0,
        )
    )
    told = ToldPassages()
    told.passed("west", holder, "site", False, NOW + HOUR, uuid4())
    AgentLog(
        journal, HallClock(lambda: NOW + 2 * HOUR), Conditions(lambda: None)
    ).finish_interrupted()
    assert journal.unfinished() == ()
    ended = journal.last(1)[0]
    assert (ended.kind, ended.hall_at) == (GateEventKind.TIMED_OUT, granted.hall_at)
    here = PresenceBook({"L1": "site"}, journal.passages(NOW - HOUR), told)
    assert here.last(holder, "L1").inside is False
    journal.close()
