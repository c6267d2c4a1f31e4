"""The print ledger: each document leaves this kiosk's printer once, and it can be shown.

A line is written *before* each step that paper may follow, so a power cut leaves a line that says
how far it had come. A document whose fate is unknown is never printed again by itself.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from devices.ports import JobState
from wording import Text

_BUSY_LIMIT_S: Final = 5.0
"""Longest wait for `yanhu kiosk ledger` to release the file."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS document (
    certificate TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL,
    printer TEXT NOT NULL,
    stage TEXT NOT NULL,
    job INTEGER,
    impressions INTEGER,
    attempts INTEGER NOT NULL,
    report_key TEXT NOT NULL,
    reported INTEGER NOT NULL DEFAULT 0,
    intended_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT
"""


class Stage(StrEnum):
    """How far a document came."""

    INTENDED = "intended"
    """About to be sent to the printer: whether it got there is not known."""
    SUBMITTED = "submitted"
    """The printer accepted it as a job."""
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    """Cancelled or aborted, as the printer itself says: it may be tried again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document's line. Holds no personal datum."""

    certificate: UUID
    number: str
    sha256: str
    pages: int
    printer: str
    stage: Stage
    job: int | None
    impressions: int | None
    attempts: int
    report_key: UUID
    reported: bool
    intended_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be printed."""

    certificate: UUID
    number: str
    sha256: str
    pages: int


class LedgerError(Exception):
    """The ledger does not allow it, or can't be kept. ``text`` is what a screen shows."""

    text = Text(
        "打印记录无法保存，已停止打印；请联系服务台",
        "The print record can't be kept, so nothing is printed; ask at the service desk",
    )


class AlreadyPrinted(LedgerError):
    """The document left this printer before."""

    text = Text(
        "这份证明已经打印过；如需再要一份，请点“再办一份”",
        "This document was printed before; press “Another copy” if you need one more",
    )

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"{entry.number} was printed at {entry.changed_at.isoformat()}")
        self.entry = entry


class InDoubt(LedgerError):
    """The document may have been printed: its last attempt was interrupted."""

    text = Text(
        "上次打印被中断，无法确认是否已出纸；请到服务台核对后再打印",
        "The last print was interrupted and may have come out; ask at the service desk first",
    )

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"{entry.number} stands at {entry.stage}")
        self.entry = entry


