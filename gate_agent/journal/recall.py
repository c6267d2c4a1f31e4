"""What a start takes from the journal: who went in and out, used passes, what a crash cut short.

A term's passages are millions of rows, so they are handed on as they are read; and one damaged row
of them must not keep a gate shut, so it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from gate_agent.journal.kinds import EVACUATIONS, GRANTS, OUTCOMES
from gate_agent.journal.pass_book import UsedPass
from gate_agent.journal.reading import ROW, Row, Rows
from gate_agent.passage.event_reasons import NOBODY_WENT
from gate_agent.rules.presence import Evacuated, Passage
from sync.store import Store
from sync.wire import Direction, GateEvent, GateEventKind

_CHUNK: Final = 500
_NO_KIND: Final = "kind NOT IN ({})".format(",".join(f"'{kind}'" for kind in GateEventKind))


def _listed(kinds: tuple[GateEventKind, ...]) -> str:
    return "kind IN ({})".format(",".join(f"'{kind}'" for kind in kinds))


_MOVES: Final = f"({_listed(OUTCOMES + EVACUATIONS)} OR {_NO_KIND})"
_LETS_IN: Final = f"({_listed(GRANTS)} OR {_NO_KIND})"


@dataclass(frozen=True, slots=True)
class _Said:
    """Of an event what is sought here: to read all of it takes four times as long."""

    kind: GateEventKind
    lane: str
    at: datetime
    direction: Direction
    attempt: UUID | None = None
    holder: UUID | None = None
    reason: str = ""
    pass_id: UUID | None = None
    hall_offset_s: float | None = None

    @property
    def hall_at(self) -> datetime:
        return self.at - timedelta(seconds=self.hall_offset_s or 0.0)


_SAID: Final = TypeAdapter(_Said)


class Recall:
    """Reads an open journal's store. Methods may raise StoreError."""

    def __init__(self, store: Store, rows: Rows) -> None:
        """``rows`` is told of what can't be read."""
        self._store: Final = store
        self._rows: Final = rows

    def passages(self, since: datetime) -> Iterator[Passage | Evacuated]:
        """Who went through which lane since then, or may have gone, and when a fire let all out;
        oldest first."""
        for said in self._said(since, _MOVES):
            if said.kind in EVACUATIONS:
                yield Evacuated(said.hall_at)
            elif said.kind in OUTCOMES and said.holder is not None and _may_have_gone(said):
                yield Passage(said.holder, said.lane, said.direction, said.hall_at)

    def used_passes(self, since: datetime) -> Iterator[UsedPass]:
        """Passes by which somebody was let in since then, unless nobody went."""
        for said in self._said(since, _LETS_IN):
            if said.kind not in GRANTS or said.pass_id is None or said.attempt is None:
                continue
            if all(map(_may_have_gone, self._ends(said.attempt))):
                yield UsedPass(said.pass_id, said.attempt, said.hall_at)

    def unfinished(self) -> tuple[GateEvent, ...]:
        """Grants without an outcome: the agent ended between the two."""
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW}, attempt FROM event AS g WHERE {_listed(GRANTS)}"  # noqa: S608 - constants
                " AND NOT EXISTS (SELECT 1 FROM event AS o WHERE o.attempt = g.attempt"
                f" AND o.{_listed(OUTCOMES)}) ORDER BY seq"
            ).fetchall()
        attempts = {seq: attempt for seq, _, attempt in rows}
        found = []
        for event in self._rows.events((seq, body) for seq, body, _ in rows):
            if event.attempt is None or event.attempt.bytes == attempts[event.seq]:
                found.append(event)
            else:  # its outcome may well be there, under the attempt that it had
                self._rows.skip(event.seq)
        return tuple(found)

    def _ends(self, attempt: UUID) -> Iterator[_Said]:
        """Timeouts of ``attempt``."""
        with self._store.read() as db:
            rows = db.execute(
                f"SELECT {ROW} FROM event WHERE attempt = ? AND kind = ?",  # noqa: S608 - constants
                (attempt.bytes, GateEventKind.TIMED_OUT),
            ).fetchall()
        return self._readable(rows)

    def _said(self, since: datetime, condition: str) -> Iterator[_Said]:
        """In the order of the rows, so that no more than a portion is ever held."""
        with self._store.read() as db:
            (first,) = db.execute(
                "SELECT min(seq) FROM event WHERE at >= ?", (since.timestamp(),)
            ).fetchone()
        after = 0 if first is None else first - 1
        while first is not None:
            with self._store.read() as db:
                rows: list[Row] = db.execute(
                    f"SELECT {ROW} FROM event NOT INDEXED"  # noqa: S608 - constants
                    f" WHERE seq > ? AND at >= ? AND {condition} ORDER BY seq LIMIT ?",
                    (after, since.timestamp(), _CHUNK),
                ).fetchall()
            if not rows:
                return
            yield from self._readable(rows)
            after = rows[-1][0]

    def _readable(self, rows: list[Row]) -> Iterator[_Said]:
        for seq, body in rows:
            try:
                yield _SAID.validate_json(body)
            except ValidationError:
                self._rows.skip(seq)


def _may_have_gone(said: _Said) -> bool:
    return said.kind is not GateEventKind.TIMED_OUT or said.reason not in NOBODY_WENT
