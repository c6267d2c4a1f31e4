"""What the journal says in figures: counted as events are written, so a million cost nothing.

Counts are kept for each five minutes, lane, kind, way and denial code; nobody's name is in them.
They are derived: the events themselves stay the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from uuid import UUID

from gate_agent.journal.reading import ROW, Row
from sync.store import Store
from sync.wire import Direction, GateEventKind

BUCKET_S: Final = 300
"""Every time zone in use is a multiple of it away from UTC, so local days begin on its edges."""

ACTS: Final = (
    GateEventKind.BARRIER_PULSED,
    GateEventKind.BARRIER_TESTED,
    GateEventKind.PORT_CHANGED,
    GateEventKind.BUNDLE_TAKEN,
    GateEventKind.EVENT_DISMISSED,
)
"""What technicians do."""
NOTABLE: Final = (
    GateEventKind.OPENED_BY_GUARD,
    GateEventKind.REFUSED_BY_GUARD,
    GateEventKind.FORCED,
    GateEventKind.TAILGATED,
    GateEventKind.HELD_OPEN,
    GateEventKind.MAINTENANCE,
    GateEventKind.IN_SERVICE,
    GateEventKind.FIRE,
    GateEventKind.FIRE_RELEASED,
    GateEventKind.LOCKDOWN,
    GateEventKind.LOCKDOWN_ENDED,
    GateEventKind.JOURNAL_RENEWED,
    *ACTS,
)
"""What a shift tells the next one piece by piece; all else it tells in figures."""

_NOTABLE_SQL: Final = "kind IN ({})".format(",".join(f"'{kind}'" for kind in NOTABLE))
_COUNTED: Final = """
    CAST({row}.at / 300 AS INTEGER), {row}.lane, {row}.kind,
    json_extract({row}.body, '$.direction'),
    CASE WHEN {row}.kind = 'denied' THEN json_extract({row}.body, '$.reason') ELSE '' END"""
COUNTED_ANEW: Final = (
    f"SELECT {_COUNTED.format(row='event')}, count(*) FROM event GROUP BY 1, 2, 3, 4, 5"  # noqa: S608 - constants
)
"""What must stand in the table ``tally``."""
ABOUT_ANEW: Final = (
    "SELECT seq, json_extract(body, '$.holder') FROM event"
    " WHERE json_extract(body, '$.holder') IS NOT NULL"
)
"""What must stand in the table ``about``, the other way round."""
TALLY_TABLE: Final = f"""
    CREATE TABLE tally (
        bucket INTEGER NOT NULL, lane TEXT NOT NULL, kind TEXT NOT NULL, direction TEXT NOT NULL,
        reason TEXT NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (bucket, lane, kind, direction, reason)) WITHOUT ROWID;
    INSERT INTO tally {COUNTED_ANEW};
    CREATE TRIGGER event_counts AFTER INSERT ON event BEGIN
        INSERT INTO tally VALUES ({_COUNTED.format(row="new")}, 1)
        ON CONFLICT DO UPDATE SET count = count + 1; END;
    CREATE TABLE about (
        holder TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (holder, seq)) WITHOUT ROWID;
    INSERT INTO about (seq, holder) {ABOUT_ANEW};
    CREATE TRIGGER event_is_about AFTER INSERT ON event
        WHEN json_extract(new.body, '$.holder') IS NOT NULL BEGIN
        INSERT INTO about VALUES (json_extract(new.body, '$.holder'), new.seq); END;
"""  # noqa: S608 - constants only
NOTABLE_INDEX: Final = f"""
    DROP INDEX IF EXISTS event_notable;
    CREATE INDEX event_notable ON event (at) WHERE {_NOTABLE_SQL};
"""
"""Made anew whenever :data:`NOTABLE` has changed, which takes a new version of the journal."""
UNCOUNTED: Final = f"""
    CREATE TRIGGER event_is_forgotten AFTER DELETE ON event BEGIN
        UPDATE tally SET count = count - 1
            WHERE (bucket, lane, kind, direction, reason) = ({_COUNTED.format(row="old")});
        DELETE FROM tally WHERE count < 1
            AND (bucket, lane, kind, direction, reason) = ({_COUNTED.format(row="old")});
        DELETE FROM about
            WHERE holder = json_extract(old.body, '$.holder') AND seq = old.seq; END;
"""  # noqa: S608 - constants only
"""What was pruned is in no figure and in nobody's list."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened in five minutes."""

    bucket: int
    """Seconds since 1970, divided by BUCKET_S."""
    lane: str
    kind: GateEventKind
    direction: Direction
    reason: str
    """Denial code; empty for every other kind."""
    count: int


def bucket_of(at: datetime) -> int:
    """The five minutes that ``at`` is in."""
    return int(at.timestamp()) // BUCKET_S


def day_in(zone: tzinfo, day: date) -> tuple[datetime, datetime]:
    """The first moment of ``day`` in ``zone``, and that of the next day."""
    begin = datetime.combine(day, time(), zone)
    return begin, begin + timedelta(days=1)


class Tally:
    """Figures and lists from an open journal. Methods may raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store: Final = store

    def counts(self, first: int, end: int) -> tuple[Count, ...]:
        """All counts of the buckets from ``first`` up to but not including ``end``."""
        with self._store.read() as db:
            rows = db.execute(
                "SELECT bucket, lane, kind, direction, reason, count FROM tally"
                " WHERE bucket >= ? AND bucket < ? ORDER BY bucket",
                (first, end),
            ).fetchall()
        return tuple(
            Count(bucket, lane, GateEventKind(kind), Direction(direction), reason, count)
            for bucket, lane, kind, direction, reason, count in rows
        )

    def notable(self, since: datetime, until: datetime, limit: int) -> list[Row]:
        """Rows of the newest events of the NOTABLE kinds in that time, newest first."""
        with self._store.read() as db:
            return db.execute(
                f"SELECT {ROW} FROM event INDEXED BY event_notable WHERE {_NOTABLE_SQL}"  # noqa: S608 - constants
                " AND at >= ? AND at < ? ORDER BY at DESC, seq DESC LIMIT ?",
                (since.timestamp(), until.timestamp(), limit),
            ).fetchall()

    def of_holder(self, holder: UUID, limit: int) -> list[Row]:
        """Rows of the newest events about ``holder``, newest first."""
        with self._store.read() as db:
            return db.execute(
                "SELECT e.seq, CAST(e.body AS BLOB) FROM about a JOIN event e ON e.seq = a.seq"
                " WHERE a.holder = ? ORDER BY a.seq DESC LIMIT ?",
                (str(holder), limit),
            ).fetchall()


def total(counts: Iterable[Count], kind: GateEventKind, direction: Direction | None = None) -> int:
    """How often ``kind`` happened, on one way or on both."""
    return sum(
        count.count
        for count in counts
        if count.kind is kind and direction in (None, count.direction)
    )
