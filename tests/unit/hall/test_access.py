"""Groups and the block list: who may change them, what the gates are told, what is kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from gate_agent.rules.reasons import Reason
from hall.access.changes import (
    CannotChange,
    NotTheirOffice,
    Obstacle,
    assign,
    block,
    relieve,
    unblock,
)
from hall.access.models import REASON_LIMIT, AccessAction, AccessChange, Block, Duty
from hall.gates.conditions import Beyond, Conditions
from hall.gates.events import keep_events
from hall.gates.preview import foresee
from hall.gates.publish import restart_feed
from hall.returns.decisions import CannotDecide, decide
from hall.returns.policy import DecisionAction, Policy
from hall.returns.registration import put_in_force
from sync.wire import Direction, ReturnStatus, TerminalRole
from tests.helpers.events import journalled
from tests.helpers.hall import STUDENT
from tests.unit.hall.seeded import Campus
from tests.unit.hall.test_web import post

LANDS_AT = re.compile(r'id="person-name">([^<]+)<')


def test_everybody_is_in_the_group_of_their_year(campus: Campus) -> None:
    assert campus.record().groups == ("2024",)


def test_a_block_is_at_the_gates_with_the_commit(campus: Campus) -> None:
    campus.decide(campus.register())
    office, student = campus.staff("security"), campus.student()
    before = campus.record()
    block(office, student.id, "冒用他人校园卡")
    record = campus.record()
    assert (record.blocked, record.status) == (True, ReturnStatus.APPROVED)
    assert record.version == before.version + 1
    assert foresee(record, "east", campus.now) is Reason.BLOCKED
    unblock(office, student.id, "已核实")
    assert not campus.record().blocked
    assert foresee(campus.record(), "east", campus.now) is None


def test_a_duty_is_a_group(campus: Campus) -> None:
    office, student = campus.staff("security"), campus.student()
    assign(office, student.id, Duty.RESCUE)
    assign(office, student.id, Duty.STAFF)
    assert campus.record().groups == ("2024", "rescue", "staff")
    relieve(office, student.id, Duty.RESCUE)
    assert campus.record().groups == ("2024", "staff")
    restart_feed()
    assert campus.record().groups == ("2024", "staff")


def test_who_did_what_and_why_is_kept(campus: Campus) -> None:
    office, student = campus.staff("security"), campus.student()
    block(office, student.id, "  丢卡未报  ")
    unblock(office, student.id, "已补办")
    assign(office, student.id, Duty.MEDICAL)
    kept = AccessChange.objects.filter(holder=student.id).order_by("id")
    assert [(one.action, one.reason, one.duty, one.by) for one in kept] == [
        (AccessAction.BLOCK, "丢卡未报", "", office),
        (AccessAction.UNBLOCK, "已补办", "", office),
        (AccessAction.ASSIGN, "", Duty.MEDICAL, office),
    ]


@pytest.mark.parametrize(
    ("reason", "obstacle"),
    [
        (" ", Obstacle.REASON_NEEDED),
        ("x" * (REASON_LIMIT + 1), Obstacle.REASON_TOO_LONG),
    ],
)
def test_a_block_needs_its_reason(campus: Campus, reason: str, obstacle: Obstacle) -> None:
    with pytest.raises(CannotChange) as refused:
        block(campus.staff("security"), campus.student().id, reason)
    assert refused.value.obstacle is obstacle


def test_what_is_so_already_is_said(campus: Campus) -> None:
    office, student = campus.staff("security"), campus.student()
    with pytest.raises(CannotChange):
        unblock(office, student.id, "x")
    with pytest.raises(CannotChange):
        relieve(office, student.id, Duty.STAFF)
    block(office, student.id, "x")
    with pytest.raises(CannotChange):
        block(office, student.id, "x")
    assign(office, student.id, Duty.STAFF)
    with pytest.raises(CannotChange):
        assign(office, student.id, Duty.STAFF)
    assert AccessChange.objects.filter(holder=student.id).count() == 2


@pytest.mark.parametrize("somebody", ["chen", "guard", "technician", "host"])
def test_others_change_nothing(campus: Campus, somebody: str) -> None:
    version = campus.record().version
    with pytest.raises(NotTheirOffice):
        block(campus.staff(somebody), campus.student().id, "x")
    assert not Block.objects.filter(holder=campus.student().id).exists()
    assert campus.record().version == version
    page = campus.page(somebody)
    assert page.get("/access/").status_code == 403
    assert page.get(f"/access/{campus.student().id}/").status_code == 403


def found(client: Client, number: str) -> str:
    return client.get("/access/", {"number": number}, follow=True).content.decode()


def test_the_security_office_blocks_on_the_page(campus: Campus) -> None:
    client, student = campus.page("security"), campus.student()
    assert 'id="nobody"' in found(client, "0")
    assert LANDS_AT.findall(found(client, STUDENT)) == ["林小雨"]
    path = f"/access/{student.id}/block"
    status, page = post(client, path, reason="")
    assert (status, 'id="blocking-error"' in page) == (409, True)
    status, page = post(client, path, reason="冒用他人校园卡")
    assert (status, 'id="blocked"' in page) == (200, True)
    assert campus.record().blocked
    assert 'id="blocks-table"' in client.get("/access/").content.decode()
    status, page = post(client, f"/access/{student.id}/unblock", reason="已核实")
    assert 'id="blocked"' not in page
    assert 'data-action="unblock"' in page


def test_duties_are_assigned_on_the_page(campus: Campus) -> None:
    client, student = campus.page("security"), campus.student()
    here = f"/access/{student.id}/"
    post(client, f"{here}duty", page=here, duty="rescue", action="assign")
    assert campus.record().groups == ("2024", "rescue")
    _, page = post(client, f"{here}duty", page=here, duty="rescue", action="assign")
    assert 'class="notice attention" id="flash"' in page
    post(client, f"{here}duty", page=here, duty="rescue", action="relieve")
    assert campus.record().groups == ("2024",)
    assert post(client, f"{here}duty", page=here, duty="king", action="assign")[0] == 404


def test_an_approval_carries_what_the_counsellor_chose(campus: Campus) -> None:
    keep_events(campus.device(TerminalRole.GATE), journalled(1))
    registration = campus.register()
    client, path = campus.page("chen"), f"/returns/{registration.id}/approve"
    page = client.get(path).content.decode()
    (gate,) = re.findall(r'name="gates" value="([^"]+)"', page)
    status, page = post(client, path, gates="nowhere")
    assert (status, 'id="decision-error"' in page) == (409, True)
    status, page = post(client, path, entries="many")
    assert (status, 'id="decision-error"' in page) == (409, True)
    status, _ = post(client, path, gates=gate, direction="out", entries="3")
    record = campus.record()
    assert (status, record.gates, record.directions) == (200, (gate,), (Direction.OUT,))
    assert record.entries == 3
    assert foresee(record, "other", campus.now) is Reason.WRONG_GATE
    assert foresee(record, gate, campus.now, Direction.IN) is Reason.WRONG_DIRECTION


def test_a_policy_bounds_what_is_approved(campus: Campus) -> None:
    bound = Conditions(("east",), ("lake",), (Direction.IN,), 2)
    put_in_force(Policy(campus.today, campus.today + timedelta(days=9), 7, bound))
    registration = campus.register()
    with pytest.raises(CannotDecide) as refused:
        decide(campus.staff(), registration.id, DecisionAction.APPROVE, "", Conditions(entries=3))
    assert refused.value.hindrance is Beyond.ENTRIES
    campus.decide(registration)
    record = campus.record()
    assert (record.gates, record.campuses) == (("east",), ("lake",))
    assert (record.directions, record.entries) == ((Direction.IN,), 2)
    assert foresee(record, "east", campus.now, campus="hill") is Reason.WRONG_CAMPUS
