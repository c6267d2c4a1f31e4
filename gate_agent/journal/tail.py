"""The end of a journal: what a start reads of it, and what the next event follows from.

From the newest checkpoint on all must be whole, or the next one would vouch for damage. The rest is
for ``yanhu gate verify-journal``: a start must not take minutes.
"""

from __future__ import annotations

import sqlite3

from gate_agent.journal import checkpoints, pruned, taken
from gate_agent.journal.chain import ChainBroken, verify_chain
from gate_agent.journal.errors import JournalCorrupt, JournalForeign
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.reading import event_of
from sync.wire import JOURNAL_START, GateEvent


def tail(db: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the newest event."""
    row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, JOURNAL_START)


def check_tail(db: sqlite3.Connection, gate: str, key: EvidenceKey | None) -> tuple[int, int]:
    """How far the newest checkpoint vouches, and the number of the newest event.

    Raises JournalCorrupt, JournalForeign. Without ``key`` no signature is checked.
    """
    last = checkpoints.newest(db)
    newest, hash_ = tail(db)
    # A journal without checkpoints is read as far back as one would reach.
    first = max(1, last.seq if last is not None else newest - checkpoints.EVERY_EVENTS)
    rows = db.execute(
        "SELECT CAST(body AS BLOB) FROM event WHERE seq >= ? ORDER BY seq", (first,)
    ).fetchall()
    events = tuple(event_of(body) for (body,) in rows)
    before = _before(db, first, _pruned(db, gate, key))
    if events and events[-1].gate != gate:
        raise JournalForeign(f"the journal of gate {events[-1].gate}, not {gate}")
    if events and events[-1].hash != hash_:
        raise JournalCorrupt(f"event {newest}: its hash is not what the next would follow from")
    try:
        verify_chain(events, before, first)
    except ChainBroken as error:
        raise JournalCorrupt(str(error)) from None
    if last is not None:
        _check_checkpoint(last, gate, key, events)
    _check_listed(db, newest)
    _check_taken(db, gate, key, newest)
    return (last.seq if last is not None else 0), newest


def _before(db: sqlite3.Connection, first: int, gone: pruned.Pruned | None) -> str:
    """What the event ``first`` must follow from."""
    if gone is not None and gone.seq == first - 1:
        return gone.hash
    row = db.execute("SELECT hash FROM event WHERE seq = ?", (first - 1,)).fetchone()
    return str(row[0]) if row else JOURNAL_START


def _pruned(db: sqlite3.Connection, gate: str, key: EvidenceKey | None) -> pruned.Pruned | None:
    try:
        gone = pruned.stated(db)
    except ValueError as error:
        raise JournalCorrupt(f"what was pruned is {error}") from None
    if gone is None or key is None or gone.holds(gate, key.public):
        return gone
    raise JournalCorrupt("what was pruned is not signed by this gate")


def _check_listed(db: sqlite3.Connection, newest: int) -> None:
    """An end that was cut off at a checkpoint may still be listed; the next event that gets its
    number could not be listed beside it."""
    (listed,) = db.execute(
        "SELECT max(position) FROM (SELECT position FROM outbox UNION ALL"
        " SELECT position FROM dead_letter)"
    ).fetchone()
    if listed is not None and listed > newest:
        raise JournalCorrupt(f"event {newest + 1}: missing; the hall is to have up to {listed}")


def _check_taken(db: sqlite3.Connection, gate: str, key: EvidenceKey | None, newest: int) -> None:
    try:
        said = taken.stated(db)
    except ValueError as error:
        raise JournalCorrupt(f"what the hall has taken is {error}") from None
    if said is None or (said.signature and key is not None and not said.holds(gate, key.public)):
        raise JournalCorrupt("what the hall has taken is not stated by this gate")
    if said.upto > newest:
        raise JournalCorrupt(f"event {newest + 1}: missing; the hall has up to {said.upto}")


def _check_checkpoint(
    last: checkpoints.Checkpoint,
    gate: str,
    key: EvidenceKey | None,
    events: tuple[GateEvent, ...],
) -> None:
    """``events`` begin where ``last`` vouches."""
    if key is not None and not last.holds(gate, key.public):
        raise JournalCorrupt(f"event {last.seq}: its checkpoint is not this gate's")
    if [event.hash for event in events[:1]] != [last.hash]:
        raise JournalCorrupt(f"event {last.seq}: not what its checkpoint vouches for")
