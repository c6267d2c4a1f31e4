"""Is a journal's file what this gate wrote? Reads it row by row and names the first that is not.

Nothing is written and nothing is believed: each row must be exactly what the journal writes for its
event, each event must follow from the one before it, and each checkpoint must be signed by the
gate's key. What was added after the newest checkpoint is chained, but not vouched for yet. Where
old events were pruned, the gate must have signed how many, and the rest begins where it says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from pydantic import ValidationError

from gate_agent.journal import pruned
from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.checkpoints import COLUMNS, FIRST, Checkpoint
from gate_agent.journal.evidence_key import EvidenceWitness
from gate_agent.journal.lists import check_lists
from gate_agent.journal.pruned import Pruned
from gate_agent.journal.rows import EVENT_COLUMNS, of_some_version, row_of
from gate_agent.journal.taken import Taken, check_taken
from sync.errors import StoreError
from sync.wire import JOURNAL_START, GateEvent, event_hash

_TEMPORARY: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a journal that is in order holds."""

    events: int
    """How many there ever were."""
    hash: str
    """Of the newest event."""
    checkpoints: int
    vouched: int
    """The newest checkpoint vouches for the events up to this number."""
    pruned: Pruned | None = None
    """What the gate took out of it."""
    stated_from: int = 0
    """What the hall has taken of the events up to this number is not vouched for."""


def check_journal(path: Path, gate: str, witness: EvidenceWitness) -> Whole:
    """Check the journal of ``gate`` at ``path``, also while an agent writes it.

    Raises ChainBroken naming the first event that is not as the gate wrote it (or that is missing),
    StoreError when the file can't be opened at all.
    """
    try:
        with closing(open_to_read(path)) as db:
            # One transaction: what the agent adds meanwhile is the next check's business.
            db.execute("BEGIN")
            return _Check(db, gate, witness).run()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error


def check_up_to(db: sqlite3.Connection, gate: str, witness: EvidenceWitness, seq: int) -> None:
    """Check what is left of the events up to ``seq``, of which a checkpoint tells.

    Raises ChainBroken, sqlite3.Error.
    """
    _Check(db, gate, witness, seq).portion()


def last_readable_hash(path: Path) -> str | None:
    """``hash`` column of the newest event that can still be read in a damaged file."""
    try:
        with closing(open_to_read(path)) as db:
            row = db.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    found = row[0] if row else None
    return found if isinstance(found, str) and len(found) == len(JOURNAL_START) else None


