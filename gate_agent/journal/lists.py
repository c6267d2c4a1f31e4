"""Do the lists beside the events say what the events say? For a journal whose events are whole.

What waits for the hall, what it refused, figures and people's own lists follow from the events and
are signed by nobody: they are held against the events.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.tally import ABOUT_ANEW, COUNTED_ANEW

_TABLES: Final = frozenset({"outbox", "dead_letter", "backlog", "tally", "about"})
_EVENTS: Final = "SELECT seq, event_id FROM event"
_WAITING: Final = "SELECT position, message_id FROM outbox"
_REFUSED: Final = "SELECT position, message_id FROM dead_letter"
_ABOUT: Final = "SELECT seq, holder FROM about"
_EACH: Final = (
    (f"{_WAITING} EXCEPT {_EVENTS}", "is not there as it waits for the hall"),
    (f"{_REFUSED} EXCEPT {_EVENTS}", "is not there as the hall refused it"),
    (f"{_WAITING} INTERSECT {_REFUSED}", "both waits for the hall and was refused by it"),
    (f"{_ABOUT} EXCEPT {ABOUT_ANEW}", "the list of whom events are about says something else"),
    (f"{ABOUT_ANEW} EXCEPT {_ABOUT}", "the list of whom events are about lacks it"),
)
"""What must have no row, and what is said of the event that its first column names."""
_LENGTHS: Final = "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM dead_letter)"
_ALL: Final = (
    (f"SELECT * FROM tally EXCEPT {COUNTED_ANEW}", "figures drawn from them were changed"),  # noqa: S608 - constants
    (f"{COUNTED_ANEW} EXCEPT SELECT * FROM tally", "figures drawn from them were changed"),  # noqa: S608 - constants
    (
        f"SELECT waiting, dead FROM backlog EXCEPT {_LENGTHS}",  # noqa: S608 - constants
        "the list of those that wait for the hall, or that it refused, was changed",
    ),
)


def check_lists(db: sqlite3.Connection, newest: int) -> None:
    """Hold them against the events, of which the last is ``newest``.

    Raises ChainBroken naming the first event of which a list says something else, or the one that
    would be next where no single one is to blame; sqlite3.Error.
    """
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not there >= _TABLES:
        return  # a file that was set aside by an earlier version
    for query, detail in _EACH:
        row = db.execute(f"{query} ORDER BY 1 LIMIT 1").fetchone()
        if row is not None:
            raise ChainBroken(row[0], detail)
    for query, detail in _ALL:
        if db.execute(f"{query} LIMIT 1").fetchone() is not None:
            raise ChainBroken(newest + 1, f"the events are whole, but {detail}")
