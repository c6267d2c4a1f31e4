"""The gate's signed word on what it took out of its own journal, and where the rest begins.

A journal is kept for a stated time. What is older goes from the front, up to a checkpoint, and this
statement takes its place: so many events, up to this hash, were here. The few among them that the
hall has not taken stay, and are named with their hashes, as the chain no longer leads to them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from gate_agent.journal.checkpoints import Checkpoint
from gate_agent.journal.evidence_key import EvidenceKey, EvidenceWitness

TABLE: Final = """
    CREATE TABLE pruned (
        only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL,
        checkpoint INTEGER NOT NULL, digest BLOB NOT NULL, kept TEXT NOT NULL, at TEXT NOT NULL,
        signature BLOB NOT NULL);
    DROP TRIGGER IF EXISTS event_stays;
    CREATE TRIGGER event_stays BEFORE DELETE ON event
        WHEN old.seq > coalesce((SELECT seq FROM pruned), 0)
            OR EXISTS (SELECT 1 FROM outbox WHERE position = old.seq)
            OR EXISTS (SELECT 1 FROM dead_letter WHERE position = old.seq)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    DROP TRIGGER IF EXISTS checkpoint_stays;
    CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
        WHEN old.seq > coalesce((SELECT seq FROM pruned), 0)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
"""Also turns a journal of the versions that kept everything into one that can be pruned."""
COLUMNS: Final = "seq, hash, checkpoint, digest, kept, at, signature"

_Kept = tuple[tuple[int, str], ...]
_KEPT: Final = TypeAdapter[_Kept](_Kept)


@dataclass(frozen=True, slots=True)
class Pruned:
    """All events up to ``seq`` were taken out but those in ``kept``."""

    seq: int
    hash: str
    """Of event ``seq``: the next event follows from it."""
    checkpoint: int
    """Number of the checkpoint that vouched for the events up to ``seq``; it went with them."""
    digest: bytes
    """What the checkpoint after it names as its predecessor."""
    kept: _Kept
    """Numbers and hashes of the events that stayed, as the hall has not taken them."""
    at: str
    """When it was signed, by the gate's clock (ISO 8601)."""
    signature: bytes

    @property
    def removed(self) -> int:
        """How many events were taken out."""
        return self.seq - len(self.kept)

    def holds(self, gate: str, witness: EvidenceWitness) -> bool:
        """Whether the key of ``gate`` signed exactly this."""
        message = _message(
            gate, self.seq, self.hash, self.checkpoint, self.digest, _as_json(self.kept), self.at
        )
        return witness.signed(self.signature, message)


def state(
    db: sqlite3.Connection,
    gate: str,
    key: EvidenceKey,
    end: Checkpoint,
    kept: Sequence[tuple[int, str]],
    at: datetime,
) -> None:
    """Sign within the transaction ``db`` that the events up to ``end``, but for ``kept``, go."""
    listed, said = _as_json(kept), at.isoformat()
    message = _message(gate, end.seq, end.hash, end.number, end.digest, listed, said)
    row = (end.seq, end.hash, end.number, end.digest, listed, said, key.sign(message))
    db.execute(
        f"INSERT OR REPLACE INTO pruned (only, {COLUMNS})"  # noqa: S608 - constants
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def stated(db: sqlite3.Connection) -> Pruned | None:
    """What was pruned; None when nothing was. Raises ValueError when it can't be read.

    Nothing is verified here.
    """
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'pruned'"
    if db.execute(table).fetchone() is None:
        return None  # a file that was set aside by an earlier version
    row = db.execute(f"SELECT {COLUMNS} FROM pruned").fetchone()  # noqa: S608 - constants
    match row:
        case None:
            return None
        case (
            int() as seq,
            str() as hash_,
            int() as checkpoint,
            bytes() as digest,
            str() as kept,
            str() as at,
            bytes() as signature,
        ):
            return Pruned(seq, hash_, checkpoint, digest, _read(kept), at, signature)
        case _:
            raise ValueError("unreadable")


def _read(kept: str) -> _Kept:
    try:
        return _KEPT.validate_json(kept)
    except ValidationError:
        raise ValueError("unreadable") from None


def _as_json(kept: Sequence[tuple[int, str]]) -> str:
    return json.dumps([list(one) for one in kept], separators=(",", ":"), ensure_ascii=True)


def _message(
    gate: str, seq: int, hash_: str, checkpoint: int, digest: bytes, kept: str, at: str
) -> bytes:
    fields = ["yanhu/pruned/1", gate, seq, hash_, checkpoint, digest.hex(), kept, at]
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()
