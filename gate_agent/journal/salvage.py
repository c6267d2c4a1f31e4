"""What can still be read of a damaged journal about who went in and out, and by which passes.

The file is looked through for the texts of events, not asked as a database: a page that leads to
others may be gone. An event's text lies on one page as a whole, and bears its own digest.
"""

from __future__ import annotations

import mmap
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from gate_agent.journal.check import open_to_read
from gate_agent.journal.kinds import GRANTS
from gate_agent.journal.pass_book import PASSES_REREAD, UsedPass
from gate_agent.journal.pruned import stated
from gate_agent.passage.event_reasons import NOBODY_WENT
from gate_agent.rules.presence import REMEMBERED, Passage
from sync.wire import GateEvent, GateEventKind, event_hash

_TEXT: Final = re.compile(
    rb'\{"event_id":"[0-9a-f-]{36}","gate":"[^"]{1,64}","lane":"[^"]{1,64}","seq":(?P<seq>\d{1,9}),'
    rb'"kind":"(?P<kind>[a-z_]{1,32})","at":"(?P<at>[^"]{1,40})",[^\x00-\x1f]{1,4000}?"hash":"[0-9a-f]{64}"\}'
)
_REREAD: Final[Mapping[str, timedelta]] = {
    GateEventKind.PASSED: REMEMBERED,
    GateEventKind.TIMED_OUT: PASSES_REREAD,
    **dict.fromkeys(GRANTS, PASSES_REREAD),
}
"""How far back which events matter."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """``whole``: no event is seen to be missing; only the end may be, of which nothing tells."""

    passages: tuple[Passage, ...]
    """Oldest first."""
    used: tuple[UsedPass, ...]
    whole: bool


def salvage(path: Path, gate: str, now: datetime) -> Salvaged:
    """Look through the damaged journal of ``gate`` at ``path``, as far back as a start would.

    Raises OSError.
    """
    search = _Search(gate, now)
    log = path.with_name(f"{path.name}-wal")
    for file in (path, log):
        if file.exists() and file.stat().st_size:
            search.look_through(file)
    return search.found(_pruned(path))


@dataclass(slots=True)
class _Search:
    gate: str
    now: datetime
    numbers: bytearray = field(default_factory=bytearray)
    """1 at the number of each event that was found."""
    passages: dict[int, Passage] = field(default_factory=dict)
    """By number: the log may hold a page more than once."""
    used: dict[UUID, UsedPass] = field(default_factory=dict)
    """By the attempts that they were used for."""
    unused: set[UUID] = field(default_factory=set)

    def look_through(self, file: Path) -> None:
        with (
            file.open("rb") as opened,
            mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            for text in _TEXT.finditer(content):
                event = self._event(text)
                if event is not None:
                    self._take(event)

    def found(self, pruned: int) -> Salvaged:
        after = self.numbers[pruned + 1 :]
        return Salvaged(
            tuple(passage for _, passage in sorted(self.passages.items())),
            tuple(use for attempt, use in self.used.items() if attempt not in self.unused),
            whole=bool(after) and all(after),
        )

    def _event(self, text: re.Match[bytes]) -> GateEvent | None:
        """The event, if it matters and is as this gate wrote it."""
        back = _REREAD.get(text["kind"].decode())
        seq = int(text["seq"])
        if back is None or text["at"].decode() < (self.now - back).isoformat():
            self._number(seq)
            return None
        try:
            event = GateEvent.model_validate_json(text[0])
        except ValidationError:
            return None
        if event.hash != event_hash(event) or event.gate != self.gate:
            return None
        self._number(seq)
        return event

    def _number(self, seq: int) -> None:
        self.numbers.extend(bytes(max(0, seq + 1 - len(self.numbers))))
        self.numbers[seq] = 1

    def _take(self, event: GateEvent) -> None:
        at = event.at - timedelta(seconds=event.hall_offset_s or 0.0)
        attempt = event.attempt
        match event.kind:
            case GateEventKind.PASSED if event.holder is not None:
                passage = Passage(event.holder, event.lane, event.direction, at)
                self.passages[event.seq] = passage
            case GateEventKind.TIMED_OUT if attempt is not None and event.reason in NOBODY_WENT:
                self.unused.add(attempt)
            case _ if attempt is not None and event.pass_id is not None:
                self.used[attempt] = UsedPass(event.pass_id, attempt, at)
            case _:
                pass


def _pruned(path: Path) -> int:
    """Up to which number the gate took events out; 0 when none, or when that can't be read."""
    try:
        with closing(open_to_read(path)) as db:
            gone = stated(db)
    except (sqlite3.Error, UnicodeDecodeError, ValueError):
        return 0
    return 0 if gone is None else gone.seq
