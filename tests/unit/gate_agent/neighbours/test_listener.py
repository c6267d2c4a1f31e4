"""What a neighbour's word does to this gate's books."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.pass_book import PassBook
from gate_agent.neighbours.listener import Listener
from gate_agent.records.book import RecordBook
from gate_agent.rules.told import ToldPassages
from sync.clock import HallClock
from sync.errors import StoreFull
from sync.vault import Vault
from tests.helpers.records import Registry, approved


def test_a_withdrawal_that_a_full_disk_did_not_take_is_learnt_later(tmp_path: Path) -> None:
    registry, conditions = Registry(), Conditions(lambda: None)
    vault = Vault.at(tmp_path / "vault.key")
    book = RecordBook(tmp_path / "m.db", vault, registry.verifier, HallClock(), conditions)
    listener = Listener(None, ToldPassages(), book, PassBook(), conditions)
    _limit(book, 1)  # SQLite takes as many pages as there are already
    told: list[UUID] = []
    while conditions.problem(Area.RECORDS) is None:
        record = approved(blocked=True)
        told.append(record.holder)
        listener.withdrawn(registry.signer.sign(record))
    assert conditions.problem(Area.RECORDS) == StoreFull.text
    listener.settle()
    assert book.by_holder(told[-1]) is None, "the disk is full still"
    _limit(book, 1_000_000)
    listener.settle()
    for holder in told:
        record_now = book.by_holder(holder)
        assert record_now is not None
        assert record_now.blocked
    book.close()


def _limit(book: RecordBook, pages: int) -> None:
    with book._mirror.store.write() as db:
        db.execute(f"PRAGMA max_page_count = {pages}")
