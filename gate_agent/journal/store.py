"""What happened at this gate: append-only, hash-chained, on the disk before anything follows.

Nothing of it is ever changed; what is old and safe at the hall goes from its front, under the
gate's signature.

An event and its place in the outbox are one transaction, so an event is never lost on its way to
the hall, and never thought delivered when it was not.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from gate_agent.journal import checkpoints, pruned, taken
from gate_agent.journal.chain import ChainBroken, chained
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.pass_book import UsedPass
from gate_agent.journal.prune import HeldUp, Portion, Pruning, next_portion, take_out
from gate_agent.journal.reading import ROW, Row, Rows, event_of
from gate_agent.journal.recall import Recall
from gate_agent.journal.rows import EVENT_TABLE, row_of
from gate_agent.journal.tail import check_tail, tail
from gate_agent.journal.tally import (
    BUCKET_S,
    NOTABLE_INDEX,
    TALLY_TABLE,
    UNCOUNTED,
    Count,
    Tally,
    bucket_of,
)
from gate_agent.rules.presence import Evacuated, Passage
from sync.outbox import COUNTS, TABLES, Outbox
from sync.store import Schema, Store
from sync.wire import (
    JOURNAL_START,
    ActOutcome,
    CredentialKind,
    Direction,
    GateEvent,
    GateEventKind,
    LivenessFinding,
)
from wording import Text

_PRUNING: Final = pruned.TABLE + UNCOUNTED
_UPGRADES: Final = (
    COUNTS + checkpoints.TABLE,
    TALLY_TABLE,
    _PRUNING,
    taken.TABLE,
    NOTABLE_INDEX,
)
SCHEMA: Final = Schema(
    application_id=0x59484A4C,
    version=1 + len(_UPGRADES),
    script=EVENT_TABLE + TABLES + "".join(_UPGRADES),
    upgrades=_UPGRADES,
)
ID_DIGITS: Final = 32
"""Hexadecimal digits of a whole event id."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as the lane knows it; the journal adds number, id and hash."""

    lane: str
    kind: GateEventKind
    at: datetime
    direction: Direction
    attempt: UUID | None = None
    holder: UUID | None = None
    record_version: int | None = None
    reason: str = ""
    guard: str = ""
    second_guard: str = ""
    score: float | None = None
    threshold: float | None = None
    mirror_age_s: float | None = None
    hall_offset_s: float | None = None
    mode: str = ""
    step: str = ""
    noted: str = ""
    monotonic_s: float | None = None
    credential_kind: CredentialKind | None = None
    rule: str = ""
    liveness: LivenessFinding | None = None
    pass_id: UUID | None = None
    device: str = ""
    outcome: ActOutcome | None = None


