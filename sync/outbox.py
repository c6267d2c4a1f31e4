"""What must reach the hall: kept until acknowledged, in order, nothing dropped.

The owner of the messages (a journal) puts each into its outbox in the very transaction that writes
it. The hall acknowledges by message id, so a message that was sent twice counts once; one that the
hall will never take becomes a dead letter and stays visible.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sync.store import Store
from sync.wire import Bilingual, Problem

TABLES: Final = """
    CREATE TABLE outbox (position INTEGER PRIMARY KEY, message_id BLOB NOT NULL UNIQUE);
    CREATE TABLE dead_letter (
        position INTEGER PRIMARY KEY, message_id BLOB NOT NULL UNIQUE,
        code TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, place TEXT NOT NULL);
"""
COUNTS: Final = """
    CREATE TABLE backlog (
        only INTEGER PRIMARY KEY CHECK (only = 1), waiting INTEGER NOT NULL, dead INTEGER NOT NULL);
    INSERT INTO backlog
        SELECT 1, (SELECT count(*) FROM outbox), (SELECT count(*) FROM dead_letter);
    CREATE TRIGGER outbox_grew AFTER INSERT ON outbox
        BEGIN UPDATE backlog SET waiting = waiting + 1; END;
    CREATE TRIGGER outbox_shrank AFTER DELETE ON outbox
        BEGIN UPDATE backlog SET waiting = waiting - 1; END;
    CREATE TRIGGER letter_died AFTER INSERT ON dead_letter
        BEGIN UPDATE backlog SET dead = dead + 1; END;
    CREATE TRIGGER letter_revived AFTER DELETE ON dead_letter
        BEGIN UPDATE backlog SET dead = dead - 1; END;
"""
"""Both are parts of the owner's schema. The counts are kept with the rows, so that asking how many
wait costs the same with a million as with none."""


Settled = Callable[[sqlite3.Connection, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait, and how many the hall will never take."""

    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that can't be brought to the hall, and why."""

    position: int
    message_id: UUID
    problem: Problem


def _nobody_asks(db: sqlite3.Connection, positions: Sequence[int]) -> None:
    """For owners that need not know."""


class Outbox:
    """The outbox inside ``store``. Methods may be called from any thread and raise StoreError."""

    def __init__(self, store: Store, settled: Settled = _nobody_asks) -> None:
        """``settled`` is told within the same transaction of what no longer waits and was no dead
        letter."""
        self._store: Final = store
        self._settled: Final = settled

    @staticmethod
    def put(db: sqlite3.Connection, position: int, message_id: UUID) -> None:
        """Add a message within the owner's transaction ``db``; positions rise."""
        db.execute("INSERT INTO outbox VALUES (?, ?)", (position, message_id.bytes))

    @staticmethod
    def put_again(db: sqlite3.Connection, messages: Sequence[tuple[int, bytes]]) -> int:
        """Offer ``messages`` (position, id) once more within the owner's transaction ``db``, dead
        letters too; returns how many did not wait already."""
        db.executemany(
            "DELETE FROM dead_letter WHERE position = ?", [(position,) for position, _ in messages]
        )
        put = db.executemany("INSERT OR IGNORE INTO outbox VALUES (?, ?)", messages)
        return put.rowcount

    def waiting(self, limit: int) -> tuple[int, ...]:
        """Positions of the oldest messages that were not acknowledged yet."""
        with self._store.read() as db:
            rows = db.execute(
                "SELECT position FROM outbox ORDER BY position LIMIT ?", (limit,)
            ).fetchall()
        return tuple(position for (position,) in rows)

    def settle(self, taken: Iterable[int], refused: Iterable[tuple[int, Problem]] = ()) -> None:
        """The messages at the positions ``taken`` need no longer wait; those ``refused`` never will
        be taken."""
        with self._store.write() as db:
            for position, problem in refused:
                db.execute(
                    "INSERT INTO dead_letter SELECT position, message_id, ?, ?, ?, ? FROM outbox"
                    " WHERE position = ?",
                    (
                        problem.code,
                        problem.message.zh,
                        problem.message.en,
                        problem.where,
                        position,
                    ),
                )
                _taken_out(db, position)
            gone = [position for position in taken if _taken_out(db, position)]
            if gone:
                self._settled(db, gone)

    def backlog(self) -> Backlog:
        with self._store.read() as db:
            waiting, dead = db.execute("SELECT waiting, dead FROM backlog").fetchone()
        return Backlog(waiting, dead)

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """All of them, oldest first."""
        with self._store.read() as db:
            rows = db.execute(
                "SELECT position, message_id, code, zh, en, place FROM dead_letter"
                " ORDER BY position"
            ).fetchall()
        return tuple(
            DeadLetter(
                position,
                UUID(bytes=message_id),
                Problem(code=code, message=Bilingual(zh=zh, en=en), where=place),
            )
            for position, message_id, code, zh, en, place in rows
        )

    @staticmethod
    def dismiss(db: sqlite3.Connection, first: int, last: int) -> tuple[int, ...]:
        """Give up the dead letters at these positions within the owner's transaction ``db``;
        returns where there were any."""
        places = (first, last)
        rows = db.execute(
            "SELECT position FROM dead_letter WHERE position BETWEEN ? AND ? ORDER BY position",
            places,
        ).fetchall()
        db.execute("DELETE FROM dead_letter WHERE position BETWEEN ? AND ?", places)
        return tuple(position for (position,) in rows)

    def revive(self, position: int) -> bool:
        """Offer a dead letter to the hall once more; False when there is none at ``position``."""
        with self._store.write() as db:
            moved = db.execute(
                "INSERT INTO outbox SELECT position, message_id FROM dead_letter"
                " WHERE position = ?",
                (position,),
            ).rowcount
            db.execute("DELETE FROM dead_letter WHERE position = ?", (position,))
        return moved > 0


def _taken_out(db: sqlite3.Connection, position: int) -> bool:
    """Whether it waited until now."""
    return db.execute("DELETE FROM outbox WHERE position = ?", (position,)).rowcount > 0
