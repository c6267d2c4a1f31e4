"""Who decides about whom, and what follows."""

from __future__ import annotations

from uuid import uuid4

import pytest

from hall.returns.decisions import CannotDecide, NotTheirs, decide, registrations_for
from hall.returns.models import Decision, EnrolledFace
from hall.returns.policy import DecisionAction, Hindrance
from sync.wire import HealthStatus, ReturnStatus
from tests.helpers.hall import STRANGER, STUDENT
from tests.unit.hall.seeded import Campus


def test_approving_is_remembered_and_published(campus: Campus) -> None:
    registration = campus.decide(campus.register(), remark="papers seen")
    assert registration.return_status is ReturnStatus.APPROVED
    decision = Decision.objects.get()
    assert (decision.by.username, decision.action, decision.remark) == (
        "chen",
        "approve",
        "papers seen",
    )
    record = campus.record()
    assert (record.status, record.decided_at) == (ReturnStatus.APPROVED, decision.at)


@pytest.mark.parametrize("action", [DecisionAction.REJECT, DecisionAction.REVOKE])
def test_a_face_that_no_gate_may_use_is_deleted(campus: Campus, action: DecisionAction) -> None:
    registration = campus.register()
    if action is DecisionAction.REVOKE:
        campus.decide(registration)
    assert EnrolledFace.objects.exists()
    campus.decide(registration, action, remark="see me")
    assert not EnrolledFace.objects.exists()


@pytest.mark.parametrize("somebody", ["zhao", "guard", "technician"])
def test_nobody_decides_about_anothers_students(campus: Campus, somebody: str) -> None:
    registration = campus.register()
    assert not registrations_for(campus.staff(somebody)).exists()
    with pytest.raises(NotTheirs):
        campus.decide(registration, by=somebody)
    assert campus.record().status is ReturnStatus.PENDING


def test_each_counsellor_sees_their_own(campus: Campus) -> None:
    campus.register(STUDENT)
    campus.register(STRANGER)
    seen = {
        name: list(
            registrations_for(campus.staff(name)).values_list("student__student_no", flat=True)
        )
        for name in ("chen", "zhao")
    }
    assert seen == {"chen": [STUDENT], "zhao": [STRANGER]}


def test_a_registration_that_does_not_exist_is_not_theirs(campus: Campus) -> None:
    with pytest.raises(NotTheirs):
        decide(campus.staff(), uuid4(), DecisionAction.APPROVE, "")


def test_the_second_of_two_windows_is_told(campus: Campus) -> None:
    registration = campus.register()
    campus.decide(registration)
    with pytest.raises(CannotDecide) as refused:
        campus.decide(registration, DecisionAction.REJECT, remark="too late")
    assert refused.value.hindrance is Hindrance.ALREADY_DECIDED
    assert campus.record().status is ReturnStatus.APPROVED
    assert Decision.objects.count() == 1


def test_a_remark_of_blanks_is_no_remark(campus: Campus) -> None:
    registration = campus.register(health=HealthStatus.SYMPTOMS)
    with pytest.raises(CannotDecide) as refused:
        campus.decide(registration, remark="   ")
    assert refused.value.hindrance is Hindrance.HEALTH_REMARK_NEEDED
