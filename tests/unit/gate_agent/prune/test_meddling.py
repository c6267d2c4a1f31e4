"""What is left can still be proved, whoever has had the file in his hands."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.check import check_journal
from gate_agent.journal.checkpoints import EVERY_EVENTS
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.prune import PORTION
from gate_agent.journal.store import Journal
from tests.helpers.old_journal import (
    LATER,
    change,
    numbers,
    prune,
    refused,
    sent,
    write,
)

KILLS = 3


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        pytest.param("DELETE FROM event WHERE seq = 257", 257, id="first that is left"),
        pytest.param("DELETE FROM event WHERE seq = 300", 300, id="in the rest"),
        pytest.param("DELETE FROM event WHERE seq = 7", 7, id="kept for the hall"),
        pytest.param("UPDATE event SET lane = 'L2' WHERE seq = 7", 7, id="kept, changed"),
        pytest.param("DELETE FROM pruned", 1, id="the statement itself"),
        pytest.param("UPDATE pruned SET seq = 300", 1, id="more said to be pruned"),
        pytest.param("UPDATE pruned SET kept = '[]'", 1, id="nothing said to be kept"),
        pytest.param("UPDATE pruned SET at = ''", 1, id="another time"),
        pytest.param("UPDATE pruned SET kept = '{'", 1, id="unreadable"),
        pytest.param("DELETE FROM checkpoint WHERE number = 5", 257, id="checkpoint gone"),
    ],
)
def test_a_row_that_somebody_else_took_is_found(
    journal: Journal, path: Path, key: EvidenceKey, statement: str, seq: int
) -> None:
    events = write(journal, 7 * EVERY_EVENTS)
    sent(journal, events[:6] + events[7:])
    refused(journal, events[6])
    assert journal.prune(LATER, LATER).removed == PORTION - 1
    journal.close()
    change(path, statement)
    with pytest.raises(ChainBroken) as caught:
        check_journal(path, "east", key.public)
    assert caught.value.seq == seq


def test_an_older_statement_put_back_is_found(
    journal: Journal, path: Path, key: EvidenceKey
) -> None:
    sent(journal, write(journal, 2 * PORTION))
    assert journal.prune(LATER, LATER).removed
    with journal._store.read() as db:
        old = db.execute("SELECT * FROM pruned").fetchone()
    sent(journal, write(journal, PORTION))
    assert prune(journal)
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("INSERT OR REPLACE INTO pruned VALUES (?, ?, ?, ?, ?, ?, ?, ?)", old)
    with pytest.raises(ChainBroken, match=f"event {PORTION + 1}"):
        check_journal(path, "east", key.public)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event WHERE seq = 9",
        "UPDATE event SET body = replace(body, 'L1', 'L2') WHERE seq = 60",
        "DELETE FROM checkpoint WHERE number = 1",
        "DELETE FROM event WHERE seq = 1",
    ],
)
def test_a_journal_that_somebody_meddled_with_is_not_shortened(
    journal: Journal, path: Path, statement: str
) -> None:
    sent(journal, write(journal, 5 * EVERY_EVENTS))
    change(path, statement)
    left = numbers(journal)
    with pytest.raises(JournalCorrupt):
        journal.prune(LATER, LATER)
    assert numbers(journal) == left


def test_a_start_finds_a_forged_statement(journal: Journal, path: Path, key: EvidenceKey) -> None:
    sent(journal, write(journal, 3 * EVERY_EVENTS))
    prune(journal)
    journal.close()
    change(path, "UPDATE pruned SET seq = seq + 1")
    with pytest.raises(JournalCorrupt, match="not signed"):
        Journal(path, "east", key)


def test_killed_in_the_middle_it_is_whole(journal: Journal, path: Path, key: EvidenceKey) -> None:
    sent(journal, write(journal, 2 * KILLS * PORTION))
    chance = random.Random(20300901)
    command = [sys.executable, "-m", "tests.helpers.pruner", str(path), LATER.isoformat()]
    gone = 0
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline(), "a portion went"
            for _ in range(chance.randrange(300_000)):
                pass
            process.kill()
        whole = check_journal(path, "east", key.public)
        assert whole.events == 2 * KILLS * PORTION
        assert whole.pruned is not None
        assert whole.pruned.seq > gone
        gone = whole.pruned.seq
        assert numbers(journal)[0] == gone + 1
