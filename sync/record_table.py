"""Tables of the mirror and what a transaction does to their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sync.store import Schema
from sync.vault import BLINDED_BYTES

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
"""Keyed digests by which a name is found. ``unnamed``: records of an older mirror that do not say
yet what they are found by."""

_WORDS: Final = """
    DROP TRIGGER record_unnamed;
    DROP INDEX name_holder;
    ALTER TABLE record ADD COLUMN words BLOB NOT NULL DEFAULT x'';
    DELETE FROM name;
    INSERT OR IGNORE INTO unnamed SELECT holder FROM record;
"""
"""A record's row says itself under which words it stands, one after the other: an index to find
them again cost a first sync more than the records did."""

_CARDS: Final = """
    DROP INDEX credential_holder;
    ALTER TABLE record ADD COLUMN cards BLOB NOT NULL DEFAULT x'';
    INSERT OR IGNORE INTO unnamed SELECT holder FROM record;
"""
"""As for words: the digests of a record's cards, one after the other."""

_DISPUTES: Final = """
    ALTER TABLE progress ADD COLUMN rewound INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE disputed (holder BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TRIGGER record_undisputed AFTER DELETE ON record
        BEGIN DELETE FROM disputed WHERE holder = old.holder; END;
"""
"""``disputed``: the hall told two different things under the record's version. ``rewound``: the
hall's feed was once shorter than what this mirror had read of it, in the same epoch."""

SCHEMA: Final = Schema(
    application_id=0x59484D52,
    version=6,
    script=_RECORDS + _TALLY + _NAMES + _WORDS + _CARDS + _DISPUTES,
    upgrades=(_TALLY, _NAMES, _WORDS, _CARDS, _DISPUTES),
)
CARD_BYTES: Final = 32


class Row(NamedTuple):
    """What is written of one record."""

    holder: bytes
    version: int
    student_no: str
    thumbnail: str | None
    words: bytes
    """Keyed digests by which the name is found, each of BLINDED_BYTES."""
    cards: bytes
    """Keyed digests of the cards, each of CARD_BYTES."""
    sealed: bytes


class Kept(NamedTuple):
    """What a stored record's row says beside the record."""

    version: int
    thumbnail: str | None
    words: bytes
    cards: bytes


def kept_of(db: sqlite3.Connection, holders: Sequence[bytes]) -> dict[bytes, Kept]:
    """What is stored of each of ``holders``; nothing of those who are not here."""
    select = "SELECT holder, version, thumbnail, words, cards FROM record WHERE holder IN (%s)"
    found = db.execute(select % ",".join("?" * len(holders)), holders)
    return {holder: Kept(*rest) for holder, *rest in found}


def keep(
    db: sqlite3.Connection, rows: Collection[Row], generation: int, before: Mapping[bytes, Kept]
) -> None:
    """Store ``rows``, one a holder, in place of ``before``, with cards and wishes for pictures.

    Table by table, in the order of each one's key: so neighbouring rows share a page of the file.
    """
    replaced = [(row, before[row.holder]) for row in rows if row.holder in before]
    _forget(db, [(row.holder, kept.words, kept.cards) for row, kept in replaced])
    db.executemany(
        "INSERT INTO record"
        " (holder, version, generation, student_no, thumbnail, sealed, words, cards)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (holder) DO UPDATE SET version ="
        " excluded.version, generation = excluded.generation, student_no = excluded.student_no,"
        " thumbnail = excluded.thumbnail, sealed = excluded.sealed, words = excluded.words,"
        " cards = excluded.cards",
        [
            (
                row.holder,
                row.version,
                generation,
                row.student_no,
                row.thumbnail,
                row.sealed,
                row.words,
                row.cards,
            )
            for row in rows
        ],
    )
    # A card that two records name leads to the later one.
    cards = {digest: row.holder for row in rows for digest in _each(row.cards, CARD_BYTES)}
    db.executemany(
        "INSERT INTO credential VALUES (?, ?)"
        " ON CONFLICT (digest) DO UPDATE SET holder = excluded.holder",
        sorted(cards.items()),
    )
    db.executemany(
        "INSERT INTO thumbnail (sha256) VALUES (?) ON CONFLICT DO NOTHING",
        sorted((row.thumbnail,) for row in rows if row.thumbnail is not None),
    )
    db.executemany(
        "DELETE FROM thumbnail WHERE sha256 = ?"
        " AND NOT EXISTS (SELECT 1 FROM record WHERE record.thumbnail = thumbnail.sha256)",
        [
            (kept.thumbnail,)
            for row, kept in replaced
            if kept.thumbnail not in (None, row.thumbnail)
        ],
    )


