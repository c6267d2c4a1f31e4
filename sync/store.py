"""One SQLite file of a terminal: durable, private, its errors named.

WAL with ``synchronous=FULL``: what was committed survives ``kill -9`` and power loss. Readers and
the writer have a connection each, so that a lookup never waits for a long write.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.errors import StoreCorrupt, StoreError, StoreFull

BUSY_LIMIT_MS: Final = 5_000
"""How long a connection waits for another process, such as `yanhu gate journal`, to finish."""

KEPT_ASIDE: Final = 3
"""Damaged stores that are kept as evidence."""

GIVEN_BACK_PAGES: Final = 256
"""Pages (of 4 kB) that are cut off the file at once, a few milliseconds' work; so many free ones
stay for what is written next."""

_SIDE_FILES: Final = ("", "-wal", "-shm")
_CORRUPT: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_NO_TEXT: Final = "Could not decode to UTF-8"
"""How the sqlite3 module begins when a text has a damaged byte."""
_PRIMARY: Final = 0xFF
"""The low byte of an extended result code is the primary one."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a store's file contains; ``application_id`` tells it from every other SQLite file."""

    application_id: int
    version: int
    script: str
    """Makes an empty store of ``version``."""
    upgrades: tuple[str, ...] = ()
    """Scripts for stores of earlier versions: the last leads from ``version - 1`` to ``version``,
    the one before it from the version before that."""


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages of 4 KiB the writer may hold; as SQLite has it unless said otherwise."""

    cached: int = 500
    """In memory."""
    logged: int = 1000
    """In the write-ahead log, before they are moved to their places in the file."""


class Store:
    """An open store. Its methods may be called from any thread."""

    def __init__(
        self,
        path: Path,
        schema: Schema,
        corrupt: type[StoreCorrupt] = StoreCorrupt,
        pages: Pages = Pages(),
    ) -> None:
        """Open ``path``, or create it, readable by its owner only.

        Raises ``corrupt`` when it is damaged or something else, StoreFull, StoreError; so do the
        other methods.
        """
        self.path: Final = path
        self._corrupt: Final = corrupt
        self._write_lock: Final = threading.Lock()
        self._read_lock: Final = threading.Lock()
        with self._named():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _finish_setting_aside(path)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._writer = self._connect()
            try:
                self._prepare(schema)
                self._writer.execute(f"PRAGMA cache_size = {pages.cached}")
                self._writer.execute(f"PRAGMA wal_autocheckpoint = {pages.logged}")
                self._reader = self._connect()
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk when the block ends, or none of it."""
        with self._write_lock, self._named(), self._transaction():
            yield self._writer

    @contextmanager
    def write_ahead(self) -> Iterator[sqlite3.Connection]:
        """As :meth:`write`, which must follow: until it has, a loss of power, and nothing else, may
        undo the latest of these transactions, each as a whole."""
        with self._write_lock, self._named():
            self._writer.execute("PRAGMA synchronous = NORMAL")
            try:
                with self._transaction():
                    yield self._writer
            finally:
                self._writer.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The newest committed state; one reader at a time."""
        with self._read_lock, self._named():
            yield self._reader

    def give_back(self) -> None:
        """Make the file smaller by some of the pages that nothing needs any more."""
        with self._write_lock, self._named():
            if self._pragma("freelist_count") > GIVEN_BACK_PAGES:
                # As a script: execute() takes one step, which is one page.
                self._writer.executescript(f"PRAGMA incremental_vacuum({GIVEN_BACK_PAGES})")

    def close(self) -> None:
        """Close the file; harmless when already closed."""
        with self._read_lock, self._write_lock:
            self._reader.close()
            self._writer.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._writer.execute("COMMIT")
        except BaseException:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_LIMIT_MS}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # What was deleted is overwritten: it is about people.
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, schema: Schema) -> None:
        (tables,) = self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0:
            self._make_shrinkable()
            self._writer.executescript(
                f"BEGIN IMMEDIATE; PRAGMA application_id = {schema.application_id};"
                f"PRAGMA user_version = {schema.version}; {schema.script} COMMIT;"
            )
            return
        behind = schema.version - self._pragma("user_version")
        known = 0 <= behind <= len(schema.upgrades)
        if self._pragma("application_id") != schema.application_id or not known:
            raise self._corrupt(f"{self.path}: not this program's store, or of another version")
        (verdict,) = self._writer.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise self._corrupt(f"{self.path}: {verdict}")
        if behind:
            script = "\n".join(schema.upgrades[-behind:])
            self._writer.executescript(
                f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {schema.version}; COMMIT;"
            )
            self._make_shrinkable()

    def _make_shrinkable(self) -> None:
        """So that :meth:`give_back` has an effect; a full disk leaves the file as it is."""
        self._writer.execute("PRAGMA auto_vacuum = INCREMENTAL")
        try:
            self._writer.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                raise

    def _pragma(self, name: str) -> int:
        (value,) = self._writer.execute(f"PRAGMA {name}").fetchone()
        return int(value)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Translate what SQLite and the file system report, once."""
        try:
            yield
        except sqlite3.Error as error:
            # Errors of the sqlite3 module itself, such as a closed connection, carry no code.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            detail = f"{self.path}: {error}"
            if code == sqlite3.SQLITE_FULL:
                raise StoreFull(detail) from error
            if code & _PRIMARY in _CORRUPT or str(error).startswith(_NO_TEXT):
                raise self._corrupt(detail) from error
            raise StoreError(detail) from error
        except UnicodeDecodeError as error:
            # The sqlite3 module chokes on a message in which SQLite quotes damaged text.
            raise self._corrupt(f"{self.path}: its schema is damaged") from error
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror}") from error


def set_aside(path: Path, label: str, keep: int | None = KEPT_ASIDE) -> Path:
    """Move a damaged store and its side files out of the way, as evidence; returns the new path.

    ``label`` sorts after those of earlier calls; only the newest ``keep`` stores stay (None: all).
    The store must be closed. When this is cut short, the next to open the store finishes it.
    Raises StoreError when the files can't be moved.
    """
    kept = path.with_name(f"{path.name}.{label}")
    try:
        # A link is made as a whole or not at all, and has room on a full disk.
        _intent(path).symlink_to(label)
        _finish_setting_aside(path)
        if keep is not None:
            older = sorted(path.parent.glob(f"{path.name}.*"), reverse=True)
            for file in older[keep * len(_SIDE_FILES) :]:
                file.unlink()
    except OSError as error:
        raise StoreError(f"{path}: can't be set aside: {error.strerror}") from error
    return kept


def _finish_setting_aside(path: Path) -> None:
    """Without this, a new store would take the log of the damaged one for its own, and discard it.

    Raises OSError.
    """
    intent = _intent(path)
    if not intent.is_symlink():
        return
    kept = path.with_name(f"{path.name}.{intent.readlink()}")
    for suffix in _SIDE_FILES:
        # Another process may be finishing it as well.
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(kept.with_name(kept.name + suffix))
    intent.unlink(missing_ok=True)


def _intent(path: Path) -> Path:
    """Says under which label the store at ``path`` is being set aside."""
    return path.with_name(f"{path.name}-aside")
