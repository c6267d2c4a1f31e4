"""What happened at this gate: append-only, hash-chained, on the disk before anything follows.

An event and its place in the outbox are one transaction, so an event is never lost on its way to
the hall, and never thought delivered when it was not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from pydantic import ValidationError

from gate_agent.chain import chained
from gate_agent.presence import Passage
from sync.errors import StoreCorrupt
from sync.outbox import TABLES, Outbox
from sync.store import Schema, Store
from sync.wire import JOURNAL_START, Direction, GateEvent, GateEventKind, event_hash
from wording import Text

SCHEMA: Final = Schema(
    application_id=0x59484A4C,
    version=1,
    script=f"""
    CREATE TABLE event (
        seq INTEGER PRIMARY KEY, event_id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL,
        lane TEXT NOT NULL, attempt BLOB, at REAL NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX event_attempt ON event (attempt) WHERE attempt IS NOT NULL;
    CREATE INDEX event_at ON event (at);
    CREATE TRIGGER event_is_final BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER event_stays BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    {TABLES}
    """,
)
_CHUNK: Final = 500

GRANTS: Final = (GateEventKind.GRANTED, GateEventKind.OPENED_BY_GUARD)
OUTCOMES: Final = (GateEventKind.PASSED, GateEventKind.TIMED_OUT)


class JournalCorrupt(StoreCorrupt):
    """The journal is damaged. It is evidence: nothing is repaired by itself."""

    code = "journal_corrupt"
    text = Text(
        "通行日志已损坏；请保留原文件，移走后重启，并联系技术人员",
        "The journal is damaged; keep the file, move it away, restart, call a technician",
    )


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as the lane knows it; the journal adds number, id and hash."""

    lane: str
    kind: GateEventKind
    at: datetime
    direction: Direction
    attempt: UUID | None = None
    holder: UUID | None = None
    record_version: int | None = None
    reason: str = ""
    guard: str = ""
    score: float | None = None
    threshold: float | None = None
    mirror_age_s: float | None = None
    hall_offset_s: float | None = None
    mode: str = ""
    step: str = ""
    noted: str = ""


class Journal:
    """The open journal of ``gate``. Methods may be called from any thread and raise StoreError."""

    def __init__(self, path: Path, gate: str) -> None:
        """Open or create it. Raises JournalCorrupt, StoreFull, StoreError."""
        self._gate: Final = gate
        self._store: Final = Store(path, SCHEMA, corrupt=JournalCorrupt)
        self.outbox: Final = Outbox(self._store)
        try:
            self._check_tail()
        except BaseException:
            self._store.close()
            raise

    def close(self) -> None:
        self._store.close()

    def append(self, new: NewEvent) -> GateEvent:
        """Keep ``new``; it is on the disk when this returns. Raises StoreFull, StoreError."""
        with self._store.write() as db:
            seq, previous = _tail(db)
            event = chained(
                GateEvent(
                    event_id=uuid4(),
                    gate=self._gate,
                    lane=new.lane,
                    seq=seq + 1,
                    kind=new.kind,
                    at=new.at,
                    direction=new.direction,
                    attempt=new.attempt,
                    holder=new.holder,
                    record_version=new.record_version,
                    reason=new.reason,
                    guard=new.guard,
                    score=_rounded(new.score),
                    threshold=_rounded(new.threshold),
                    mirror_age_s=_rounded(new.mirror_age_s),
                    hall_offset_s=_rounded(new.hall_offset_s),
                    mode=new.mode,
                    step=new.step,
                    noted=new.noted,
                    previous_hash=previous,
                    hash=JOURNAL_START,
                )
            )
            db.execute(
                "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    event.seq,
                    event.event_id.bytes,
                    event.kind,
                    event.lane,
                    event.attempt.bytes if event.attempt else None,
                    event.at.timestamp(),
                    event.hash,
                    event.model_dump_json(),
                ),
            )
            Outbox.put(db, event.seq, event.event_id)
        return event

    def load(self, positions: Sequence[int]) -> tuple[GateEvent, ...]:
        """The events with these numbers, oldest first."""
        marks = ",".join("?" * len(positions))
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT body FROM event WHERE seq IN ({marks}) ORDER BY seq",  # noqa: S608 - marks only
                tuple(positions),
            ).fetchall()
        return tuple(_parse(body) for (body,) in rows)

    def find(self, event_id: UUID) -> GateEvent | None:
        with self._store.read() as db:
            row = db.execute(
                "SELECT body FROM event WHERE event_id = ?", (event_id.bytes,)
            ).fetchone()
        return _parse(row[0]) if row else None

    def events(self, after: int = 0) -> Iterator[GateEvent]:
        """All events with a number above ``after``, oldest first, read in portions."""
        while True:
            with self._store.read() as db:
                rows = db.execute(
                    "SELECT seq, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?",
                    (after, _CHUNK),
                ).fetchall()
            if not rows:
                return
            for seq, body in rows:
                yield _parse(body)
                after = seq

    def latest(self, kinds: Sequence[GateEventKind], limit: int) -> tuple[GateEvent, ...]:
        """The newest events of these kinds, newest first."""
        marks = ",".join("?" * len(kinds))
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT body FROM event WHERE kind IN ({marks})"  # noqa: S608 - marks only
                " ORDER BY seq DESC LIMIT ?",
                (*kinds, limit),
            ).fetchall()
        return tuple(_parse(body) for (body,) in rows)

    def count_since(self, kind: GateEventKind, direction: Direction, since: datetime) -> int:
        """How many events of ``kind`` in ``direction`` there were since then."""
        with self._store.read() as db:
            (count,) = db.execute(
                "SELECT count(*) FROM event WHERE at >= ? AND kind = ?"
                " AND json_extract(body, '$.direction') = ?",
                (since.timestamp(), kind, direction),
            ).fetchone()
        return int(count)

    def passages(self, since: datetime) -> tuple[Passage, ...]:
        """Who went through which lane since then, oldest first."""
        with self._store.read() as db:
            rows = db.execute(
                "SELECT json_extract(body, '$.holder'), lane, json_extract(body, '$.direction'),"
                " at - coalesce(json_extract(body, '$.hall_offset_s'), 0)"
                " FROM event WHERE at >= ? AND kind = ?"
                " AND json_extract(body, '$.holder') IS NOT NULL ORDER BY seq",
                (since.timestamp(), GateEventKind.PASSED),
            ).fetchall()
        return tuple(
            Passage(UUID(holder), lane, Direction(direction), datetime.fromtimestamp(at, UTC))
            for holder, lane, direction, at in rows
        )

    def unfinished(self) -> tuple[GateEvent, ...]:
        """Grants without an outcome: the agent ended between the two."""
        grants = ",".join(f"'{kind}'" for kind in GRANTS)
        outcomes = ",".join(f"'{kind}'" for kind in OUTCOMES)
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT body FROM event AS g WHERE kind IN ({grants})"  # noqa: S608 - constants
                " AND NOT EXISTS (SELECT 1 FROM event AS o WHERE o.attempt = g.attempt"
                f" AND o.kind IN ({outcomes})) ORDER BY seq"
            ).fetchall()
        return tuple(_parse(body) for (body,) in rows)

    def _check_tail(self) -> None:
        """The newest event must be whole, or the next one would vouch for a damaged chain."""
        with self._store.read() as db:
            row = db.execute("SELECT body, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        if row is None:
            return
        newest = _parse(row[0])
        if not newest.hash == row[1] == event_hash(newest):
            raise JournalCorrupt(f"event {newest.seq}: its content was changed")
        if newest.gate != self._gate:
            raise JournalCorrupt(f"this is the journal of gate {newest.gate}, not {self._gate}")


def _tail(db: sqlite3.Connection) -> tuple[int, str]:
    row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, JOURNAL_START)


def _parse(body: str) -> GateEvent:
    try:
        return GateEvent.model_validate_json(body)
    except ValidationError as error:
        raise JournalCorrupt(f"an event is unreadable ({error.error_count()} errors)") from None


def _rounded(value: float | None) -> float | None:
    """Digits that mean something; so every JSON library writes the number alike."""
    return None if value is None else round(value, 4)
