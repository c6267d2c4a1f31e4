"""Visitors: who invites, who agrees, what the gates are told, and when they are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gate_agent.journal.chain import chained
from gate_agent.rules.reasons import Reason, advice
from hall.access.changes import block, unblock
from hall.conf.current import visit_rules
from hall.gates.conditions import Beyond, Conditions
from hall.gates.events import keep_events
from hall.gates.foresight import Entries, entries_of
from hall.gates.models import FeedEntry, JournalledEvent
from hall.gates.preview import foresee
from hall.gates.records import present_record
from hall.visitors.models import VisitDecision, Visitor
from hall.visitors.rules import (
    Invitation,
    Unfit,
    VisitAction,
    VisitRules,
    decided,
    first_status,
    unfit,
)
from hall.visitors.visits import (
    CannotVisit,
    NotTheirVisitor,
    decide_visit,
    forget_visitors,
    invite,
    visitors_for,
)
from sync.wire import (
    JOURNAL_START,
    AccessRecord,
    Direction,
    GateEventKind,
    ReturnStatus,
    TerminalRole,
)
from tests.helpers.events import journalled
from tests.unit.hall.seeded import Campus, opened
from tests.unit.hall.test_web import post

NOW = datetime(2030, 9, 1, 8, tzinfo=UTC)
RULES = VisitRules(
    longest=timedelta(days=7),
    ahead=timedelta(days=60),
    most_entries=20,
    approval_above=timedelta(hours=24),
    keep=timedelta(days=14),
)
NAME = "样本访客"


def asked(
    begins: datetime = NOW, hours: float = 10, conditions: Conditions | None = None, **words: str
) -> Invitation:
    return Invitation(
        name=words.get("name", NAME),
        phone=words.get("phone", "000 0000 0000"),
        purpose=words.get("purpose", "参加讲座"),
        valid_from=begins,
        valid_until=begins + timedelta(hours=hours),
        conditions=conditions or Conditions(entries=1),
    )


def record(visitor: Visitor) -> AccessRecord:
    return opened(FeedEntry.objects.get(holder=visitor.id))


@pytest.mark.parametrize(
    ("invitation", "why"),
    [
        (asked(), None),
        (asked(phone=""), None),
        (asked(name=""), Unfit.NAME),
        (asked(name="x" * 41), Unfit.NAME),
        (asked(phone="call me"), Unfit.PHONE),
        (asked(phone="0" * 21), Unfit.PHONE),
        (asked(purpose=""), Unfit.PURPOSE),
        (asked(hours=0), Unfit.BACKWARDS),
        (asked(NOW - timedelta(days=1), hours=24), Unfit.BACKWARDS),
        (asked(hours=24 * 7), None),
        (asked(hours=24 * 7 + 1), Unfit.TOO_LONG),
        (asked(NOW + timedelta(days=60)), Unfit.TOO_EARLY),
    ],
)
def test_what_may_be_invited(invitation: Invitation, why: Unfit | None) -> None:
    assert unfit(invitation, RULES, NOW) is why


@pytest.mark.parametrize(
    ("hours", "above_h", "status"),
    [
        (24, 24, ReturnStatus.APPROVED),
        (24.1, 24, ReturnStatus.PENDING),
        (1, 0, ReturnStatus.PENDING),
    ],
)
def test_long_visits_wait_for_the_security_office(
    hours: float, above_h: float, status: ReturnStatus
) -> None:
    rules = VisitRules(RULES.longest, RULES.ahead, 20, timedelta(hours=above_h), RULES.keep)
    assert first_status(asked(hours=hours), rules) is status


@pytest.mark.parametrize("status", list(ReturnStatus))
@pytest.mark.parametrize("action", list(VisitAction))
@pytest.mark.parametrize("over", [False, True])
def test_every_decision_in_every_state(
    status: ReturnStatus, action: VisitAction, over: bool
) -> None:
    outcomes = {
        (ReturnStatus.PENDING, VisitAction.APPROVE): ReturnStatus.APPROVED,
        (ReturnStatus.PENDING, VisitAction.REJECT): ReturnStatus.REJECTED,
        (ReturnStatus.APPROVED, VisitAction.REVOKE): ReturnStatus.REVOKED,
    }
    expected = Unfit.DECIDED if over else outcomes.get((status, action), Unfit.DECIDED)
    assert decided(status, action, "why", over=over) is expected


def test_a_day_pass_is_at_the_gates_at_once(campus: Campus) -> None:
    conditions = Conditions(gates=("east",), directions=(Direction.IN,), entries=2)
    visitor = invite(campus.staff("host"), asked(campus.now, conditions=conditions))
    told = record(visitor)
    assert (told.status, told.name, told.groups) == (ReturnStatus.APPROVED, NAME, ("visitor",))
    assert (told.student_no, told.department) == (visitor.number, "图书馆")
    assert (told.gates, told.directions, told.entries) == (("east",), (Direction.IN,), 2)
    assert (told.credentials, told.face) == ((), None)
    assert visitor.phone not in told.model_dump_json()
    assert foresee(told, "east", visitor.valid_until) is Reason.EXPIRED


def test_more_entries_than_the_rules_give_are_refused(campus: Campus) -> None:
    most = visit_rules().most_entries
    with pytest.raises(CannotVisit) as refused:
        invite(campus.staff("host"), asked(campus.now, conditions=Conditions(entries=most + 1)))
    assert refused.value.why is Beyond.ENTRIES
    unsaid = invite(campus.staff("host"), asked(campus.now, conditions=Conditions()))
    assert record(unsaid).entries == most


def test_the_security_office_agrees_and_the_host_takes_back(campus: Campus) -> None:
    host, office = campus.staff("host"), campus.staff("security")
    visitor = invite(host, asked(campus.now, hours=48))
    assert record(visitor).status is ReturnStatus.PENDING
    with pytest.raises(NotTheirVisitor):
        decide_visit(host, visitor.id, VisitAction.APPROVE, "")
    decide_visit(office, visitor.id, VisitAction.APPROVE, "")
    told = record(visitor)
    assert (told.status, told.decided_by) == (ReturnStatus.APPROVED, "郑守砚")
    with pytest.raises(CannotVisit) as refused:
        decide_visit(office, visitor.id, VisitAction.APPROVE, "")
    assert refused.value.why is Unfit.DECIDED
    decide_visit(host, visitor.id, VisitAction.REVOKE, "改期")
    assert record(visitor).status is ReturnStatus.REVOKED


def test_a_host_sees_their_own_visitors(campus: Campus) -> None:
    visitor = invite(campus.staff("host"), asked(campus.now))
    assert visitors_for(campus.staff("host")).filter(id=visitor.id).exists()
    assert visitors_for(campus.staff("security")).filter(id=visitor.id).exists()
    assert not visitors_for(campus.staff("chen")).exists()
    assert campus.page("chen").get(f"/visitors/{visitor.id}/").status_code == 404
    for somebody in ("guard", "technician"):
        assert campus.page(somebody).get("/visitors/").status_code == 403
        with pytest.raises(NotTheirVisitor):
            invite(campus.staff(somebody), asked(campus.now))
    with pytest.raises(NotTheirVisitor):
        decide_visit(campus.staff("chen"), visitor.id, VisitAction.REVOKE, "x")


def test_a_visitor_can_be_blocked(campus: Campus) -> None:
    visitor = invite(campus.staff("host"), asked(campus.now))
    block(campus.staff("security"), visitor.id, "x")
    assert record(visitor).blocked
    page = campus.page("security").get("/access/", {"number": visitor.number}, follow=True)
    assert NAME in page.content.decode()


def test_visitors_are_forgotten_after_the_stated_time(campus: Campus) -> None:
    visitor = invite(campus.staff("host"), asked(campus.now))
    decide_visit(campus.staff("host"), visitor.id, VisitAction.REVOKE, f"{NAME} 不来了")
    due = visitor.valid_until + visit_rules().keep
    assert forget_visitors(due) == 0
    assert record(visitor).name == NAME
    assert forget_visitors(due + timedelta(seconds=1)) == 1
    assert forget_visitors(due + timedelta(seconds=1)) == 0
    visitor.refresh_from_db()
    assert (visitor.name, visitor.phone, visitor.purpose) == ("", "", "")
    told = record(visitor)
    assert (told.name, told.status) == ("—", ReturnStatus.NONE)
    assert [decision.remark for decision in VisitDecision.objects.all()] == [""]


def test_somebody_is_invited_on_the_page(campus: Campus) -> None:
    client = campus.page("host")
    fields = {
        "name": NAME,
        "phone": "",
        "purpose": "参加讲座",
        "begins": f"{campus.today}T00:00",
        "ends": f"{campus.today}T23:59",
        "entries": "1",
        "direction": "",
    }
    for wrong in ({"name": ""}, {"ends": "soon"}, {"entries": "0"}, {"ends": "2001-01-01T00:00"}):
        status, page = post(client, "/visitors/invite", **(fields | wrong))
        assert (status, 'id="invitation-error"' in page) == (409, True)
        assert not Visitor.objects.filter(name=NAME).exists()
    status, page = post(client, "/visitors/invite", **fields)
    visitor = Visitor.objects.get(name=NAME)
    assert (status, visitor.number in page) == (200, True)
    status, page = post(client, f"/visitors/{visitor.id}/revoke", remark="")
    assert (status, 'id="decision-error"' in page) == (409, True)
    status, page = post(client, f"/visitors/{visitor.id}/revoke", remark="改期")
    assert (status, "已撤销" in page) == (200, True)


def test_a_guard_asks_about_a_visitor(campus: Campus) -> None:
    visitor = invite(campus.staff("host"), asked(campus.now, conditions=Conditions(entries=1)))
    guard = campus.page("guard")

    def answer(**query: str) -> str:
        query = {"student_no": visitor.number, "gate": "east", **query}
        return guard.get("/gates/foresight", query).content.decode().partition('id="answer"')[2]

    assert advice(Reason.UNKNOWN_CARD).sentence.zh in answer(shown="card")
    assert "立即放行" in answer(shown="pass", mode="pass")
    assert advice(Reason.NO_TEMPLATE).sentence.zh in answer(shown="pass", mode="card+face")
    (drawn,) = journalled(1)
    came_in = {"kind": GateEventKind.PASSED, "holder": visitor.id, "reason": ""}
    keep_events(campus.device(TerminalRole.GATE), [chained(drawn.model_copy(update=came_in))])
    by_pass = {"shown": "pass", "mode": "pass"}
    used_up = advice(Reason.ENTRIES_USED).sentence.zh
    here = answer(**by_pass)
    assert 'id="entries-so-far">本门 1 次，其他校门近 7 天 0 次<' in here
    assert (used_up in here, "立即放行" in here) == (True, False)
    elsewhere = answer(**by_pass, gate="west")
    assert 'id="entries-so-far">本门 0 次，其他校门近 7 天 1 次<' in elsewhere
    alone, _, told = elsewhere.partition("若其他校门也告知它")
    assert ("若该门只计本门的入校次数" in alone, "立即放行" in alone, used_up in alone) == (
        True, True, False,
    )  # fmt: skip
    assert (used_up in told, "立即放行" in told) == (True, False)
    record, week = present_record(visitor.id), campus.now + timedelta(days=7)
    assert record is not None
    assert entries_of(record, "west", week) == Entries(0, 0), "no longer told by then"
    assert entries_of(record, "east", week) == Entries(1, 0)
    out = answer(**by_pass, direction="out")
    assert "立即放行" in out
    assert "exits" not in out, "it is the same however the gate is configured"
    assert NAME in guard.get("/gates/").content.decode()


def test_who_came_in_after_a_block_or_a_revocation_is_marked(campus: Campus) -> None:
    """A gate that was offline could not know; the hall says so when the event arrives."""
    visitor = invite(campus.staff("host"), asked(campus.now))
    device, previous = campus.device(TerminalRole.GATE), JOURNAL_START

    def marked(seq: int) -> bool:
        nonlocal previous
        (drawn,) = journalled(1, previous, seq)
        came_in = {
            "kind": GateEventKind.PASSED,
            "holder": visitor.id,
            "record_version": 1,
            "hall_offset_s": 0.0,
            "reason": "",
        }
        event = chained(drawn.model_copy(update=came_in))
        previous = event.hash
        keep_events(device, [event])
        return JournalledEvent.objects.get(event_id=event.event_id).after_revocation

    assert not marked(1)
    block(campus.staff("security"), visitor.id, "x")
    assert marked(2)
    unblock(campus.staff("security"), visitor.id, "x")
    assert not marked(3)
    decide_visit(campus.staff("host"), visitor.id, VisitAction.REVOKE, "改期")
    assert marked(4)
