"""Opens the journal at the agent's start; a damaged one is kept and followed by another.

A gate that would rather stand still than begin a new journal keeps everybody out for a broken disk
block. So the damaged file is set aside untouched, and the first event of the new journal names the
last hash that could be read in the old one: the hall sees whether anything between is missing. Who
is inside and which passes were used is carried over from what can still be read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from gate_agent.journal.carried import carry_over
from gate_agent.journal.check import last_readable_hash
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.salvage import salvage
from gate_agent.journal.store import Journal, NewEvent
from sync.errors import StoreError
from sync.store import set_aside
from sync.wire import Direction, GateEventKind
from wording import Text

JOURNAL_FILE: Final = "journal.db"
AGENT: Final = "agent"
"""Stands where an event names its lane, when it is about the gate as a whole."""
UNREADABLE: Final = "unreadable"
"""What a new journal says of the old one when not even its end could be read."""
KEPT: Final = Text(
    "通行日志损坏，已换新，进出和通行码记录均已读回；请技术人员取走 {file}",
    "The journal was damaged, but entries and passes were read back; "
    "let a technician secure {file}",
)
KEPT_IN_PART: Final = Text(
    "通行日志损坏，部分进出和通行码记录丢失；请核对本人，可疑不放行，并请技术人员取走 {file}",
    "A damaged journal lost some entries and passes; compare faces, refuse when in doubt; "
    "let a technician secure {file}",
)
"""Somebody could come in again by a pass or an entry that was used."""
_LABEL: Final = "damaged-"
_SIDE: Final = ("-wal", "-shm")

_log = structlog.get_logger(__name__)


def open_or_renew(path: Path, gate: str, key: EvidenceKey, now: datetime) -> Journal:
    """The journal of ``gate`` at ``path``, or a new one that refers to it when it is damaged.

    Raises JournalForeign, StoreFull, StoreError.
    """
    try:
        journal = Journal(path, gate, key)
    except JournalCorrupt as error:
        _put_away(path, gate, now, str(error))
        journal = Journal(path, gate, key)
    damaged = _damaged(path)
    if damaged and journal.is_empty:  # also when the last start was cut short just here
        try:
            journal.append(_renewed(damaged[-1], now))
        except BaseException:
            journal.close()
            raise
    return journal


def renew(path: Path, gate: str, key: EvidenceKey, now: datetime, by: str) -> Path:
    """Set a journal aside of which some is not as it was written, and begin another, on the word of
    ``by``; returns where it is kept. The agent must not run. Raises StoreError.
    """
    kept = _put_away(path, gate, now, f"renewed by {by}")
    journal = Journal(path, gate, key)
    try:
        journal.append(replace(_renewed(kept, now), guard=by))
    finally:
        journal.close()
    return kept


def _put_away(path: Path, gate: str, now: datetime, detail: str) -> Path:
    label = f"{_LABEL}{now:%Y%m%dT%H%M%S.%f}"
    try:
        found = salvage(path, gate, now)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    carry_over(path.parent, f"{path.name}.{label}", found, now)
    # Nothing of a journal is ever thrown away by itself.
    kept = set_aside(path, label, keep=None)
    _log.error("journal set aside", kept=kept.name, whole=found.whole, detail=detail)
    return kept


def _renewed(damaged: Path, now: datetime) -> NewEvent:
    return NewEvent(
        lane=AGENT,
        kind=GateEventKind.JOURNAL_RENEWED,
        at=now,
        direction=Direction.IN,
        reason=last_readable_hash(damaged) or UNREADABLE,
    )


def kept_aside(path: Path, whole: frozenset[str]) -> Text | None:
    """What to say while damaged journals still lie beside ``path``; None when there is none.

    ``whole``: those of which all was carried over.
    """
    damaged = [file.name for file in _damaged(path)]
    if not damaged:
        return None
    text = KEPT if whole.issuperset(damaged) else KEPT_IN_PART
    return text.format(file=damaged[-1])


def _damaged(path: Path) -> list[Path]:
    """Journals that were set aside, oldest first."""
    files = path.parent.glob(f"{path.name}.{_LABEL}*")
    return sorted(file for file in files if not file.name.endswith(_SIDE))