def name(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Let stored ``rows`` be found by their names."""
    _name(db, ((row.holder, row.words) for row in rows))


def name_all(db: sqlite3.Connection) -> None:
    """Let everybody be found by name. In order, a row costs a tenth of what it costs anywhere."""
    db.execute(
        "WITH RECURSIVE part (holder, start, words) AS (SELECT holder, 1, words FROM record"
        "  UNION ALL SELECT holder, start + :size, words FROM part"
        "  WHERE start + :size < length(words))"
        " INSERT OR IGNORE INTO name SELECT substr(words, start, :size), holder FROM part"
        " WHERE words != x'' ORDER BY 1, 2",
        {"size": BLINDED_BYTES},
    )


def name_older(db: sqlite3.Connection, older: Collection[tuple[bytes, bytes, bytes]]) -> None:
    """Let records of an older mirror say what they are found by; each as (holder, words, cards)."""
    db.executemany(
        "UPDATE record SET words = ?, cards = ? WHERE holder = ?",
        [(words, cards, holder) for holder, words, cards in older],
    )
    _name(db, ((holder, words) for holder, words, _ in older))
    db.executemany("DELETE FROM unnamed WHERE holder = ?", [(holder,) for holder, _, _ in older])


def sealed_of(
    db: sqlite3.Connection, holders: Collection[bytes]
) -> Iterator[tuple[bytes, int, bytes]]:
    """(holder, version, sealed record) of each of ``holders`` that is here."""
    select = "SELECT holder, version, sealed FROM record WHERE holder IN (%s)"
    yield from db.execute(select % ",".join("?" * len(holders)), tuple(holders))


def dispute(db: sqlite3.Connection, disputed: Iterable[bytes], settled: Iterable[bytes]) -> None:
    """Two things were told of ``disputed`` under one version; of ``settled`` something newer."""
    db.executemany("DELETE FROM disputed WHERE holder = ?", [(holder,) for holder in settled])
    db.executemany("INSERT OR IGNORE INTO disputed VALUES (?)", [(holder,) for holder in disputed])


def confirm(db: sqlite3.Connection, holders: Iterable[bytes], generation: int) -> None:
    """The hall still has these holders, so a sweep must spare their records."""
    db.executemany(
        "UPDATE record SET generation = ? WHERE holder = ?",
        [(generation, holder) for holder in holders],
    )


def sweep(db: sqlite3.Connection) -> None:
    """Drop what a finished sync from the beginning did not show again."""
    (generation, swept) = db.execute("SELECT generation, swept FROM progress").fetchone()
    if swept == generation:
        return
    gone = db.execute("SELECT holder, words, cards FROM record WHERE generation < ?", (generation,))
    _forget(db, gone.fetchall())
    db.execute("DELETE FROM record WHERE generation < ?", (generation,))
    db.execute(
        "DELETE FROM thumbnail WHERE sha256 NOT IN"
        " (SELECT thumbnail FROM record WHERE thumbnail IS NOT NULL)"
    )
    db.execute("UPDATE progress SET swept = generation")


def _each(digests: bytes, size: int) -> Iterator[bytes]:
    return (digests[start : start + size] for start in range(0, len(digests), size))


def _name(db: sqlite3.Connection, named: Iterable[tuple[bytes, bytes]]) -> None:
    """Each as (holder, words)."""
    rows = [(word, holder) for holder, words in named for word in _each(words, BLINDED_BYTES)]
    db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?)", sorted(rows))


def _forget(db: sqlite3.Connection, gone: Collection[tuple[bytes, bytes, bytes]]) -> None:
    """Take out by what records are found; each as (holder, words, cards)."""
    db.executemany(
        "DELETE FROM credential WHERE digest = ? AND holder = ?",
        [(card, holder) for holder, _, cards in gone for card in _each(cards, CARD_BYTES)],
    )
    db.executemany(
        "DELETE FROM name WHERE word = ? AND holder = ?",
        [(word, holder) for holder, words, _ in gone for word in _each(words, BLINDED_BYTES)],
    )
