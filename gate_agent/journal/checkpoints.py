"""Signed checkpoints of a journal: the gate's key vouches for the chain up to a place.

The chain alone shows that something was changed in the middle; whoever can write the file could
hash everything anew, or cut the end off. A checkpoint can't be made without the gate's key, and
checkpoints are numbered and chained themselves, so none can be taken out unseen.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gate_agent.journal.evidence_key import EvidenceKey, EvidenceWitness

EVERY_EVENTS: Final = 64
"""At a lane's busiest (60 people a minute, two events each) one signature every half minute."""
EVERY_S: Final = 30.0
"""What came since the last checkpoint is vouched for so soon, however quiet the gate is."""

TABLE: Final = """
    CREATE TABLE checkpoint (
        number INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, hash TEXT NOT NULL,
        at TEXT NOT NULL, previous BLOB NOT NULL, signature BLOB NOT NULL);
    CREATE TRIGGER checkpoint_is_final BEFORE UPDATE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
COLUMNS: Final = "number, seq, hash, at, previous, signature"
FIRST: Final = bytes(32)
"""What the first checkpoint names as the one before it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The gate's word that its journal up to event ``seq`` ends in ``hash``."""

    number: int
    """From 1, without gaps."""
    seq: int
    hash: str
    at: str
    """When it was signed, by the gate's clock (ISO 8601)."""
    previous: bytes
    """SHA-256 of the signature of the checkpoint before it; FIRST for the first."""
    signature: bytes

    @property
    def digest(self) -> bytes:
        """What the next checkpoint names as its predecessor."""
        return hashlib.sha256(self.signature).digest()

    def holds(self, gate: str, witness: EvidenceWitness) -> bool:
        """Whether the key of ``gate`` signed exactly this."""
        message = _message(gate, self.number, self.seq, self.hash, self.at, self.previous)
        return witness.signed(self.signature, message)


def vouch(
    db: sqlite3.Connection, gate: str, key: EvidenceKey, seq: int, hash_: str, at: datetime
) -> None:
    """Add a checkpoint for the event ``seq`` within the journal's transaction ``db``."""
    last = newest(db)
    number, previous = (last.number + 1, last.digest) if last is not None else (1, FIRST)
    said = at.isoformat()
    signature = key.sign(_message(gate, number, seq, hash_, said, previous))
    db.execute(
        f"INSERT INTO checkpoint ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
        (number, seq, hash_, said, previous, signature),
    )


def newest(db: sqlite3.Connection) -> Checkpoint | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM checkpoint ORDER BY number DESC LIMIT 1"  # noqa: S608 - constants
    ).fetchone()
    return None if row is None else Checkpoint(*row)


def _message(gate: str, number: int, seq: int, hash_: str, at: str, previous: bytes) -> bytes:
    fields = ["yanhu/checkpoint/1", gate, number, seq, hash_, at, previous.hex()]
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()
