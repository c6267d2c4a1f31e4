"""Events as a gate's journal makes them: numbered, chained, about nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from gate_agent.journal.chain import chained
from sync.wire import JOURNAL_START, Direction, GateEvent, GateEventKind


def journalled(
    count: int, previous: str = JOURNAL_START, first_seq: int = 1
) -> tuple[GateEvent, ...]:
    """``count`` denials that follow from each other."""
    events: list[GateEvent] = []
    for seq in range(first_seq, first_seq + count):
        event = chained(
            GateEvent(
                event_id=uuid4(),
                gate="east",
                lane="L1",
                seq=seq,
                kind=GateEventKind.DENIED,
                at=datetime.now(UTC),
                direction=Direction.IN,
                reason="unknown_card",
                previous_hash=previous,
                hash=JOURNAL_START,
            )
        )
        previous = event.hash
        events.append(event)
    return tuple(events)
