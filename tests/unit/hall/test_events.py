"""Gate events: each kept once, each journal a chain, whatever order and repetition they come in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal as GateJournal
from gate_agent.journal.store import NewEvent
from hall.gates.alarms import unseen_counts
from hall.gates.chain import Before, Fit, fit
from hall.gates.events import keep_events
from hall.gates.models import AlarmKind, Journal, JournalledEvent
from hall.returns.policy import DecisionAction
from hall.terminals.models import Device
from sync.wire import (
    JOURNAL_START,
    ActOutcome,
    CredentialKind,
    Direction,
    EventReceipt,
    GateEvent,
    GateEventKind,
    LivenessFinding,
    TerminalRole,
    event_hash,
)
from tests.helpers.events import journalled
from tests.unit.hall.seeded import Campus


@pytest.fixture
def gate(campus: Campus) -> Device:
    return campus.device(TerminalRole.GATE)


def codes(receipt: EventReceipt) -> list[str]:
    return [item.problem.code for item in receipt.rejected]


def alarms() -> dict[AlarmKind, int]:
    """How many of each kind nobody has seen yet."""
    return dict(unseen_counts())


def kept() -> list[int]:
    return list(JournalledEvent.objects.order_by("journal", "seq").values_list("seq", flat=True))


def rehashed(event: GateEvent, **changes: object) -> GateEvent:
    changed = event.model_copy(update=changes)
    return changed.model_copy(update={"hash": event_hash(changed)})


def test_a_journal_is_kept_whole_and_in_order(gate: Device) -> None:
    events = journalled(5)
    receipt = keep_events(gate, events)
    assert receipt.accepted == tuple(event.event_id for event in events)
    assert kept() == [1, 2, 3, 4, 5]
    assert not JournalledEvent.objects.filter(gap_before=True).exists()


def test_what_was_kept_is_what_was_said(gate: Device) -> None:
    event = rehashed(
        journalled(1)[0], holder=uuid4(), score=0.73, mirror_age_s=1.5, monotonic_s=0.0,
        credential_kind=CredentialKind.CARD, rule="night", liveness=LivenessFinding.UNSURE,
        device="barrier", outcome=ActOutcome.BEGUN,
    )  # fmt: skip
    keep_events(gate, [event])
    row = JournalledEvent.objects.get(event_id=event.event_id)
    assert row.journal.gate == event.gate
    assert row.journal.device == gate
    for name in GateEvent.model_fields.keys() - {"gate", "attempt"}:
        assert getattr(row, name) == getattr(event, name), name


def test_sent_again_it_is_a_duplicate(gate: Device) -> None:
    events = journalled(3)
    keep_events(gate, events)
    again = keep_events(gate, events)
    assert again.accepted == ()
    assert again.duplicate == tuple(event.event_id for event in events)
    assert kept() == [1, 2, 3]


def test_a_gate_that_pruned_its_journal_goes_on_in_the_halls(gate: Device, tmp_path: Path) -> None:
    day = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
    new = NewEvent("L1", GateEventKind.DENIED, day, Direction.IN)
    journal = GateJournal(tmp_path / "journal.db", "east", EvidenceKey(bytes(range(32))))
    for _ in range(3):
        sent = [journal.append(new) for _ in range(70)]
        assert not keep_events(gate, sent).rejected
        journal.outbox.settle([event.seq for event in sent])
        while journal.prune(day + timedelta(days=1), day).removed:
            pass
    left = list(journal.events())
    journal.close()
    assert left[0].seq > 64
    again = keep_events(gate, left)
    assert again.duplicate == tuple(event.event_id for event in left)
    assert kept() == list(range(1, 211))
    assert not JournalledEvent.objects.filter(gap_before=True).exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10)), max_size=8))
def test_any_resending_in_pieces_keeps_each_once(
    gate: Device, pieces: list[tuple[int, int]]
) -> None:
    """An outbox that lost its acknowledgements sends from where it thinks it was."""
    device = Device.objects.create(name=uuid4().hex, role="gate", token_sha256=uuid4().hex)
    events = journalled(10)
    done = 0
    for start, length in pieces:
        begin = min(start, done)
        receipt = keep_events(device, events[begin : begin + length])
        assert not receipt.rejected
        assert set(receipt.duplicate) == {
            e.event_id for e in events[begin : min(done, begin + length)]
        }
        done = max(done, min(begin + length, len(events)))
    stored = JournalledEvent.objects.filter(journal__device=device).order_by("seq")
    assert [row.event_id for row in stored] == [event.event_id for event in events[:done]]


def test_an_altered_event_is_rejected_and_the_others_kept(gate: Device) -> None:
    first, second, third = journalled(3)
    forged = second.model_copy(update={"reason": "granted"})
    receipt = keep_events(gate, [first, forged, third])
    assert codes(receipt) == ["hash_mismatch"]
    assert receipt.accepted == (first.event_id, third.event_id)
    assert JournalledEvent.objects.get(seq=3).gap_before


def test_a_rehashed_forgery_breaks_the_chain(gate: Device) -> None:
    first, second, third = journalled(3)
    keep_events(gate, [first, second])
    forged = rehashed(third, previous_hash=first.hash)
    assert codes(keep_events(gate, [forged])) == ["chain_broken"]
    assert alarms() == {AlarmKind.REJECTED: 1}
    assert codes(keep_events(gate, [forged])) == ["chain_broken"]
    assert alarms() == {AlarmKind.REJECTED: 1}, "a retry is no other matter"


def test_other_content_under_a_kept_id_is_a_conflict(gate: Device) -> None:
    (first,) = journalled(1)
    keep_events(gate, [first])
    assert codes(keep_events(gate, [rehashed(first, reason="other")])) == ["event_conflict"]


def test_a_gap_is_noted_until_it_is_filled(gate: Device) -> None:
    first, second, third = journalled(3)
    receipt = keep_events(gate, [first, third])
    assert receipt.accepted == (first.event_id, third.event_id)
    assert JournalledEvent.objects.get(seq=3).gap_before
    keep_events(gate, [second])
    assert not JournalledEvent.objects.filter(gap_before=True).exists()
    assert Journal.objects.count() == 1


def test_a_gate_with_a_new_disk_begins_another_journal(gate: Device) -> None:
    keep_events(gate, journalled(2))
    renewed = journalled(2)
    assert keep_events(gate, renewed).accepted == tuple(event.event_id for event in renewed)
    assert Journal.objects.filter(device=gate).count() == 2
    assert kept() == [1, 2, 1, 2]


def test_gates_do_not_share_a_journal(campus: Campus, gate: Device) -> None:
    other = campus.device(TerminalRole.GATE)
    keep_events(gate, journalled(2))
    assert len(keep_events(other, journalled(2)).accepted) == 2
    assert Journal.objects.count() == 2


def test_fitting() -> None:
    first, second, third = journalled(3)
    assert fit(second, Before(1, newest=True)) is Fit.FOLLOWS
    assert fit(second, Before(1, newest=False)) is Fit.FORKS
    assert fit(second, None) is Fit.AFTER_GAP
    assert fit(third, Before(1, newest=True)) is Fit.CHAIN_BROKEN, "a number is left out"
    assert fit(first, None) is Fit.BEGINS
    (late,) = journalled(1, previous="a" * 64)
    assert fit(late, None) is Fit.CHAIN_BROKEN, "a first event follows nothing"
    assert fit(rehashed(second, previous_hash=JOURNAL_START), None) is Fit.CHAIN_BROKEN


def test_nothing_is_kept_when_the_batch_fails(gate: Device) -> None:
    """A batch is one transaction: an acknowledgement never speaks of half of it."""
    events = journalled(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON gates_journalledevent WHEN NEW.seq = 2 "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(Exception, match="disk full"):
        keep_events(gate, events)
    assert kept() == []


def test_event_ids_are_unique_over_all_gates(campus: Campus, gate: Device) -> None:
    events = journalled(1)
    keep_events(gate, events)
    other = campus.device(TerminalRole.GATE)
    assert keep_events(other, events).duplicate == (events[0].event_id,)
    assert isinstance(events[0].event_id, UUID)


# --- a journal after a damaged one ------------------------------------------------------------


def renewal(reason: str) -> GateEvent:
    (first,) = journalled(1)
    return rehashed(first, kind=GateEventKind.JOURNAL_RENEWED, reason=reason)


def test_a_new_journal_that_names_the_last_kept_event_leaves_no_gap(gate: Device) -> None:
    old = journalled(3)
    keep_events(gate, old)
    first = renewal(old[-1].hash)
    assert keep_events(gate, [first]).accepted == (first.event_id,)
    assert not JournalledEvent.objects.filter(gap_before=True).exists()


@pytest.mark.parametrize("how", ["names an event that never arrived", "names nothing", "silent"])
def test_what_is_missing_between_two_journals_is_marked(gate: Device, how: str) -> None:
    old = journalled(3)
    keep_events(gate, old[:2])
    first = {
        "names an event that never arrived": renewal(old[2].hash),
        "names nothing": renewal("unreadable"),
        "silent": journalled(1)[0],
    }[how]
    keep_events(gate, [first])
    assert JournalledEvent.objects.get(event_id=first.event_id).gap_before


# --- let in by a gate that did not know yet ---------------------------------------------------


def admission(holder: UUID, at: datetime, **changes: object) -> GateEvent:
    """By the record's second version, an approval, at a gate whose clock is the hall's."""
    (event,) = journalled(1)
    told = {
        "kind": GateEventKind.GRANTED, "holder": holder, "record_version": 3, "at": at,
        "hall_offset_s": 0.0,
    }  # fmt: skip
    return rehashed(event, reason="", **(told | changes))


def is_marked(gate: Device, event: GateEvent) -> bool:
    assert keep_events(gate, [event]).accepted == (event.event_id,), "it is kept as what it was"
    return JournalledEvent.objects.get(event_id=event.event_id).after_revocation


def test_an_admission_after_the_revocation_is_kept_and_marked(campus: Campus, gate: Device) -> None:
    registration = campus.decide(campus.register())
    approved_at = timezone.now()
    campus.decide(registration, DecisionAction.REVOKE, remark="left the campus")
    now = timezone.now()
    holder = campus.student().id
    assert is_marked(gate, admission(holder, now))
    assert is_marked(gate, admission(holder, now, kind=GateEventKind.PASSED))
    assert not is_marked(gate, admission(holder, approved_at)), "it was approved then"
    late_clock = {"at": now - timedelta(hours=6), "hall_offset_s": -6 * 3600.0}
    assert is_marked(gate, admission(holder, **late_clock))  # type: ignore[arg-type]
    assert not is_marked(gate, admission(holder, now, kind=GateEventKind.DENIED))
    by_guard = admission(holder, now, kind=GateEventKind.OPENED_BY_GUARD, record_version=None)
    assert not is_marked(gate, by_guard), "a guard answers for it"
    assert not is_marked(gate, admission(uuid4(), now))
    page = campus.page("guard").get("/gates/").content.decode()
    assert page.count('attention">撤销或拉黑后仍放行') == 3


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ("技术员开合道闸", "barrier · 开始", "技术员取走支持包", "完成", "Wang Lin")),
        ("en", ("Barrier pulsed by technician", "barrier · Begun", "Support bundle taken", "Done")),
    ],
)
def test_what_a_technician_did_is_shown_in_words(
    campus: Campus, gate: Device, language: str, said: tuple[str, ...]
) -> None:
    pulsed = rehashed(
        journalled(1)[0], kind=GateEventKind.BARRIER_PULSED, reason="", lane="all",
        guard="Wang Lin", device="barrier", outcome=ActOutcome.BEGUN,
    )  # fmt: skip
    taken = rehashed(
        journalled(2, pulsed.hash)[0], seq=2, previous_hash=pulsed.hash, reason="", lane="all",
        kind=GateEventKind.BUNDLE_TAKEN, guard="Wang Lin", outcome=ActOutcome.DONE,
    )  # fmt: skip
    assert len(keep_events(gate, [pulsed, taken]).accepted) == 2
    page = campus.page("guard").get("/gates/", headers={"Accept-Language": language})
    text = " ".join(re.sub("<[^>]*>", " ", page.content.decode()).split())
    assert [words for words in said if words not in text] == []


def test_an_admission_after_a_new_approval_is_in_order(campus: Campus, gate: Device) -> None:
    registration = campus.decide(campus.register())
    campus.decide(registration, DecisionAction.REVOKE, remark="by mistake")
    campus.decide(campus.register())
    assert not is_marked(gate, admission(campus.student().id, timezone.now()))


def test_an_admission_at_a_gate_without_the_halls_time_is_told_by_its_version(
    campus: Campus, gate: Device
) -> None:
    """The gate's clock is six hours slow and it has not heard the hall since its start."""
    holder = campus.student().id
    registration = campus.decide(campus.register())
    approved = campus.record().version
    campus.decide(registration, DecisionAction.REVOKE, remark="left the campus")
    slow = {"at": timezone.now() - timedelta(hours=6), "hall_offset_s": None}
    assert is_marked(gate, admission(holder, **slow, record_version=approved))  # type: ignore[arg-type]
    campus.decide(campus.register())
    assert is_marked(gate, admission(holder, **slow, record_version=approved))  # type: ignore[arg-type]
    again = campus.record().version
    assert not is_marked(gate, admission(holder, **slow, record_version=again)), "it knew"  # type: ignore[arg-type]


def test_a_version_proves_what_the_gate_knew_against_its_clock(
    campus: Campus, gate: Device
) -> None:
    holder = campus.student().id
    registration = campus.decide(campus.register())
    campus.decide(registration, DecisionAction.REVOKE, remark="by mistake")
    between, revoked = timezone.now(), campus.record().version
    campus.decide(campus.register())
    again = campus.record().version
    assert not is_marked(gate, admission(holder, between, record_version=again))
    early = timezone.now() - timedelta(days=1)
    assert is_marked(gate, admission(holder, early, record_version=revoked)), "it knew of the no"