class Journal:
    """The open journal of ``gate``. Methods may be called from any thread and raise StoreError."""

    def __init__(
        self,
        path: Path,
        gate: str,
        key: EvidenceKey | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open or create it. ``key`` signs its checkpoints; without one, as for a mere reader,
        none are made. Raises JournalCorrupt, JournalForeign, StoreFull, StoreError.
        """
        self._gate: Final = gate
        self._key: Final = key
        self._monotonic: Final = monotonic
        self._vouched_at = monotonic()
        self._store: Final = Store(path, SCHEMA, corrupt=JournalCorrupt)
        self.outbox: Final = Outbox(self._store, self._settled)
        self._tally: Final = Tally(self._store)
        self._rows: Final = Rows()
        self._recall: Final = Recall(self._store, self._rows)
        try:
            with self._store.read() as db:
                self._vouched, self._newest = check_tail(db, gate, key)
            if key is not None:
                self._take_up(key)
        except BaseException:
            self._store.close()
            raise

    def close(self) -> None:
        """Close the file; harmless when already closed. :meth:`vouch` first to leave no rest."""
        self._store.close()

    def vouch_when_due(self, at: datetime) -> None:
        """Sign a checkpoint if events have waited EVERY_S for one. To be called now and then."""
        if self._monotonic() - self._vouched_at >= checkpoints.EVERY_S:
            self.vouch(at)

    def vouch(self, at: datetime) -> None:
        """Sign a checkpoint for what came since the last one; nothing when nothing came."""
        if self._key is None or self._newest == self._vouched:
            return
        with self._store.write() as db:
            seq, newest = tail(db)
            checkpoints.vouch(db, self._gate, self._key, seq, newest, at)
        self._noted(seq, vouched=True)

    def append(self, new: NewEvent) -> GateEvent:
        """Keep ``new``; it is on the disk when this returns. Raises StoreFull, StoreError."""
        with self._store.write() as db:
            event = self._add(db, new)
            due = event.seq - self._vouched >= checkpoints.EVERY_EVENTS
            if due and self._key is not None:
                checkpoints.vouch(db, self._gate, self._key, event.seq, event.hash, event.at)
        self._noted(event.seq, vouched=due)
        return event

    def dismiss(self, first: int, last: int, new: NewEvent) -> int:
        """Give up bringing the events with these numbers to the hall, of those that it refused;
        ``new`` is journalled for each, with its number noted. Returns how many there were.
        """
        with self._store.write() as db:
            dismissed = Outbox.dismiss(db, first, last)
            if dismissed:
                self._settled(db, dismissed)
            for position in dismissed:
                self._add(db, replace(new, noted=str(position)))
        return len(dismissed)

    def resend(self, first: int) -> int:
        """Offer everything from number ``first`` on to the hall once more, as after a hall was
        restored from a backup; how many events wait now that did not. The hall takes each once."""
        after, offered = first - 1, 0
        while True:
            with self._store.write() as db:
                rows = db.execute(
                    "SELECT seq, event_id FROM event WHERE seq > ? ORDER BY seq LIMIT ?",
                    (after, _CHUNK),
                ).fetchall()
                offered += Outbox.put_again(db, rows) if rows else 0
            if not rows:
                return offered
            after = rows[-1][0]

    def prune(self, before: datetime, at: datetime) -> Pruning:
        """Take out a portion of what the hall has taken and is from ``before``.

        To be called until nothing goes. ``at``: the time, to be signed; later nothing can have
        happened. Nothing goes without a key. Raises JournalCorrupt when what is to go is not as
        this gate wrote it; StoreError.
        """
        if self._key is None:
            return Pruning()
        try:
            with self._store.read() as db:
                portion = next_portion(db, self._gate, self._key, before, at)
        except (ChainBroken, ValueError) as error:
            raise JournalCorrupt(str(error)) from None
        removed = 0
        if isinstance(portion, Portion):
            with self._store.write() as db:
                removed = take_out(db, self._gate, self._key, portion, at)
        self._store.give_back()
        return Pruning(removed, portion if isinstance(portion, HeldUp) else None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever written to it."""
        return self._newest == 0

    @property
    def problem(self) -> Text | None:
        """What to say of events that could not be read so far; None when all could."""
        return self._rows.problem

    def load(self, positions: Sequence[int]) -> tuple[GateEvent, ...]:
        """The events with these numbers, oldest first, but for those that are damaged."""
        marks = ",".join("?" * len(positions))
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW} FROM event WHERE seq IN ({marks}) ORDER BY seq",  # noqa: S608 - marks only
                tuple(positions),
            ).fetchall()
        return tuple(self._rows.as_written(rows))

    def find(self, event_id: UUID) -> GateEvent | None:
        """The event with this id, if it is there and can be read."""
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW} FROM event WHERE event_id = ?",  # noqa: S608 - constants
                (event_id.bytes,),
            ).fetchall()
        return next(self._rows.events(rows), None)

    def begun_with(self, digits: str) -> tuple[GateEvent, ...]:
        """The readable events whose id begins with these hexadecimal digits, 32 at most."""
        bounds = [bytes.fromhex(digits.ljust(ID_DIGITS, filler)) for filler in "0f"]
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW} FROM event WHERE event_id BETWEEN ? AND ? ORDER BY seq",  # noqa: S608 - constants
                bounds,
            ).fetchall()
        return tuple(self._rows.events(rows))

    def last(self, count: int) -> tuple[GateEvent, ...]:
        """The newest ``count`` events, oldest first, but for those that can't be read."""
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW} FROM event ORDER BY seq DESC LIMIT ?",  # noqa: S608 - constants
                (count,),
            ).fetchall()
        return tuple(self._rows.events(reversed(rows)))

    def events(self, after: int = 0) -> Iterator[GateEvent]:
        """All readable events with a number above ``after``, oldest first, read in portions."""
        while True:
            with self._store.read() as db:
                rows: list[Row] = db.execute(
                    f"SELECT {ROW} FROM event WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608 - constants
                    (after, _CHUNK),
                ).fetchall()
            if not rows:
                return
            yield from self._rows.events(rows)
            after = rows[-1][0]

    def latest(self, kinds: Sequence[GateEventKind], limit: int) -> tuple[GateEvent, ...]:
        """The newest events of these kinds, newest first, but for those that can't be read."""
        return tuple(self._rows.events(self._latest(kinds, limit)))

    def newest(self, kinds: Sequence[GateEventKind]) -> GateEvent | None:
        """The newest event of these kinds. Raises JournalCorrupt when it can't be read."""
        rows = self._latest(kinds, 1)
        return event_of(rows[0][1]) if rows else None

    def _latest(self, kinds: Sequence[GateEventKind], limit: int) -> list[Row]:
        marks = ",".join("?" * len(kinds))
        with self._store.read() as db:
            return db.execute(
                f"SELECT {ROW} FROM event WHERE kind IN ({marks})"  # noqa: S608 - marks only
                " ORDER BY seq DESC LIMIT ?",
                (*kinds, limit),
            ).fetchall()

    def counts(self, since: datetime, until: datetime) -> tuple[Count, ...]:
        """Figures of the five minutes that ``since`` is in and all after it, before ``until``."""
        return self._tally.counts(bucket_of(since), math.ceil(until.timestamp() / BUCKET_S))

    def notable(self, since: datetime, until: datetime, limit: int) -> tuple[GateEvent, ...]:
        """The newest of the events in that time that are told one by one, newest first."""
        return tuple(self._rows.events(self._tally.notable(since, until, limit)))

    def of_holder(self, holder: UUID, limit: int) -> tuple[GateEvent, ...]:
        """The newest events about ``holder``, newest first."""
        return tuple(self._rows.events(self._tally.of_holder(holder, limit)))

    def of_attempt(self, attempt: UUID | None) -> tuple[GateEvent, ...]:
        """All events of one attempt, oldest first."""
        if attempt is None:
            return ()
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW} FROM event WHERE attempt = ? ORDER BY seq",  # noqa: S608 - constants
                (attempt.bytes,),
            ).fetchall()
        return tuple(self._rows.events(rows))

    def passages(self, since: datetime) -> Iterator[Passage | Evacuated]:
        """As :meth:`Recall.passages`."""
        return self._recall.passages(since)

    def used_passes(self, since: datetime) -> Iterator[UsedPass]:
        """As :meth:`Recall.used_passes`."""
        return self._recall.used_passes(since)

    def unfinished(self) -> tuple[GateEvent, ...]:
        """As :meth:`Recall.unfinished`."""
        return self._recall.unfinished()

    def _take_up(self, key: EvidenceKey) -> None:
        """Sign what the hall has taken where that was never signed."""
        with self._store.read() as db:
            begun = db.execute("SELECT 1 FROM taken WHERE signature = x''").fetchone()
        if begun is not None:
            with self._store.write() as db:
                taken.state(db, self._gate, key)

    def _settled(self, db: sqlite3.Connection, positions: Sequence[int]) -> None:
        """A mere reader signs nothing."""
        if self._key is None:
            return
        try:
            taken.state(db, self._gate, self._key, positions)
        except ValueError as error:
            raise JournalCorrupt(f"what the hall has taken is {error}") from None

    def _add(self, db: sqlite3.Connection, new: NewEvent) -> GateEvent:
        """Add ``new`` within the transaction ``db``."""
        seq, previous = tail(db)
        event = chained(
            GateEvent(
                event_id=uuid4(),
                gate=self._gate,
                lane=new.lane,
                seq=seq + 1,
                kind=new.kind,
                at=new.at,
                direction=new.direction,
                attempt=new.attempt,
                holder=new.holder,
                record_version=new.record_version,
                reason=new.reason,
                guard=new.guard,
                second_guard=new.second_guard,
                score=_rounded(new.score),
                threshold=_rounded(new.threshold),
                mirror_age_s=_rounded(new.mirror_age_s),
                hall_offset_s=_rounded(new.hall_offset_s),
                mode=new.mode,
                step=new.step,
                noted=new.noted,
                monotonic_s=_rounded(new.monotonic_s),
                credential_kind=new.credential_kind,
                rule=new.rule,
                liveness=new.liveness,
                pass_id=new.pass_id,
                device=new.device,
                outcome=new.outcome,
                previous_hash=previous,
                hash=JOURNAL_START,
            )
        )
        db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row_of(event))
        Outbox.put(db, event.seq, event.event_id)
        return event

    def _noted(self, seq: int, *, vouched: bool) -> None:
        """Only guides when the next checkpoint is due, so that it needs no lock."""
        self._newest = max(self._newest, seq)
        if vouched:
            self._vouched, self._vouched_at = seq, self._monotonic()


def _rounded(value: float | None) -> float | None:
    """Digits that mean something; so every JSON library writes the number alike."""
    return None if value is None else round(value, 4)
