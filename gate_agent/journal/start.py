"""Opens the journal at the agent's start; a damaged one is kept and followed by another.

A gate that would rather stand still than begin a new journal keeps everybody out for a broken disk
block. So the damaged file is set aside untouched, and the first event of the new journal names the
last hash that could be read in the old one: the hall sees whether anything between is missing.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from gate_agent.journal.check import last_readable_hash
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal, NewEvent
from sync.store import set_aside
from sync.wire import Direction, GateEventKind
from wording import Text

JOURNAL_FILE: Final = "journal.db"
AGENT: Final = "agent"
"""Stands where an event names its lane, when it is about the gate as a whole."""
UNREADABLE: Final = "unreadable"
"""What a new journal says of the old one when not even its end could be read."""
KEPT: Final = Text(
    "发现损坏的通行日志，已留存为 {file}，并已启用新日志；请技术人员取走该文件并查明原因",
    "A damaged journal was kept as {file} and a new one begun; a technician must secure that file",
)
_LABEL: Final = "damaged-"
_SIDE: Final = ("-wal", "-shm")

_log = structlog.get_logger(__name__)


def open_or_renew(path: Path, gate: str, key: EvidenceKey, now: datetime) -> Journal:
    """The journal of ``gate`` at ``path``, or a new one that refers to it when it is damaged.

    Raises JournalForeign, StoreFull, StoreError.
    """
    try:
        return Journal(path, gate, key)
    except JournalCorrupt as error:
        detail = str(error)
    head = last_readable_hash(path)
    # Nothing of a journal is ever thrown away by itself.
    kept = set_aside(path, f"{_LABEL}{now:%Y%m%dT%H%M%S.%f}", keep=None)
    _log.error("journal set aside", kept=kept.name, detail=detail)
    journal = Journal(path, gate, key)
    try:
        renewed = NewEvent(
            lane=AGENT,
            kind=GateEventKind.JOURNAL_RENEWED,
            at=now,
            direction=Direction.IN,
            reason=head or UNREADABLE,
        )
        journal.append(renewed)
    except BaseException:
        journal.close()
        raise
    return journal


def kept_aside(path: Path) -> Text | None:
    """What to say while a damaged journal still lies beside ``path``; None when there is none."""
    files = path.parent.glob(f"{path.name}.{_LABEL}*")
    damaged = sorted(file.name for file in files if not file.name.endswith(_SIDE))
    return KEPT.format(file=damaged[-1]) if damaged else None
