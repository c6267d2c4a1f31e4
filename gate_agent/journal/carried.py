"""What was carried over from damaged journals: passages and used passes, in a file of their own.

So counted entries, anti-passback and passes that open once are not begun anew with the journal.
There is no such file at a gate whose journal was never damaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from gate_agent.journal.pass_book import PASSES_REREAD, UsedPass
from gate_agent.journal.salvage import Salvaged
from gate_agent.rules.presence import REMEMBERED, Passage
from sync.errors import StoreCorrupt
from sync.store import Schema, Store, set_aside
from sync.wire import Direction

CARRIED_FILE: Final = "carried.db"
SCHEMA: Final = Schema(
    application_id=0x59484A43,
    version=1,
    script="""
    CREATE TABLE passage (
        at REAL NOT NULL, holder BLOB NOT NULL, lane TEXT NOT NULL, direction TEXT NOT NULL,
        PRIMARY KEY (at, holder, lane)) WITHOUT ROWID;
    CREATE TABLE used_pass (
        attempt BLOB PRIMARY KEY, pass_id BLOB NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE source (kept TEXT PRIMARY KEY, whole INTEGER NOT NULL) WITHOUT ROWID;
    """,
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a start finds."""

    passages: tuple[Passage, ...] = ()
    """Oldest first."""
    used: tuple[UsedPass, ...] = ()
    whole: frozenset[str] = frozenset()
    """Names of the kept journals of which nothing is seen to be missing."""


def carry_over(folder: Path, kept: str, found: Salvaged, now: datetime) -> None:
    """Keep what was ``found`` in the journal that is to be kept as ``kept``; twice does no harm.

    Raises StoreError.
    """
    store = _opened(folder / CARRIED_FILE, now)
    try:
        with store.write() as db:
            db.executemany(
                "INSERT OR IGNORE INTO passage VALUES (?, ?, ?, ?)",
                ((p.at.timestamp(), p.holder.bytes, p.lane, p.direction) for p in found.passages),
            )
            db.executemany(
                "INSERT OR IGNORE INTO used_pass VALUES (?, ?, ?)",
                ((u.attempt.bytes, u.pass_id.bytes, u.at.timestamp()) for u in found.used),
            )
            db.execute("INSERT OR REPLACE INTO source VALUES (?, ?)", (kept, found.whole))
    finally:
        store.close()


def carried(folder: Path, now: datetime) -> Carried:
    """What earlier journals told; what nobody need remember any more is deleted.

    Raises StoreError.
    """
    path = folder / CARRIED_FILE
    if not path.exists():
        return Carried()
    store = _opened(path, now)
    try:
        with store.write() as db:
            db.execute("DELETE FROM passage WHERE at < ?", ((now - REMEMBERED).timestamp(),))
            db.execute("DELETE FROM used_pass WHERE at < ?", ((now - PASSES_REREAD).timestamp(),))
            passages = db.execute("SELECT * FROM passage ORDER BY at").fetchall()
            used = db.execute("SELECT pass_id, attempt, at FROM used_pass").fetchall()
            sources = db.execute("SELECT kept FROM source WHERE whole").fetchall()
    finally:
        store.close()
    return Carried(
        tuple(
            Passage(UUID(bytes=h), lane, Direction(way), _at(at)) for at, h, lane, way in passages
        ),
        tuple(UsedPass(UUID(bytes=p), UUID(bytes=a), _at(at)) for p, a, at in used),
        frozenset(kept for (kept,) in sources),
    )


def _opened(path: Path, now: datetime) -> Store:
    """The store, begun anew if it is damaged; then no source counts as whole any more."""
    try:
        return Store(path, SCHEMA)
    except StoreCorrupt as error:
        kept = set_aside(path, f"{now:%Y%m%dT%H%M%S.%f}")
        _log.error("what was carried over is damaged", kept=kept.name, detail=str(error))
    return Store(path, SCHEMA)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
