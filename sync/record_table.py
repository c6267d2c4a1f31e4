"""Tables of the mirror and what a transaction does to their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from sync.store import Schema
from sync.wire import AccessRecord

_RECORDS: Final = """
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
"""
"""``swept``: the generation up to which older records were dropped. A thumbnail without content is
wanted, but not here yet."""
_TALLY: Final = """
    CREATE TABLE tally (only INTEGER PRIMARY KEY CHECK (only = 1), records INTEGER NOT NULL);
    INSERT INTO tally SELECT 1, count(*) FROM record;
    CREATE TRIGGER record_came AFTER INSERT ON record
        BEGIN UPDATE tally SET records = records + 1; END;
    CREATE TRIGGER record_went AFTER DELETE ON record
        BEGIN UPDATE tally SET records = records - 1; END;
"""
"""The count is kept with the rows: it is asked for after each page, and counting costs as much as
the whole mirror is large."""

_NAMES: Final = """
    CREATE TABLE name (
        word BLOB NOT NULL, holder BLOB NOT NULL, PRIMARY KEY (word, holder)) WITHOUT ROWID;
    CREATE INDEX name_holder ON name (holder);
    CREATE TABLE unnamed (holder BLOB PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO unnamed SELECT holder FROM record;
    CREATE TRIGGER record_unnamed AFTER DELETE ON record BEGIN
        DELETE FROM name WHERE holder = old.holder;
        DELETE FROM unnamed WHERE holder = old.holder; END;
"""
"""Keyed digests by which a name is found. ``unnamed``: records of an older mirror that have none
yet."""

SCHEMA: Final = Schema(
    application_id=0x59484D52,
    version=3,
    script=_RECORDS + _TALLY + _NAMES,
    upgrades=(_TALLY, _NAMES),
)


class Kept(NamedTuple):
    """What a stored record's row says beside the record."""

    version: int
    thumbnail: str | None


def kept_of(db: sqlite3.Connection, holder: UUID) -> Kept | None:
    """What is stored of ``holder``; None when nothing is."""
    row = db.execute(
        "SELECT version, thumbnail FROM record WHERE holder = ?", (holder.bytes,)
    ).fetchone()
    return Kept(*row) if row else None


def keep(
    db: sqlite3.Connection,
    record: AccessRecord,
    sealed: bytes,
    generation: int,
    before: Kept | None,
) -> None:
    """Store ``record`` in place of ``before``, with its cards and its wish for a picture."""
    holder = record.holder.bytes
    if before is not None:
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
    if before is not None and before.thumbnail not in (None, record.thumbnail):
        db.execute(
            "DELETE FROM thumbnail WHERE sha256 = ?"
            " AND NOT EXISTS (SELECT 1 FROM record WHERE record.thumbnail = thumbnail.sha256)",
            (before.thumbnail,),
        )


def name(db: sqlite3.Connection, holder: UUID, words: Iterable[bytes]) -> None:
    """Let ``holder`` be found by these keyed digests, and by no others."""
    db.execute("DELETE FROM name WHERE holder = ?", (holder.bytes,))
    db.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?)", [(word, holder.bytes) for word in words]
    )
    db.execute("DELETE FROM unnamed WHERE holder = ?", (holder.bytes,))


def confirm(db: sqlite3.Connection, holder: UUID, generation: int) -> None:
    """The hall still has this holder, so a sweep must spare the record."""
    db.execute("UPDATE record SET generation = ? WHERE holder = ?", (generation, holder.bytes))


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
