"""What becomes of a lane's events when the journal can't take them, on real stores."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from gate_agent.conditions import Area, Conditions
from gate_agent.desk.board import Board, LaneSign
from gate_agent.journal.pass_book import PassBook
from gate_agent.journal.store import Journal
from gate_agent.lane.judge import Trial
from gate_agent.lane.log import LaneLog
from gate_agent.lane.presented import PassRead
from gate_agent.passage.terms import Record
from gate_agent.records.book import RecordBook
from gate_agent.rules.orders import GuardOrder, LaneOrder
from gate_agent.rules.presence import PresenceBook
from sync.clock import HallClock
from sync.errors import StoreFull
from sync.passes import Pass
from sync.vault import Vault
from sync.wire import Bilingual, Direction, GateEvent, GateEventKind
from tests.helpers.records import Registry, approved

AMPLE_PAGES = 1_000_000
SIGN = LaneSign("L1", Bilingual(zh="1 号道", en="Lane 1"), Direction.IN)


class Desk:
    """One lane's log with all that follows it."""

    def __init__(self, folder: Path, journal: Journal, book: RecordBook) -> None:
        clock = HallClock()
        self.journal = journal
        self.conditions = Conditions(lambda: None)
        self.told: list[GateEvent] = []
        self.passes = PassBook()
        self.board = Board((SIGN,), journal, book, clock.wall, UTC, lambda: None)
        self.log = LaneLog(
            SIGN,
            journal,
            self.board,
            clock,
            self.conditions,
            self.told.append,
            PresenceBook({"L1": "site"}),
            self.passes,
        )
        now = datetime.now(UTC)
        shown = Pass(uuid4(), uuid4(), now, now, now + timedelta(minutes=2))
        self.trial = Trial(uuid4(), 0.0, PassRead(shown), record=approved(holder=shown.holder))

    def record(
        self, kind: GateEventKind, attempt: UUID | None = None, by: GuardOrder | None = None
    ) -> None:
        self.log.record(Record(kind, attempt), "", by, self.trial, None)

    def disk_is_full(self) -> None:
        """SQLite has no page more for anything that is written now."""
        self._limit(1)
        with suppress(StoreFull):
            while True:
                self.record(GateEventKind.DENIED, uuid4())

    def disk_has_room(self) -> None:
        self._limit(AMPLE_PAGES)

    def kinds(self) -> list[GateEventKind]:
        denied = GateEventKind.DENIED
        return [event.kind for event in self.journal.events() if event.kind is not denied]

    def _limit(self, pages: int) -> None:
        with self.journal._store.write() as db:
            db.execute(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    book = RecordBook(
        tmp_path / "mirror.db",
        Vault.at(tmp_path / "vault.key"),
        Registry().verifier,
        HallClock(),
        Conditions(lambda: None),
    )
    with closing(book), closing(Journal(tmp_path / "journal.db", "east")) as journal:
        yield Desk(tmp_path, journal, book)


def test_a_service_order_that_is_not_recorded_gives_no_pass_back(desk: Desk) -> None:
    attempt = desk.trial.attempt
    pass_id = desk.trial.pass_id
    assert pass_id is not None
    desk.record(GateEventKind.GRANTED, attempt)
    desk.record(GateEventKind.PASSED, attempt)
    desk.disk_is_full()
    order = GuardOrder(LaneOrder.TAKE_OUT, "Guard Wei", "repair", Future())
    with pytest.raises(StoreFull):
        desk.record(GateEventKind.MAINTENANCE, None, order)
    assert desk.passes.is_used(pass_id, uuid4()), "its holder went in by it"
    verdict = desk.board.lanes()[0].verdict
    assert verdict is not None
    assert not verdict.holder_name, "the order was about nobody"


def test_a_grant_that_is_not_recorded_gives_its_pass_back(desk: Desk) -> None:
    pass_id = desk.trial.pass_id
    assert pass_id is not None
    desk.disk_is_full()
    with pytest.raises(StoreFull):
        desk.record(GateEventKind.GRANTED, desk.trial.attempt)
    assert not desk.passes.is_used(pass_id, uuid4())


def test_what_was_owed_is_told_of_when_it_is_written(desk: Desk) -> None:
    desk.record(GateEventKind.GRANTED, desk.trial.attempt)
    desk.disk_is_full()
    with pytest.raises(StoreFull):
        desk.record(GateEventKind.PASSED, desk.trial.attempt)
    desk.log.settle()
    assert desk.kinds() == [GateEventKind.GRANTED]
    assert desk.conditions.problem(Area.JOURNAL) == StoreFull.text
    desk.disk_has_room()
    desk.log.settle()
    assert not desk.log.owes
    assert desk.conditions.problem(Area.JOURNAL) is None
    assert desk.kinds() == [GateEventKind.GRANTED, GateEventKind.PASSED]
    assert desk.told[-1].kind is GateEventKind.PASSED, "neighbours, the hall and figures follow"
    assert desk.board.today().entered == 1
