"""What this gate and its neighbours said, on the disk: single use holds over a restart as well.

Statements are sealed like the mirror's records, as a withdrawn record names its holder.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from gate_agent.neighbours.facts import Heard, Said, Statement
from sync.errors import SealBroken, StoreCorrupt
from sync.store import Schema, Store
from sync.vault import Vault

STORE_FILE: Final = "neighbours.db"
STATEMENTS_KEPT: Final = 20_000
"""Of each gate; the oldest go first."""

SCHEMA: Final = Schema(
    application_id=0x59484E42,
    version=1,
    script="""
    CREATE TABLE origin (
        name TEXT PRIMARY KEY, log INTEGER NOT NULL, have INTEGER NOT NULL,
        certificate TEXT NOT NULL);
    CREATE TABLE statement (
        origin TEXT NOT NULL, number INTEGER NOT NULL, expires REAL NOT NULL,
        sealed BLOB NOT NULL, PRIMARY KEY (origin, number)) WITHOUT ROWID;
    CREATE INDEX statement_expires ON statement (expires);
    CREATE TABLE contact (name TEXT PRIMARY KEY, heard REAL NOT NULL, address TEXT NOT NULL);
    CREATE TABLE refusal (reason TEXT PRIMARY KEY, count INTEGER NOT NULL, at REAL NOT NULL);
    """,
)


@dataclass(frozen=True, slots=True)
class KnownLog:
    """How far one gate's log is known."""

    name: str
    log: int
    have: int
    """All up to here are known, or forgotten by the gate itself."""
    certificate: str


@dataclass(frozen=True, slots=True)
class Contact:
    """When a neighbour was heard last, and from where."""

    name: str
    heard: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was refused, and when last."""

    reason: str
    count: int
    at: datetime


class NeighbourStore:
    """Methods may be called from any thread and raise StoreError."""

    def __init__(self, path: Path, vault: Vault) -> None:
        """Open or create it."""
        self._store: Final = Store(path, SCHEMA)
        self._vault: Final = vault

    def close(self) -> None:
        self._store.close()

    def logs(self) -> tuple[KnownLog, ...]:
        with self._store.read() as db:
            rows = db.execute("SELECT name, log, have, certificate FROM origin").fetchall()
        return tuple(KnownLog(*row) for row in rows)

    def keep(self, log: KnownLog, heard: Iterable[tuple[Heard, datetime]]) -> None:
        """Keep statements with the moments they are forgotten at, and how far ``log`` is known.

        A log that begins anew replaces the one before, with all that was said in it.
        """
        with self._store.write() as db:
            before = db.execute("SELECT log FROM origin WHERE name = ?", (log.name,)).fetchone()
            if before is not None and before[0] != log.log:
                db.execute("DELETE FROM statement WHERE origin = ?", (log.name,))
            db.execute(
                "INSERT OR REPLACE INTO origin (name, log, have, certificate) VALUES (?, ?, ?, ?)",
                (log.name, log.log, log.have, log.certificate),
            )
            db.executemany(
                "INSERT OR IGNORE INTO statement VALUES (?, ?, ?, ?)",
                [self._row(entry, expires) for entry, expires in heard],
            )
            _trim(db, log.name)

    def statements(self, origin: str, first: int, limit: int) -> tuple[Heard, ...]:
        """What ``origin`` said from number ``first`` on, in order."""
        with self._store.read() as db:
            rows = db.execute(
                "SELECT s.number, o.log, s.sealed FROM statement s JOIN origin o"
                " ON o.name = s.origin WHERE s.origin = ? AND s.number >= ?"
                " ORDER BY s.number LIMIT ?",
                (origin, first, limit),
            ).fetchall()
        return tuple(self._opened(origin, *row) for row in rows)

    def oldest(self, origin: str) -> int | None:
        """The smallest number that is kept of ``origin``."""
        with self._store.read() as db:
            (number,) = db.execute(
                "SELECT min(number) FROM statement WHERE origin = ?", (origin,)
            ).fetchone()
        return None if number is None else int(number)

    def counts(self) -> Mapping[str, int]:
        """How many statements are kept of each gate."""
        with self._store.read() as db:
            rows = db.execute("SELECT origin, count(*) FROM statement GROUP BY origin").fetchall()
        return {str(name): int(count) for name, count in rows}

    def forget(self, now: datetime) -> None:
        """Drop what matters no more."""
        with self._store.write() as db:
            db.execute("DELETE FROM statement WHERE expires < ?", (now.timestamp(),))

    # --- for people ---------------------------------------------------------------------------

    def note(self, contacts: Iterable[Contact], refused: Iterable[Counted]) -> None:
        """Remember whom we heard, and what we refused since the start, for
        ``yanhu gate neighbours``."""
        with self._store.write() as db:
            db.execute("DELETE FROM refusal")
            db.executemany(
                "INSERT OR REPLACE INTO contact VALUES (?, ?, ?)",
                [(seen.name, seen.heard.timestamp(), seen.address) for seen in contacts],
            )
            db.executemany(
                "INSERT OR REPLACE INTO refusal VALUES (?, ?, ?)",
                [(entry.reason, entry.count, entry.at.timestamp()) for entry in refused],
            )

    def contacts(self) -> tuple[Contact, ...]:
        with self._store.read() as db:
            rows = db.execute("SELECT name, heard, address FROM contact ORDER BY name").fetchall()
        return tuple(Contact(n, datetime.fromtimestamp(at, UTC), where) for n, at, where in rows)

    def refusals(self) -> tuple[Counted, ...]:
        with self._store.read() as db:
            rows = db.execute("SELECT reason, count, at FROM refusal ORDER BY reason").fetchall()
        return tuple(Counted(r, count, datetime.fromtimestamp(at, UTC)) for r, count, at in rows)

    # --- inside -------------------------------------------------------------------------------

    def _row(self, entry: Heard, expires: datetime) -> tuple[str, int, float, bytes]:
        said = entry.said
        about = _about(entry.origin, said.log, said.number)
        sealed = self._vault.seal(entry.statement.model_dump_json().encode(), about)
        return entry.origin, said.number, expires.timestamp(), sealed

    def _opened(self, origin: str, number: int, log: int, sealed: bytes) -> Heard:
        try:
            plain = self._vault.open(sealed, _about(origin, log, number))
            statement = Statement.model_validate_json(plain)
            return Heard(origin, Said.model_validate_json(statement.said), statement)
        except (SealBroken, ValidationError, TypeError) as error:
            raise StoreCorrupt(f"a statement is damaged ({type(error).__name__})") from error


def _trim(db: sqlite3.Connection, origin: str) -> None:
    db.execute(
        "DELETE FROM statement WHERE origin = ? AND number <="
        " (SELECT max(number) FROM statement WHERE origin = ?) - ?",
        (origin, origin, STATEMENTS_KEPT),
    )


def _about(origin: str, log: int, number: int) -> bytes:
    return f"statement/{origin}/{log}/{number}".encode()