class Ledger:
    """One SQLite file. Its methods may be called from any thread; each is one transaction."""

    def __init__(self, path: Path) -> None:
        """Open or make the ledger at ``path``. Raises LedgerError."""
        self._path: Final = path
        self._lock: Final = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._transaction() as connection:
                connection.execute(_SCHEMA)
        except OSError as error:
            raise LedgerError(f"{path}: {error.strerror}") from error

    def intend(self, document: Document, printer: str, at: datetime) -> Entry:
        """Say that ``document`` is about to be sent to ``printer``.

        Raises AlreadyPrinted, or InDoubt while an earlier attempt's fate is unknown.
        """
        with self._transaction() as connection:
            known = _find(connection, document.certificate)
            if known is None:
                connection.execute(
                    "INSERT INTO document VALUES (?,?,?,?,?,?,NULL,NULL,1,?,0,?,?)",
                    (
                        str(document.certificate),
                        document.number,
                        document.sha256,
                        document.pages,
                        printer,
                        Stage.INTENDED,
                        str(uuid4()),
                        at.isoformat(),
                        at.isoformat(),
                    ),
                )
            else:
                _refuse_repetition(known)
                connection.execute(
                    "UPDATE document SET stage=?, printer=?, job=NULL, impressions=NULL,"
                    " attempts=attempts+1, changed_at=? WHERE certificate=?",
                    (Stage.INTENDED, printer, at.isoformat(), str(document.certificate)),
                )
            return _get(connection, document.certificate)

    def submitted(self, certificate: UUID, job: int, at: datetime) -> Entry:
        """The printer accepted the document as ``job``."""
        return self._move(certificate, Stage.SUBMITTED, at, job=job)

    def settle(self, certificate: UUID, outcome: JobState, impressions: int, at: datetime) -> Entry:
        """The job ended as ``outcome``, which must be final.

        A cancelled job that came out whole counts as printed: the paper lies in the tray.
        """
        if not outcome.final:
            raise ValueError(f"{outcome} is not the end of a job")
        whole = impressions >= self.get(certificate).pages
        stage = Stage.PRINTED if outcome is JobState.COMPLETED or whole else Stage.NOT_PRINTED
        return self._move(certificate, stage, at, impressions=impressions)

    def withdraw(self, certificate: UUID, at: datetime) -> Entry:
        """The printer refused the document before it became a job."""
        return self._move(certificate, Stage.NOT_PRINTED, at)

    def decide(self, number: str, at: datetime, *, printed: bool) -> Entry:
        """A person looked and says what became of a document in doubt.

        Raises LedgerError unless exactly one document of that number is in doubt.
        """
        doubtful = [entry for entry in self.unsettled() if entry.number == number]
        if len(doubtful) != 1:
            raise LedgerError(f"{number} is not in doubt")
        stage = Stage.PRINTED if printed else Stage.NOT_PRINTED
        return self._move(doubtful[0].certificate, stage, at)

    def reported(self, certificate: UUID) -> None:
        """The hall knows of the print."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE document SET reported=1 WHERE certificate=?", (str(certificate),)
            )

    def find(self, certificate: UUID) -> Entry | None:
        """The document's line, or None when it never came to this printer."""
        with self._transaction() as connection:
            return _find(connection, certificate)

    def get(self, certificate: UUID) -> Entry:
        """The document's line. Raises LedgerError when it never came to this printer."""
        with self._transaction() as connection:
            return _get(connection, certificate)

    def entries(self) -> tuple[Entry, ...]:
        """All lines, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM document ORDER BY intended_at"  # noqa: S608 - constant
            ).fetchall()
        return tuple(_entry(row) for row in rows)

    def unsettled(self) -> tuple[Entry, ...]:
        """Documents whose fate is not known."""
        return tuple(e for e in self.entries() if e.stage in (Stage.INTENDED, Stage.SUBMITTED))

    def unreported(self) -> tuple[Entry, ...]:
        """Printed documents that the hall does not know of yet."""
        return tuple(e for e in self.entries() if e.stage is Stage.PRINTED and not e.reported)

    def _move(
        self,
        certificate: UUID,
        stage: Stage,
        at: datetime,
        *,
        job: int | None = None,
        impressions: int | None = None,
    ) -> Entry:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE document SET stage=?, changed_at=?, job=coalesce(?, job),"
                " impressions=coalesce(?, impressions) WHERE certificate=?",
                (stage, at.isoformat(), job, impressions, str(certificate)),
            )
            return _get(connection, certificate)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with closing(
                    sqlite3.connect(self._path, timeout=_BUSY_LIMIT_S, isolation_level=None)
                ) as connection:
                    # A line must be on the disk before the paper moves, hence FULL.
                    connection.execute("PRAGMA synchronous=FULL")
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        yield connection
                    except BaseException:
                        connection.execute("ROLLBACK")
                        raise
                    connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise LedgerError(f"{self._path.name}: {error}") from error


_COLUMNS: Final = (
    "certificate, number, sha256, pages, printer, stage, job, impressions, attempts,"
    " report_key, reported, intended_at, changed_at"
)


def _refuse_repetition(known: Entry) -> None:
    match known.stage:
        case Stage.PRINTED:
            raise AlreadyPrinted(known)
        case Stage.INTENDED | Stage.SUBMITTED:
            raise InDoubt(known)
        case Stage.NOT_PRINTED:
            return


def _find(connection: sqlite3.Connection, certificate: UUID) -> Entry | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM document WHERE certificate=?",  # noqa: S608 - constant
        (str(certificate),),
    ).fetchone()
    return None if row is None else _entry(row)


def _get(connection: sqlite3.Connection, certificate: UUID) -> Entry:
    entry = _find(connection, certificate)
    if entry is None:
        raise LedgerError(f"{certificate} was never meant to be printed here")
    return entry


def _entry(row: tuple[object, ...]) -> Entry:
    (certificate, number, sha256, pages, printer, stage, job, impressions, attempts, *rest) = row
    report_key, reported, intended_at, changed_at = rest
    return Entry(
        certificate=UUID(str(certificate)),
        number=str(number),
        sha256=str(sha256),
        pages=int(str(pages)),
        printer=str(printer),
        stage=Stage(str(stage)),
        job=None if job is None else int(str(job)),
        impressions=None if impressions is None else int(str(impressions)),
        attempts=int(str(attempts)),
        report_key=UUID(str(report_key)),
        reported=bool(reported),
        intended_at=datetime.fromisoformat(str(intended_at)),
        changed_at=datetime.fromisoformat(str(changed_at)),
    )
