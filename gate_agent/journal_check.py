"""Is a journal's file what this gate wrote? Reads it row by row and names the first that is not.

Nothing is written and nothing is believed: each row must be exactly what the journal writes for its
event, each event must follow from the one before it, and each checkpoint must be signed by the
gate's key. What was added after the newest checkpoint is chained, but not vouched for yet.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from pydantic import ValidationError

from gate_agent.chain import ChainBroken
from gate_agent.checkpoints import COLUMNS, FIRST, Checkpoint
from gate_agent.evidence_key import EvidenceWitness
from gate_agent.journal_rows import EVENT_COLUMNS, of_some_version, row_of
from sync.errors import StoreError
from sync.wire import JOURNAL_START, GateEvent, event_hash

_TEMPORARY: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a journal that is in order holds."""

    events: int
    hash: str
    """Of the newest event."""
    checkpoints: int
    vouched: int
    """The newest checkpoint vouches for the events up to this number."""


def check_journal(path: Path, gate: str, witness: EvidenceWitness) -> Whole:
    """Check the journal of ``gate`` at ``path``, also while an agent writes it.

    Raises ChainBroken naming the first event that is not as the gate wrote it (or that is missing),
    StoreError when the file can't be opened at all.
    """
    try:
        with closing(_open(path)) as db:
            # One transaction: what the agent adds meanwhile is the next check's business.
            db.execute("BEGIN")
            return _Check(db, gate, witness).run()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error


def last_readable_hash(path: Path) -> str | None:
    """``hash`` column of the newest event that can still be read in a damaged file."""
    try:
        with closing(_open(path)) as db:
            row = db.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    found = row[0] if row else None
    return found if isinstance(found, str) and len(found) == len(JOURNAL_START) else None


class _Check:
    """One pass over events and checkpoints side by side."""

    def __init__(self, db: sqlite3.Connection, gate: str, witness: EvidenceWitness) -> None:
        self._db: Final = db
        self._gate: Final = gate
        self._witness: Final = witness
        self._events = 0
        self._hash = JOURNAL_START
        self._last: Checkpoint | None = None

    def run(self) -> Whole:
        with closing(self._checkpoints()) as checkpoints, closing(self._rows()) as events:
            due = next(checkpoints, None)
            for event in events:
                if due is not None and due.seq == event.seq:
                    self._compare(due)
                    due = next(checkpoints, None)
        if due is not None:
            self._fail(f"missing; checkpoint {due.number} vouches for events up to {due.seq}")
        self._check_file()
        number, vouched = (self._last.number, self._last.seq) if self._last else (0, 0)
        return Whole(self._events, self._hash, checkpoints=number, vouched=vouched)

    def _rows(self) -> Generator[GateEvent, None, None]:
        query = f"SELECT {EVENT_COLUMNS} FROM event ORDER BY seq"  # noqa: S608 - constants
        for row in self._read(query):
            event = self._event(row)
            self._events, self._hash = event.seq, event.hash
            yield event

    def _event(self, row: tuple[object, ...]) -> GateEvent:
        expected = self._events + 1
        match row:
            case (int() as seq, *_, str() as body):
                pass
            case _:
                raise ChainBroken(expected, "it is unreadable")
        if seq != expected:
            raise ChainBroken(expected, f"event {seq} stands in its place")
        try:
            event = GateEvent.model_validate_json(body)
        except ValidationError:
            raise ChainBroken(expected, "it is unreadable") from None
        if event.previous_hash != self._hash:
            raise ChainBroken(expected, "does not follow from the event before it")
        as_written = row_of(event) == row and of_some_version(event)
        if event.hash != event_hash(event) or not as_written:
            raise ChainBroken(expected, "its content was changed")
        if event.gate != self._gate:
            raise ChainBroken(expected, f"is of gate {event.gate}, not {self._gate}")
        return event

    def _checkpoints(self) -> Generator[Checkpoint, None, None]:
        query = f"SELECT {COLUMNS} FROM checkpoint ORDER BY number"  # noqa: S608 - constants
        for row in self._read(query):
            self._last = self._checkpoint(row)
            yield self._last

    def _checkpoint(self, row: tuple[object, ...]) -> Checkpoint:
        """The next checkpoint; when it does not hold, what it should vouch for is in doubt."""
        last = self._last
        number, previous, seq = (last.number, last.digest, last.seq) if last else (0, FIRST, 0)
        name = f"checkpoint {number + 1}"
        match row:
            case (
                int() as at_number,
                int() as at_seq,
                str() as hash_,
                str() as at,
                bytes() as before,
                bytes() as signature,
            ):
                found = Checkpoint(at_number, at_seq, hash_, at, before, signature)
            case _:
                raise ChainBroken(seq + 1, f"{name} is unreadable")
        if found.number != number + 1 or found.previous != previous:
            raise ChainBroken(seq + 1, f"{name} was removed or replaced")
        if not found.holds(self._gate, self._witness):
            raise ChainBroken(seq + 1, f"{name} is not signed by this gate's key")
        return found

    def _compare(self, checkpoint: Checkpoint) -> None:
        if checkpoint.hash != self._hash:
            detail = f"the journal was written anew before checkpoint {checkpoint.number}"
            raise ChainBroken(checkpoint.seq, detail)

    def _check_file(self) -> None:
        """Rows may be sound while what leads to them (an index) is not."""
        for (verdict,) in self._read("PRAGMA integrity_check(1)"):
            if verdict != "ok":
                self._fail(f"the events are whole, but the file is damaged: {verdict}")

    def _read(self, query: str) -> Iterator[tuple[object, ...]]:
        try:
            yield from self._db.execute(query)
        except UnicodeDecodeError:
            self._fail("it can't be read: SQLite quotes damaged text")
        except sqlite3.Error as error:
            # Errors of the sqlite3 module itself, such as text that is no UTF-8, carry no code.
            if getattr(error, "sqlite_errorcode", None) in _TEMPORARY:
                raise
            self._fail(f"it can't be read: {error}")

    def _fail(self, detail: str) -> NoReturn:
        raise ChainBroken(self._events + 1, detail)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
