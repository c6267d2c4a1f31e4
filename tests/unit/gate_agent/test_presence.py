"""Who is inside, and how often they came in, while lanes are open for them at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from gate_agent.conditions import Conditions
from gate_agent.journal.pass_book import PassBook
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.lane.judge import Judge, Place, Trial
from gate_agent.passage.event_reasons import ALARM, BARRIER_FAULT, INTERRUPTED, UNSEEN
from gate_agent.passage.terms import Record
from gate_agent.passage.timing import Timing
from gate_agent.records.book import RecordBook
from gate_agent.rules.access import NEVER_SEEN, Decision, Denied, Granted, Mode, Policy, Presence
from gate_agent.rules.asked import Asked
from gate_agent.rules.policy import Need, Passback
from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.rules.reasons import Reason
from gate_agent.rules.told import ToldPassages
from sync.clock import HallClock
from sync.passes import PassVerifier
from sync.vault import Vault
from sync.wire import CredentialKind, Direction, GateEventKind
from tests.helpers.records import Registry, approved, new_uid

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
HARD = Policy(Mode.CARD, 0.5, passback=Passback.HARD)
LANES = {"L1": "site", "L2": "site"}


def entry(holder: UUID, lane: str = "L1", at: datetime = NOW) -> Passage:
    return Passage(holder, lane, Direction.IN, at)


def test_of_all_lanes_at_once_one_lets_the_holder_in() -> None:
    record = approved(valid_from=None)
    book = PresenceBook(LANES)
    together = threading.Barrier(8)
    got: list[bool] = []

    def lane() -> None:
        together.wait()
        got.append(book.take(uuid4(), record, entry(record.holder), NEVER_SEEN))

    lanes = [threading.Thread(target=lane) for _ in range(8)]
    for one in lanes:
        one.start()
    for one in lanes:
        one.join()
    assert sorted(got) == [False] * 7 + [True]


def test_an_open_lane_counts_as_a_passage_until_it_is_known() -> None:
    record = approved(valid_from=None)
    book, attempt = PresenceBook(LANES), uuid4()
    book.opened(attempt, entry(record.holder))
    assert book.of(record, "L1", attempt) == NEVER_SEEN, "for itself it is nothing yet"
    seen = book.of(record, "L2")
    assert (seen.inside, seen.entries) == (True, 1)
    book.stayed(attempt, record.holder)
    assert book.of(record, "L2") == NEVER_SEEN
    book.opened(attempt, entry(record.holder))
    book.went(attempt, entry(record.holder))
    assert book.of(record, "L2").entries == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "went"),
    [
        (GateEventKind.PASSED, "", True),
        (GateEventKind.PASSED, UNSEEN, True),
        (GateEventKind.TIMED_OUT, INTERRUPTED, True),
        (GateEventKind.TIMED_OUT, ALARM, True),
        (GateEventKind.TIMED_OUT, "", False),
        (GateEventKind.TIMED_OUT, BARRIER_FAULT, False),
    ],
)
def test_after_a_restart_who_may_have_gone_has_gone(
    tmp_path: Path, outcome: GateEventKind, reason: str, went: bool
) -> None:
    journal, holder = Journal(tmp_path / "journal.db", "east"), uuid4()
    for kind in (GateEventKind.GRANTED, outcome):
        told = reason if kind is outcome else ""
        journal.append(NewEvent("L1", kind, NOW, Direction.IN, uuid4(), holder, reason=told))
    passages = tuple(journal.passages(NOW - timedelta(days=1)))
    journal.close()
    assert passages == ((entry(holder),) if went else ())


def test_after_a_fire_nobody_is_known_to_be_inside(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path / "journal.db", "east"), ToldPassages()
    record, guest = approved(valid_from=None), approved(valid_from=None)
    told.passed("west", guest.holder, "site", True, NOW, uuid4())
    kinds = GateEventKind
    for kind, holder, reason in (
        (kinds.PASSED, record.holder, ""),
        (kinds.FIRE, None, ""),
        (kinds.PASSED, record.holder, ALARM),
        (kinds.FIRE_RELEASED, None, "all are out"),
    ):
        journal.append(NewEvent("L1", kind, NOW, Direction.IN, uuid4(), holder, reason=reason))
    after = PresenceBook(LANES, journal.passages(NOW - timedelta(days=1)), told)
    journal.close()
    assert after.of(record, "L1") == Presence(entries=2), "entries stay counted"
    assert after.of(guest, "L1").inside is None
    after.passed(entry(record.holder, at=NOW + timedelta(hours=1)))
    told.passed("west", guest.holder, "site", True, NOW + timedelta(hours=1), uuid4())
    assert after.of(record, "L1").inside
    assert after.of(guest, "L1").inside
    after.evacuated(NOW + timedelta(hours=2))
    assert after.of(record, "L1").inside is None
    assert after.of(guest, "L1").inside is None


@pytest.fixture
def two_lanes(tmp_path: Path) -> Iterator[Callable[..., tuple[Judge, Judge, PresenceBook, bytes]]]:
    """Two lanes of one gate, and the card of somebody whom the records permit what is given."""
    registry, clock = Registry(), HallClock()
    with ExitStack() as opened:

        def made(policy: Policy, **permitted: object) -> tuple[Judge, Judge, PresenceBook, bytes]:
            uid, presence, passes = new_uid(), PresenceBook(LANES), PassBook()
            book = RecordBook(
                tmp_path / "mirror.db",
                Vault.at(tmp_path / "vault.key"),
                registry.verifier,
                clock,
                Conditions(lambda: None),
            )
            opened.callback(book.close)
            book.restart(epoch := uuid4())
            record = approved(registry.digest(uid), **permitted)
            page = registry.page(epoch, 0, [record])
            book.apply(page)
            book.apply(registry.page(epoch, page.next, []))
            clock.heard(datetime.now(UTC))
            first, second = (
                Judge(
                    Place("east", lane, Direction.IN, camera=lane == "L1"),
                    policy,
                    book,
                    clock,
                    registry.credential_key,
                    presence,
                    lambda: False,
                    PassVerifier(registry.identity("http://hall", "t" * 32).record_keys),
                    passes,
                    None,
                )
                for lane in LANES
            )
            return first, second, presence, uid

        yield made


def tapped(judge: Judge, uid: bytes) -> Decision:
    return judge.judge(Trial(uuid4(), 0.0, judge.card(uid)), None, camera_works=False)


@pytest.mark.parametrize(
    ("policy", "permitted", "reason"),
    [
        (HARD, {}, Reason.PASSBACK),
        (Policy(Mode.CARD, 0.5), {"entries": 1}, Reason.ENTRIES_USED),
    ],
    ids=["hard passback", "one entry"],
)
def test_one_card_at_two_lanes_opens_one_of_them(
    two_lanes: Callable[..., tuple[Judge, Judge, PresenceBook, bytes]],
    policy: Policy,
    permitted: dict[str, object],
    reason: Reason,
) -> None:
    first, second, presence, uid = two_lanes(policy, **permitted)
    one = Trial(uuid4(), 0.0, first.card(uid))
    assert isinstance(first.judge(one, None, camera_works=False), Granted)
    assert tapped(second, uid) == Denied(reason)
    again = first.judge(one, None, camera_works=False)
    assert isinstance(again, Granted), "the same attempt is not its own rival"
    assert one.record is not None
    presence.stayed(one.attempt, one.record.holder)
    assert isinstance(tapped(second, uid), Granted), "nobody went at the first"


def test_whoever_shows_a_card_of_who_just_went_through_is_not_let_in(
    two_lanes: Callable[..., tuple[Judge, Judge, PresenceBook, bytes]],
) -> None:
    here, next_lane, _, uid = two_lanes(Policy(Mode.CARD, 0.5))
    trial = Trial(uuid4(), 0.0, here.card(uid))
    assert isinstance(here.judge(trial, None, camera_works=False), Granted)
    assert trial.record is not None
    passed = Record(GateEventKind.PASSED, trial.attempt)
    here.lately.note(passed, trial.record.holder, time.monotonic(), Timing(retap_s=30))
    assert tapped(here, uid) == Denied(Reason.JUST_PASSED)
    assert isinstance(tapped(next_lane, uid), Granted)
    opened = Record(GateEventKind.OPENED_BY_GUARD, trial.attempt)
    here.lately.note(opened, trial.record.holder, time.monotonic(), Timing())
    assert isinstance(tapped(here, uid), Granted), "a guard saw to it"
    here.lately.note(passed, trial.record.holder, time.monotonic() - 30, Timing(retap_s=30))
    assert isinstance(tapped(here, uid), Granted), "the time is over"


def test_old_records_are_named_where_there_is_no_camera_to_ask(
    two_lanes: Callable[..., tuple[Judge, Judge, PresenceBook, bytes]],
) -> None:
    seeing, blind, _, uid = two_lanes(Policy(Mode.CARD, 0.5, face_after_s=-1.0))
    assert tapped(blind, uid) == Denied(Reason.RECORDS_AGED)
    assert tapped(seeing, uid) == Denied(Reason.NO_TEMPLATE)
    card = frozenset({CredentialKind.CARD})
    assert blind.asked(card, camera_works=False) == Asked(card, Need.GUARD, aged=True)
    _, fresh, _, uid = two_lanes(Policy(Mode.CARD, 0.5))
    assert fresh.asked(card, camera_works=False) == Asked(card, Need.NOTHING)


def test_what_a_clock_dated_ahead_outranks_nothing_once_the_hall_is_heard() -> None:
    told = ToldPassages()
    holder, ahead = uuid4(), NOW + timedelta(hours=9)
    book = PresenceBook(LANES, [entry(holder, at=ahead)], told)
    book.not_after(NOW)
    assert book.last(holder, "L1") == Presence(True, NOW), "its passback ends in time"
    told.passed("west", holder, "site", False, NOW + timedelta(minutes=1), uuid4())
    assert book.last(holder, "L1").inside is False
    book.evacuated(ahead)
    book.not_after(NOW + timedelta(minutes=2))
    told.passed("west", holder, "site", True, NOW + timedelta(minutes=3), uuid4())
    assert book.last(holder, "L1").inside is True, "it came in after the fire"
    book.not_after(NOW + timedelta(hours=1))
    assert book.last(holder, "L1") == Presence(True, NOW + timedelta(minutes=3))
