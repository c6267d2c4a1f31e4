"""Takes a portion of old events out of a journal, if all is well with it.

Only what the hall has taken goes, and only in order, from the front. Before anything is signed, the
portion is checked as `yanhu gate verify-journal` would: a journal that somebody has meddled with is
not shortened, or the proof would go with the events.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gate_agent.journal import pruned
from gate_agent.journal.check import check_up_to
from gate_agent.journal.checkpoints import COLUMNS, Checkpoint
from gate_agent.journal.evidence_key import EvidenceKey

PORTION: Final = 256
"""Events at most in one transaction (some ten milliseconds), as a lane may wait to append."""
KEPT_LIMIT: Final = 256
"""Old events at most that may stay for the hall's sake; where there are more, nothing goes."""

_UNSETTLED: Final = "SELECT position FROM outbox UNION SELECT position FROM dead_letter"


@dataclass(frozen=True, slots=True)
class Portion:
    """What may go: all events up to ``end`` but those in ``kept``."""

    end: Checkpoint
    kept: tuple[tuple[int, str], ...]


def next_portion(
    db: sqlite3.Connection, gate: str, key: EvidenceKey, before: datetime
) -> Portion | None:
    """The oldest events that may go, checked; None when there are none.

    Raises ChainBroken when they are not as this gate wrote them, ValueError.
    """
    last = pruned.stated(db)
    start = last.seq if last is not None else 0
    end = _end(db, start, before)
    if end is None:
        return None
    kept = _kept(db, end.seq)
    if len(kept) > KEPT_LIMIT:
        return None
    check_up_to(db, gate, key.public, end.seq)
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


def _end(db: sqlite3.Connection, start: int, before: datetime) -> Checkpoint | None:
    """The last checkpoint of the portion after ``start``.

    A checkpoint and what follows it stay, so that the next start has something to go on from.
    """
    (first,) = db.execute("SELECT min(seq) FROM checkpoint WHERE seq > ?", (start,)).fetchone()
    if first is None:
        return None
    limit = max(start + PORTION, first)
    # Whatever its number: an event is old by the hall's time, where that was known.
    (young,) = db.execute(
        "SELECT min(seq) FROM event WHERE seq > ? AND seq <= ?"
        " AND at - coalesce(json_extract(body, '$.hall_offset_s'), 0) > ?",
        (start, limit, before.timestamp()),
    ).fetchone()
    (unsent,) = db.execute(
        "SELECT min(position) FROM outbox WHERE position > ?", (start,)
    ).fetchone()
    stop = min(place for place in (young, unsent, limit + 1) if place is not None)
    row = db.execute(
        f"SELECT {COLUMNS} FROM checkpoint WHERE seq > ? AND seq < ?"  # noqa: S608 - constants
        " AND number < (SELECT max(number) FROM checkpoint) ORDER BY seq DESC LIMIT 1",
        (start, stop),
    ).fetchone()
    return None if row is None else Checkpoint(*row)


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
