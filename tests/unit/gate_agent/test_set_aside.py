"""A damaged journal that is being set aside when the power goes: nothing of it is lost."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.start import JOURNAL_FILE, UNREADABLE, open_or_renew
from gate_agent.journal.store import Journal, NewEvent
from sync.errors import StoreError
from sync.store import set_aside
from sync.wire import Direction, GateEventKind

KEY = EvidenceKey(bytes(range(32)))
HASH = re.compile(rb'"hash":"[0-9a-f]{64}"')
NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
PASSED = NewEvent("L1", GateEventKind.PASSED, NOW, Direction.IN)
STEPS = ("os.symlink", "os.rename", "os.rename", "os.rename", "os.remove")
"""Each change of a name that setting aside takes."""


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is left of a journal by a power loss and a damaged first page: file and log."""
    path = tmp_path_factory.mktemp("journal") / JOURNAL_FILE
    journal = Journal(path, "east", KEY)
    journal._store._writer.execute("PRAGMA synchronous = OFF")
    for _ in range(300):
        journal.append(PASSED)
    log = path.with_name(f"{JOURNAL_FILE}-wal")
    while 1 in pages(log.read_bytes()):  # from which the first page would be mended
        journal._store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        journal.append(PASSED)
    found = {"": bytes(100) + path.read_bytes()[100:], "-wal": log.read_bytes()}
    journal.close()
    return found


def pages(log: bytes) -> set[int]:
    """Numbers of the pages that a write-ahead log holds (SQLite file format, 4.1)."""
    frame = 24 + 4096
    return {int.from_bytes(log[place : place + 4]) for place in range(32, len(log), frame)}


def set_aside_and_die(path: Path, step: int) -> None:
    """The process is killed before the ``step``-th change of a name."""
    taken: list[str] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS:
            if len(taken) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            taken.append(event)

    sys.addaudithook(watch)
    set_aside(path, "damaged-20300901T080000", keep=None)
    assert tuple(taken) == STEPS


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_a_kill_between_two_steps_loses_no_evidence(
    tmp_path: Path, damaged: dict[str, bytes], step: int
) -> None:
    path = tmp_path / JOURNAL_FILE
    for suffix, content in damaged.items():
        path.with_name(path.name + suffix).write_bytes(content)
    child = multiprocessing.get_context("fork").Process(target=set_aside_and_die, args=(path, step))
    child.start()
    child.join()
    assert child.exitcode == (-signal.SIGKILL if step < len(STEPS) else 0)
    later = NOW + timedelta(minutes=1)
    journal = open_or_renew(path, "east", KEY, later)
    (first,) = journal.events()
    journal.close()
    assert (first.kind, first.reason) == (GateEventKind.JOURNAL_RENEWED, UNREADABLE)
    (kept,) = tmp_path.glob(f"{JOURNAL_FILE}.damaged-*0")
    # SQLite may have moved pages from the log to the file, but all is in one of the two.
    left = b"".join(file.read_bytes() for file in tmp_path.glob(f"{kept.name}*"))
    assert set(HASH.findall(left)) == set(HASH.findall(b"".join(damaged.values())))


def test_a_kept_log_without_its_file_moves_no_journal(tmp_path: Path) -> None:
    """Whoever took the damaged file away may have left its log."""
    path = tmp_path / JOURNAL_FILE
    path.with_name(f"{JOURNAL_FILE}.damaged-20300901-wal").write_bytes(b"left")
    journal = open_or_renew(path, "east", KEY, NOW)
    journal.append(PASSED)
    journal.close()
    journal = open_or_renew(path, "east", KEY, NOW)
    assert len(list(journal.events())) == 1
    journal.close()


def test_what_can_not_be_moved_is_a_named_error(tmp_path: Path) -> None:
    path = tmp_path / JOURNAL_FILE
    path.write_bytes(b"damaged")
    path.with_name(f"{JOURNAL_FILE}.old").mkdir()
    path.with_name(f"{JOURNAL_FILE}.old").joinpath("full").touch()
    with pytest.raises(StoreError, match="can't be set aside"):
        set_aside(path, "old")
