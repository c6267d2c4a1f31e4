"""Taking in registrations: once, by the policy, with a face that is what it says."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from hall.conf.problems import Refusal, Refused
from hall.gates.conditions import Conditions
from hall.returns.faces import open_templates, open_thumbnail
from hall.returns.models import EnrolledFace, ReturnPolicy, ReturnRegistration
from hall.returns.policy import DecisionAction, Policy
from hall.returns.registration import (
    PolicyRefused,
    latest_registration,
    put_in_force,
    state_of,
    submit,
)
from sync.wire import FaceEnrolment, ReturnStatus, ReturnSubmission
from tests.helpers.hall import CLASSMATE, submission
from tests.unit.hall.seeded import Campus


def refusal(campus: Campus, body: ReturnSubmission) -> Refusal:
    with pytest.raises(Refusal) as refused:
        submit(campus.student(), campus.device(), body)
    return refused.value


def test_a_registration_waits_for_the_counsellor(campus: Campus) -> None:
    assert state_of(latest_registration(campus.student())).status is ReturnStatus.NONE
    submitted = submit(campus.student(), campus.device(), submission(campus.today))
    assert submitted.first
    assert submitted.state.status is ReturnStatus.PENDING
    assert state_of(latest_registration(campus.student())) == submitted.state
    assert campus.record().status is ReturnStatus.PENDING


def test_the_same_key_is_answered_again_and_done_once(campus: Campus) -> None:
    body = submission(campus.today)
    first = submit(campus.student(), campus.device(), body)
    again = submit(campus.student(), campus.device(), body)
    assert not again.first
    assert again.state == first.state
    assert ReturnRegistration.objects.count() == 1
    assert campus.record().version == 2


def test_a_key_is_good_for_one_thing(campus: Campus) -> None:
    body = submission(campus.today)
    submit(campus.student(), campus.device(), body)
    other = submission(campus.today, key=body.idempotency_key, origin="四川省成都市")
    assert refusal(campus, other).why is Refused.IDEMPOTENCY_CONFLICT
    with pytest.raises(Refusal) as refused:
        submit(campus.student(CLASSMATE), campus.device(), body)
    assert refused.value.why is Refused.IDEMPOTENCY_CONFLICT


def test_one_registration_at_a_time(campus: Campus) -> None:
    registration = campus.register()
    assert refusal(campus, submission(campus.today)).why is Refused.RETURN_PENDING
    campus.decide(registration)
    assert refusal(campus, submission(campus.today)).why is Refused.RETURN_APPROVED
    campus.decide(registration, DecisionAction.REVOKE, remark="once more, please")
    assert submit(campus.student(), campus.device(), submission(campus.today)).first
    assert campus.record().status is ReturnStatus.PENDING


def test_after_an_approval_has_run_out_one_registers_anew(campus: Campus) -> None:
    registration = campus.decide(campus.register())
    registration.valid_until = timezone.now() - timedelta(seconds=1)
    registration.save()
    assert submit(campus.student(), campus.device(), submission(campus.today)).first


@pytest.mark.parametrize("days", [-15, 61])
def test_the_policy_names_the_answer_it_does_not_take(campus: Campus, days: int) -> None:
    refused = refusal(campus, submission(campus.today + timedelta(days=days)))
    assert refused.why is Refused.INVALID
    assert refused.problem.where == "answers.arrives_on"
    assert not ReturnRegistration.objects.exists()


def test_the_newest_policy_is_in_force_and_old_approvals_keep_theirs(campus: Campus) -> None:
    approved = campus.decide(campus.register())
    tomorrow = campus.today + timedelta(days=1)
    put_in_force(Policy(tomorrow, tomorrow, 7, Conditions(("east",))))
    body = submission(campus.today)
    with pytest.raises(Refusal):
        submit(campus.student(CLASSMATE), campus.device(), body)
    submit(campus.student(CLASSMATE), campus.device(), submission(tomorrow))
    registration = latest_registration(campus.student(CLASSMATE))
    assert registration is not None
    assert campus.decide(registration).gates == ["east"]
    assert campus.record(CLASSMATE).gates == ("east",)
    approved.refresh_from_db()
    assert approved.gates == []


def test_without_a_policy_nothing_is_open(campus: Campus) -> None:
    ReturnPolicy.objects.all().delete()
    assert refusal(campus, submission(campus.today)).why is Refused.RETURNS_CLOSED


@pytest.mark.parametrize(("days", "gates"), [(-1, ()), (0, ("a gate",)), (367, ())])
def test_a_policy_that_contradicts_itself_is_refused(
    campus: Campus, days: int, gates: tuple[str, ...]
) -> None:
    latest = campus.today + timedelta(days=days)
    with pytest.raises(PolicyRefused):
        put_in_force(Policy(campus.today, latest, 7, Conditions(gates)))


def test_a_face_comes_out_as_it_went_in(campus: Campus) -> None:
    body = submission(campus.today)
    submit(campus.student(), campus.device(), body)
    face = EnrolledFace.objects.get()
    assert open_templates(face) == body.face.templates
    assert open_thumbnail(face) == base64.b64decode(body.face.thumbnail_jpeg)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("thumbnail_jpeg", base64.b64encode(b"GIF89a").decode()),
        ("thumbnail_jpeg", "not base64!"),
        ("thumbnail_jpeg", base64.b64encode(b"\xff\xd8\xff" + b"x" * 32_766).decode()),
        ("vectors", base64.b64encode(b"x" * 255).decode()),
        ("vectors", "%%%"),
    ],
)
def test_a_face_that_is_none_is_refused_whole(campus: Campus, part: str, content: str) -> None:
    body = submission(campus.today)
    face: FaceEnrolment = body.face
    if part == "vectors":
        templates = face.templates.model_copy(
            update={"vectors": (*face.templates.vectors[:2], content)}
        )
        face = face.model_copy(update={"templates": templates})
    else:
        face = face.model_copy(update={part: content})
    refused = refusal(campus, body.model_copy(update={"face": face}))
    assert refused.why is Refused.INVALID
    assert refused.problem.where.startswith("face.")
    assert part in refused.problem.where
    assert not ReturnRegistration.objects.exists()
    assert campus.record().version == 1
