"""How an event lies in the journal's table: the whole of it as JSON, beside it what is sought."""

from __future__ import annotations

from itertools import accumulate
from typing import Final, NamedTuple

from sync.wire import ADDED_LATER, GateEvent

EVENT_TABLE: Final = """
    CREATE TABLE event (
        seq INTEGER PRIMARY KEY, event_id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL,
        lane TEXT NOT NULL, attempt BLOB, at REAL NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX event_attempt ON event (attempt) WHERE attempt IS NOT NULL;
    CREATE INDEX event_at ON event (at);
    CREATE TRIGGER event_is_final BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER event_stays BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
EVENT_COLUMNS: Final = "seq, event_id, kind, lane, attempt, at, hash, body"


class EventRow(NamedTuple):
    """One row, in the order of EVENT_COLUMNS; ``at`` in seconds since 1970."""

    seq: int
    event_id: bytes
    kind: str
    lane: str
    attempt: bytes | None
    at: float
    hash: str
    body: str


def row_of(event: GateEvent) -> EventRow:
    """The only row that ``event`` may have; fields that it was not made with are left out, as rows
    older than these fields have them not."""
    return EventRow(
        seq=event.seq,
        event_id=event.event_id.bytes,
        kind=event.kind.value,
        lane=event.lane,
        attempt=event.attempt.bytes if event.attempt else None,
        at=event.at.timestamp(),
        hash=event.hash,
        body=event.model_dump_json(exclude_unset=True),
    )


def of_some_version(event: GateEvent) -> bool:
    """Whether ``event``, read from a row, has exactly the fields that some version wrote."""
    lacking = frozenset(GateEvent.model_fields) - event.model_fields_set
    newest_first = reversed(ADDED_LATER)
    return lacking in set(accumulate(newest_first, frozenset.union, initial=frozenset[str]()))
