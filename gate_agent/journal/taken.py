"""The gate's signed word on what the hall has taken, so that no event can be kept from it unseen.

Whoever holds the file could take an event from the list of those that wait, and the hall would
never hear of it. So the gate signs, whenever the hall has taken something, up to which number all
was taken or given up, and which events before it were not. These must wait still, or stand among
those that the hall refused, as must all that came after.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.evidence_key import EvidenceKey, EvidenceWitness

TABLE: Final = """
    CREATE TABLE taken (
        only INTEGER PRIMARY KEY CHECK (only = 1), since INTEGER NOT NULL, upto INTEGER NOT NULL,
        rest TEXT NOT NULL, signature BLOB NOT NULL);
    INSERT INTO taken SELECT 1, upto, upto, (SELECT json_group_array(position) FROM
            (SELECT position FROM outbox UNION SELECT position FROM dead_letter ORDER BY 1)
            WHERE position <= upto), x''
        FROM (SELECT coalesce(max(seq), 0) AS upto FROM event
            WHERE seq NOT IN (SELECT position FROM outbox));
"""
"""In a journal of an earlier version it begins with what it finds."""
_OPEN: Final = "SELECT position FROM outbox UNION SELECT position FROM dead_letter"
_REST: Final = TypeAdapter[tuple[int, ...]](tuple[int, ...])


@dataclass(frozen=True, slots=True)
class Taken:
    """All events up to ``upto`` were taken by the hall or given up, but those in ``rest``."""

    since: int
    """Nobody vouches for what became of the events up to this number; 0 but in a journal that an
    earlier version began."""
    upto: int
    rest: tuple[int, ...]
    signature: bytes
    """Empty until the key is there for the first time."""

    def holds(self, gate: str, witness: EvidenceWitness) -> bool:
        """Whether the key of ``gate`` signed exactly this."""
        message = _message(gate, self.since, self.upto, self.rest)
        return witness.signed(self.signature, message)


def stated(db: sqlite3.Connection) -> Taken | None:
    """What is stated, unverified; None by a journal of an earlier version.

    Raises ValueError when it can't be read.
    """
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'taken'"
    if db.execute(table).fetchone() is None:
        return None
    match db.execute("SELECT since, upto, rest, signature FROM taken").fetchone():
        case (int() as since, int() as upto, str() as rest, bytes() as signature):
            try:
                return Taken(since, upto, _REST.validate_json(rest), signature)
            except ValidationError:
                raise ValueError("unreadable") from None
        case _:
            raise ValueError("unreadable")


def state(db: sqlite3.Connection, gate: str, key: EvidenceKey, settled: Sequence[int] = ()) -> None:
    """Sign within the transaction ``db`` that the events ``settled`` are taken, or given up, too.

    What else is so follows from the statement of before, never from the lists. Raises ValueError.
    """
    before = stated(db)
    if before is None:
        raise ValueError("missing")
    upto = max((before.upto, *settled))
    rest = tuple(sorted({*before.rest, *range(before.upto + 1, upto + 1)}.difference(settled)))
    signature = key.sign(_message(gate, before.since, upto, rest))
    db.execute(
        "UPDATE taken SET upto = ?, rest = ?, signature = ?", (upto, _as_json(rest), signature)
    )


def check_taken(
    db: sqlite3.Connection, gate: str, witness: EvidenceWitness, newest: int, end: int
) -> Taken | None:
    """Hold what waits and what was refused, of the events up to ``end``, against what was said.

    ``newest``: number of the newest event. Raises ChainBroken naming the first event that was kept
    from the hall; sqlite3.Error.
    """
    try:
        said = stated(db)
    except ValueError:
        said = Taken(0, 0, (), b"")
    if said is None:
        return None
    if not said.holds(gate, witness):
        detail = "what the hall has taken is not stated by this gate's key"
        raise ChainBroken(newest + 1, detail)
    if said.upto > newest:
        raise ChainBroken(newest + 1, f"missing; the hall has taken events up to {said.upto}")
    rows = db.execute(f"SELECT position FROM ({_OPEN}) WHERE position <= ?", (said.upto,))  # noqa: S608 - constants
    kept_back = set(said.rest).difference(position for (position,) in rows)
    (after,) = db.execute(
        "SELECT min(seq) FROM event WHERE seq > ? AND seq <= ?"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE position = seq)"
        " AND NOT EXISTS (SELECT 1 FROM dead_letter WHERE position = seq)",
        (said.upto, end),
    ).fetchone()
    first = min(kept_back, default=after)
    if first is not None and first <= end:
        raise ChainBroken(first, "the hall has not taken it, and it does not wait any more")
    return said


def _as_json(rest: Sequence[int]) -> str:
    return json.dumps(list(rest), separators=(",", ":"))


def _message(gate: str, since: int, upto: int, rest: Sequence[int]) -> bytes:
    fields = ["yanhu/taken/1", gate, since, upto, list(rest)]
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()
