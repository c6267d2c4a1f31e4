"""Tables of the mirror and what a transaction does to their rows."""

from __future__ import annotations

import sqlite3
from typing import Final
from uuid import UUID

from sync.store import Schema
from sync.wire import AccessRecord

SCHEMA: Final = Schema(
    application_id=0x59484D52,
    version=1,
    script="""
    CREATE TABLE progress (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        epoch TEXT, cursor INTEGER NOT NULL, complete INTEGER NOT NULL, confirmed_at REAL,
        generation INTEGER NOT NULL, swept INTEGER NOT NULL);
    INSERT INTO progress VALUES (1, NULL, 0, 0, NULL, 1, 1);
    CREATE TABLE record (
        holder BLOB PRIMARY KEY, version INTEGER NOT NULL, generation INTEGER NOT NULL,
        student_no TEXT NOT NULL, thumbnail TEXT, sealed BLOB NOT NULL);
    CREATE INDEX record_student_no ON record (student_no);
    CREATE INDEX record_thumbnail ON record (thumbnail) WHERE thumbnail IS NOT NULL;
    CREATE TABLE credential (digest BLOB PRIMARY KEY, holder BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX credential_holder ON credential (holder);
    CREATE TABLE thumbnail (sha256 TEXT PRIMARY KEY, sealed BLOB);
    CREATE INDEX thumbnail_wanted ON thumbnail (sha256) WHERE sealed IS NULL;
    """,
)
"""``swept``: the generation up to which older records were dropped. A thumbnail without content is
wanted, but not here yet."""


def version_of(db: sqlite3.Connection, holder: UUID) -> int | None:
    """Version of the stored record of ``holder``."""
    row = db.execute("SELECT version FROM record WHERE holder = ?", (holder.bytes,)).fetchone()
    return int(row[0]) if row else None


def keep(db: sqlite3.Connection, record: AccessRecord, sealed: bytes, generation: int) -> None:
    """Store ``record`` in place of the one before it, with its cards and its wish for a picture."""
    holder = record.holder.bytes
    db.execute("DELETE FROM credential WHERE holder = ?", (holder,))
    db.execute(
        "INSERT INTO record (holder, version, generation, student_no, thumbnail, sealed)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (holder) DO UPDATE SET version ="
        " excluded.version, generation = excluded.generation, student_no = excluded.student_no,"
        " thumbnail = excluded.thumbnail, sealed = excluded.sealed",
        (holder, record.version, generation, record.student_no, record.thumbnail, sealed),
    )
    db.executemany(
        "INSERT INTO credential VALUES (?, ?)"
        " ON CONFLICT (digest) DO UPDATE SET holder = excluded.holder",
        [(bytes.fromhex(digest), holder) for digest in record.credentials],
    )
    if record.thumbnail is not None:
        db.execute(
            "INSERT INTO thumbnail (sha256) VALUES (?) ON CONFLICT DO NOTHING", (record.thumbnail,)
        )


def confirm(db: sqlite3.Connection, holder: UUID, generation: int) -> None:
    """The hall still has this holder, so a sweep must spare the record."""
    db.execute("UPDATE record SET generation = ? WHERE holder = ?", (generation, holder.bytes))


def thumbnail_of(db: sqlite3.Connection, holder: UUID) -> str | None:
    row = db.execute("SELECT thumbnail FROM record WHERE holder = ?", (holder.bytes,)).fetchone()
    return row[0] if row else None


def forget_thumbnail(db: sqlite3.Connection, sha256: str) -> None:
    """Drop a picture that no record names any more."""
    db.execute(
        "DELETE FROM thumbnail WHERE sha256 = ?"
        " AND NOT EXISTS (SELECT 1 FROM record WHERE record.thumbnail = thumbnail.sha256)",
        (sha256,),
    )


def sweep(db: sqlite3.Connection) -> None:
    """Drop what a finished sync from the beginning did not show again."""
    (generation, swept) = db.execute("SELECT generation, swept FROM progress").fetchone()
    if swept == generation:
        return
    db.execute(
        "DELETE FROM credential WHERE holder IN (SELECT holder FROM record WHERE generation < ?)",
        (generation,),
    )
    db.execute("DELETE FROM record WHERE generation < ?", (generation,))
    db.execute(
        "DELETE FROM thumbnail WHERE sha256 NOT IN"
        " (SELECT thumbnail FROM record WHERE thumbnail IS NOT NULL)"
    )
    db.execute("UPDATE progress SET swept = generation")