class _Check:
    """One pass over events and checkpoints side by side."""

    def __init__(
        self, db: sqlite3.Connection, gate: str, witness: EvidenceWitness, end: int | None = None
    ) -> None:
        """``end``: events after it are not looked at."""
        self._db: Final = db
        self._gate: Final = gate
        self._witness: Final = witness
        self._upto: Final = "" if end is None else f" WHERE seq <= {end:d}"
        self._events = 0
        self._hash = JOURNAL_START
        self._number, self._digest, self._vouched = 0, FIRST, 0

    def run(self) -> Whole:
        gone = self.portion()
        taken = self._check_file()
        return Whole(
            self._events,
            self._hash,
            checkpoints=self._number,
            vouched=self._vouched,
            pruned=gone,
            stated_from=0 if taken is None else taken.since,
        )

    def portion(self) -> Pruned | None:
        gone = self._pruned()
        with closing(self._checkpoints()) as checkpoints, closing(self._rows(gone)) as events:
            due = next(checkpoints, None)
            for event in events:
                if due is not None and due.seq == event.seq:
                    self._compare(due)
                    due = next(checkpoints, None)
        if due is not None:
            self._fail(f"missing; checkpoint {due.number} vouches for events up to {due.seq}")
        return gone

    def _pruned(self) -> Pruned | None:
        """What the gate says it took out; events and checkpoints begin after that."""
        try:
            gone = pruned.stated(self._db)
        except ValueError:
            raise ChainBroken(1, "what the gate pruned is unreadable") from None
        except sqlite3.Error as error:
            self._check_error(error)
        if gone is None:
            return None
        if not gone.holds(self._gate, self._witness):
            raise ChainBroken(1, "what was pruned is not signed by this gate's key")
        self._number, self._digest, self._vouched = gone.checkpoint, gone.digest, gone.seq
        return gone

    def _rows(self, gone: Pruned | None) -> Generator[GateEvent, None, None]:
        query = f"SELECT {EVENT_COLUMNS} FROM event{self._upto} ORDER BY seq"  # noqa: S608 - constants
        with closing(self._read(query)) as rows:
            if gone is not None:
                for seq, hash_ in gone.kept:
                    self._stayed(next(rows, None), seq, hash_)
                self._events, self._hash = gone.seq, gone.hash
            for row in rows:
                event = self._follows(row)
                self._events, self._hash = event.seq, event.hash
                yield event

    def _stayed(self, row: tuple[object, ...] | None, seq: int, hash_: str) -> None:
        """One of the events among the pruned ones: nothing leads to it but the gate's word."""
        if row is None or row[0] != seq:
            raise ChainBroken(seq, "missing; it was not pruned")
        if self._event(row, seq).hash != hash_:
            raise ChainBroken(seq, "its content was changed")

    def _follows(self, row: tuple[object, ...]) -> GateEvent:
        expected = self._events + 1
        event = self._event(row, expected)
        if event.previous_hash != self._hash:
            raise ChainBroken(expected, "does not follow from the event before it")
        return event

    def _event(self, row: tuple[object, ...], expected: int) -> GateEvent:
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
        as_written = row_of(event) == row and of_some_version(event)
        if event.hash != event_hash(event) or not as_written:
            raise ChainBroken(expected, "its content was changed")
        if event.gate != self._gate:
            raise ChainBroken(expected, f"is of gate {event.gate}, not {self._gate}")
        return event

    def _checkpoints(self) -> Generator[Checkpoint, None, None]:
        query = f"SELECT {COLUMNS} FROM checkpoint{self._upto} ORDER BY number"  # noqa: S608 - constants
        for row in self._read(query):
            found = self._checkpoint(row)
            self._number, self._digest, self._vouched = found.number, found.digest, found.seq
            yield found

    def _checkpoint(self, row: tuple[object, ...]) -> Checkpoint:
        """The next checkpoint; when it does not hold, what it should vouch for is in doubt."""
        number, seq = self._number + 1, self._vouched
        name = f"checkpoint {number}"
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
        if found.number != number or found.previous != self._digest:
            raise ChainBroken(seq + 1, f"{name} was removed or replaced")
        if not found.holds(self._gate, self._witness):
            raise ChainBroken(seq + 1, f"{name} is not signed by this gate's key")
        return found

    def _compare(self, checkpoint: Checkpoint) -> None:
        if checkpoint.hash != self._hash:
            detail = f"the journal was written anew before checkpoint {checkpoint.number}"
            raise ChainBroken(checkpoint.seq, detail)

    def _check_file(self) -> Taken | None:
        """Rows may be sound while what leads to them (an index) is not."""
        for (verdict,) in self._read("PRAGMA integrity_check(1)"):
            if verdict != "ok":
                self._fail(f"the events are whole, but the file is damaged: {verdict}")
        try:
            check_lists(self._db, self._events)
            return check_taken(self._db, self._gate, self._witness, self._events, self._events)
        except sqlite3.Error as error:
            self._check_error(error)

    def _read(self, query: str) -> Generator[tuple[object, ...], None, None]:
        try:
            yield from self._db.execute(query)
        except UnicodeDecodeError:
            self._fail("it can't be read: SQLite quotes damaged text")
        except sqlite3.Error as error:
            self._check_error(error)

    def _check_error(self, error: sqlite3.Error) -> NoReturn:
        # Errors of the sqlite3 module itself, such as text that is no UTF-8, carry no code.
        if getattr(error, "sqlite_errorcode", None) in _TEMPORARY:
            raise error
        self._fail(f"it can't be read: {error}")

    def _fail(self, detail: str) -> NoReturn:
        raise ChainBroken(self._events + 1, detail)


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing. Raises sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
