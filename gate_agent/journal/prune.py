"""Takes a portion of old events out of a journal, if all is well with it.

Only what the hall has taken goes, and only in order, from the front. Before anything is signed, the
portion is checked as `yanhu gate verify-journal` would: a journal that somebody has meddled with is
not shortened, or the proof would go with the events.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from gate_agent.journal import pruned
from gate_agent.journal.age import Stamped, Young, first_young
from gate_agent.journal.check import check_up_to
from gate_agent.journal.checkpoints import COLUMNS, Checkpoint
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.tail import tail
from gate_agent.journal.taken import check_taken

PORTION: Final = 256
"""Events at most in one transaction (some ten milliseconds), as a lane may wait to append."""
KEPT_LIMIT: Final = 256
"""Old events at most that may stay for the hall's sake; where there are more, nothing goes."""
LOOK_AHEAD: Final = 4096
"""So many events after a portion may tell how old it is, where its own stamps don't."""

_UNSETTLED: Final = "SELECT position FROM outbox UNION SELECT position FROM dead_letter"
_STAMP: Final = """
    WITH stamp (seq, at, off) AS (SELECT seq, at, CASE WHEN json_valid(body) THEN
        json_extract(body, '$.hall_offset_s') END FROM event WHERE seq > ? AND seq <= ?)
    SELECT seq, at - coalesce(off, 0), off IS NOT NULL FROM stamp ORDER BY seq
"""


class Hindrance(StrEnum):
    """Why old events stay."""

    UNSENT = "unsent"
    """The hall has not taken the first of them."""
    REFUSED = "refused"
    """There are more than KEPT_LIMIT that the hall refused, with what belongs to them."""
    STAMP = "stamp"
    """The stamp of the first says that it is younger than what came after it."""


@dataclass(frozen=True, slots=True)
class HeldUp:
    """What keeps old events in the journal, and the number of the event that does."""

    by: Hindrance
    seq: int


@dataclass(frozen=True, slots=True)
class Portion:
    """What may go: all events up to ``end`` but those in ``kept``."""

    end: Checkpoint
    kept: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Pruning:
    """What came of taking out a portion."""

    removed: int = 0
    held: HeldUp | None = None
    """Only when nothing went."""


def next_portion(
    db: sqlite3.Connection, gate: str, key: EvidenceKey, before: datetime, now: datetime
) -> Portion | HeldUp | None:
    """The oldest events that may go, checked; or why none may though they are old, if so.

    ``now``: later nothing can have happened. Raises ChainBroken when they are not as this gate
    wrote them, ValueError.
    """
    last = pruned.stated(db)
    start = last.seq if last is not None else 0
    end = _end(db, start, before, now)
    if not isinstance(end, Checkpoint):
        return end
    kept = _kept(db, end.seq)
    if len(kept) > KEPT_LIMIT:
        return HeldUp(Hindrance.REFUSED, kept[0][0])
    check_up_to(db, gate, key.public, end.seq)
    check_taken(db, gate, key.public, newest=tail(db)[0], end=end.seq)
    return Portion(end, kept)


def take_out(
    db: sqlite3.Connection, gate: str, key: EvidenceKey, portion: Portion, at: datetime
) -> int:
    """Take ``portion`` out within the transaction ``db``; returns how many events went."""
    pruned.state(db, gate, key, portion.end, portion.kept, at)
    marks = ",".join("?" * len(portion.kept))
    stay = tuple(seq for seq, _ in portion.kept)
    removed = db.execute(
        f"DELETE FROM event WHERE seq <= ? AND seq NOT IN ({marks})",  # noqa: S608 - marks only
        (portion.end.seq, *stay),
    ).rowcount
    db.execute("DELETE FROM checkpoint WHERE seq <= ?", (portion.end.seq,))
    return removed


def _end(
    db: sqlite3.Connection, start: int, before: datetime, now: datetime
) -> Checkpoint | HeldUp | None:
    """The last checkpoint of the portion after ``start``.

    A checkpoint and what follows it stay, so that the next start has something to go on from.
    """
    (first,) = db.execute("SELECT min(seq) FROM checkpoint WHERE seq > ?", (start,)).fetchone()
    if first is None:
        return None
    limit = max(start + PORTION, first)
    young = _young(db, start, limit, before.timestamp(), now.timestamp())
    (unsent,) = db.execute(
        "SELECT min(position) FROM outbox WHERE position > ? AND position <= ?", (start, limit)
    ).fetchone()
    fresh = None if young is None else young.seq
    stop = min(place for place in (fresh, unsent, limit + 1) if place is not None)
    row = db.execute(
        f"SELECT {COLUMNS} FROM checkpoint WHERE seq > ? AND seq < ?"  # noqa: S608 - constants
        " AND number < (SELECT max(number) FROM checkpoint) ORDER BY seq DESC LIMIT 1",
        (start, stop),
    ).fetchone()
    if row is not None:
        return Checkpoint(*row)
    if unsent == stop and fresh != stop:
        return HeldUp(Hindrance.UNSENT, unsent)
    if young is not None and young.doubted:
        return HeldUp(Hindrance.STAMP, young.seq)
    return None


def _young(
    db: sqlite3.Connection, start: int, limit: int, before: float, now: float
) -> Young | None:
    events = _stamped(db, start, limit)
    if all(event.at <= before for event in events):
        return None
    return first_young(events, _stamped(db, limit, limit + LOOK_AHEAD), before, now)


def _stamped(db: sqlite3.Connection, after: int, upto: int) -> list[Stamped]:
    rows = db.execute(_STAMP, (after, upto))
    return [Stamped(seq, at, bool(by_hall)) for seq, at, by_hall in rows]


def _kept(db: sqlite3.Connection, end: int) -> tuple[tuple[int, str], ...]:
    """What the hall has not taken, with the rest of the attempts that it belongs to: a grant
    without its outcome would be taken for one that was interrupted."""
    rows = db.execute(
        f"SELECT seq, hash FROM event WHERE seq <= ? AND (seq IN ({_UNSETTLED})"  # noqa: S608 - constants
        " OR attempt IN (SELECT attempt FROM event WHERE attempt IS NOT NULL"
        f" AND seq IN ({_UNSETTLED}) AND seq <= ?)) ORDER BY seq LIMIT ?",
        (end, end, KEPT_LIMIT + 1),
    ).fetchall()
    return tuple((int(seq), str(hash_)) for seq, hash_ in rows)
