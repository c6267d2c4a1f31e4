"""What became of each device and when: the last changes of health, kept in a file.

One thread writes, so that a slow or full disk delays no device; what it can't write is lost and
counted, for a history is not worth a lane.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Full, Queue
from typing import Final

import structlog

from devices.ports import DeviceEvent, DeviceHealth, HealthChanged
from devices.supervisor import EventSink

KEPT: Final = 20_000
"""Changes; a device that comes and goes once a minute fills that in a week, a good one never."""
BACKLOG: Final = 1_000
"""Changes that may wait for the disk; then the newest are lost."""
BUSY_LIMIT_S: Final = 5.0
"""How long a writer waits for a reader of the same file."""
FILE_NAME: Final = "device-health.db"

_TABLE: Final = """\
CREATE TABLE IF NOT EXISTS health (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    device TEXT NOT NULL,
    driver TEXT NOT NULL,
    port TEXT NOT NULL,
    state TEXT NOT NULL,
    fault TEXT,
    firmware TEXT NOT NULL
) STRICT
"""
_INSERT: Final = """\
INSERT INTO health (at, device, driver, port, state, fault, firmware) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_FORGET: Final = "DELETE FROM health WHERE number <= (SELECT max(number) FROM health) - ?"
_NEWEST: Final = """\
SELECT at, device, driver, port, state, fault, firmware FROM health ORDER BY number DESC LIMIT ?
"""

_log = structlog.get_logger(__name__)


class HistoryUnreadable(Exception):
    """The file can't be opened, or is no health history."""


@dataclass(frozen=True, slots=True)
class HealthEntry:
    """One change, as it is kept. ``at`` is in ISO 8601, UTC; ``fault`` a public code or None."""

    at: str
    device: str
    driver: str
    port: str
    state: str
    fault: str | None
    firmware: str


class HealthHistory:
    """Writes into one file. A context manager: its thread runs inside ``with``."""

    def __init__(self, path: Path, kept: int = KEPT) -> None:
        """Opens nothing yet; ``kept`` is how many changes the file holds at most."""
        self._path: Final = path
        self._kept: Final = kept
        self._waiting: Final[Queue[HealthEntry | None]] = Queue(BACKLOG)
        self._lost = 0
        self._thread: Final = threading.Thread(target=self._run, name="health-history", daemon=True)

    @property
    def lost(self) -> int:
        """Changes that could not be kept."""
        return self._lost

    def note(self, health: DeviceHealth) -> None:
        """Keep ``health`` as it became just now. Never blocks, never fails."""
        try:
            self._waiting.put_nowait(_entry(health))
        except Full:
            self._lost += 1

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Write what waits and end; harmless when it was never started."""
        if self._thread.ident is not None:
            self._waiting.put(None)
            self._thread.join()

    def __enter__(self) -> HealthHistory:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _run(self) -> None:
        going_on = True
        while going_on:
            waiting = [self._waiting.get()]
            while not self._waiting.empty():  # this thread alone takes out
                waiting.append(self._waiting.get())
            entries = [entry for entry in waiting if entry is not None]
            going_on = len(entries) == len(waiting)
            self._write(entries)

    def _write(self, entries: Sequence[HealthEntry]) -> None:
        """In one transaction: a device that flutters costs one write and not many."""
        try:
            with _opened(self._path) as database:
                database.execute(_TABLE)
                database.executemany(_INSERT, [_row(entry) for entry in entries])
                database.execute(_FORGET, (self._kept,))
        except (sqlite3.Error, OSError) as error:
            self._lost += len(entries)
            _log.warning("device.history_lost", file=str(self._path), detail=str(error))


def read_history(path: Path, limit: int = KEPT) -> tuple[HealthEntry, ...]:
    """The newest ``limit`` changes, oldest first; none when the file is not there yet.

    Raises HistoryUnreadable.
    """
    if not path.exists():
        return ()
    try:
        with _opened(path) as database:
            rows = database.execute(_NEWEST, (limit,)).fetchall()
    except (sqlite3.Error, OSError) as error:
        raise HistoryUnreadable(f"{path}: {error}") from error
    return tuple(HealthEntry(*row) for row in reversed(rows))


class Recorded:
    """Passes events on to ``events`` and keeps what they say of health. Give it to a rig."""

    def __init__(self, events: EventSink, history: HealthHistory) -> None:
        self._events: Final = events
        self._history: Final = history

    def put(self, event: DeviceEvent, /) -> None:
        self._events.put(event)
        if isinstance(event, HealthChanged):
            self._history.note(event.health)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=BUSY_LIMIT_S)) as database, database:
        yield database


def _entry(health: DeviceHealth) -> HealthEntry:
    return HealthEntry(
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        device=health.name,
        driver=health.driver,
        port=health.port,
        state=health.state.value,
        fault=None if health.fault is None else health.fault.value.code,
        firmware=health.firmware,
    )


def _row(entry: HealthEntry) -> tuple[str | None, ...]:
    return (
        *(entry.at, entry.device, entry.driver, entry.port),
        *(entry.state, entry.fault, entry.firmware),
    )
