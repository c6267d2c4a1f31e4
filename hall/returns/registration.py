"""Taking in registrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from hall.conf.idempotency import request_digest
from hall.conf.problems import Refusal, Refused
from hall.gates.conditions import checked_codes
from hall.gates.publish import publish_records
from hall.people.models import Student
from hall.terminals.models import Device
from sync.wire import ReturnState, ReturnStatus, ReturnSubmission

from .faces import keep_face
from .models import ReturnPolicy, ReturnRegistration
from .policy import Policy, misfit

LONGEST_WINDOW: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer to a submission, and whether it was the first with its key."""

    state: ReturnState
    first: bool


def policy_in_force() -> Policy:
    """The newest policy. Raises ReturnPolicy.DoesNotExist until one was put in force."""
    row = ReturnPolicy.objects.latest("created_at", "id")
    return Policy(
        earliest_arrival=row.earliest_arrival,
        latest_arrival=row.latest_arrival,
        valid_days=row.valid_days,
        conditions=row.conditions,
    )


class PolicyRefused(Exception):
    """The rules contradict themselves or name what is no gate's or campus's code."""


def put_in_force(policy: Policy) -> None:
    """Make ``policy`` the newest. Raises PolicyRefused."""
    if policy.latest_arrival < policy.earliest_arrival:
        raise PolicyRefused("the last day of arrival is before the first")
    if policy.latest_arrival - policy.earliest_arrival > LONGEST_WINDOW:
        raise PolicyRefused(f"the days of arrival span more than {LONGEST_WINDOW.days} days")
    try:
        conditions = checked_codes(policy.conditions)
    except ValueError as error:
        raise PolicyRefused(str(error)) from None
    row = ReturnPolicy(
        earliest_arrival=policy.earliest_arrival,
        latest_arrival=policy.latest_arrival,
        valid_days=policy.valid_days,
    )
    row.conditions = conditions
    row.save()


def latest_registration(student: Student) -> ReturnRegistration | None:
    """The registration that says where the student's return stands now."""
    return (
        ReturnRegistration.objects.select_related("decided_by")
        .filter(student=student)
        .order_by("-submitted_at", "-id")
        .first()
    )


def submit(student: Student, device: Device, body: ReturnSubmission) -> Submitted:
    """Keep a registration, its face sealed, and tell the gates that it waits.

    Raises Refusal: ``invalid`` with the field, ``return_pending``, ``return_approved``,
    ``returns_closed``, or ``idempotency_conflict`` when the key was used for something else.
    """
    digest = request_digest(student.id, body)
    with transaction.atomic():
        earlier = ReturnRegistration.objects.filter(idempotency_key=body.idempotency_key).first()
        if earlier is not None:
            if earlier.request_sha256 != digest:
                raise Refusal(Refused.IDEMPOTENCY_CONFLICT, where="idempotency_key")
            return Submitted(state_of(earlier), first=False)
        _refuse_if_open(student, timezone.now())
        try:
            policy = policy_in_force()
        except ReturnPolicy.DoesNotExist:
            raise Refusal(Refused.RETURNS_CLOSED) from None
        wrong = misfit(body.answers, policy)
        if wrong is not None:
            raise Refusal(Refused.INVALID, where=wrong.where, message=wrong.message)
        registration = ReturnRegistration.objects.create(
            student=student,
            answers=body.answers.model_dump(mode="json"),
            submitted_at=timezone.now(),
            submitted_at_device=device,
            idempotency_key=body.idempotency_key,
            request_sha256=digest,
        )
        keep_face(registration, body.face)
        publish_records([student.id])
    return Submitted(state_of(registration), first=True)


def _refuse_if_open(student: Student, now: datetime) -> None:
    latest = latest_registration(student)
    if latest is None:
        return
    if latest.return_status is ReturnStatus.PENDING:
        raise Refusal(Refused.RETURN_PENDING)
    if latest.return_status is ReturnStatus.APPROVED and (
        latest.valid_until is None or latest.valid_until > now
    ):
        raise Refusal(Refused.RETURN_APPROVED)


def state_of(registration: ReturnRegistration | None) -> ReturnState:
    """Where a return stands, as the kiosk shows it."""
    if registration is None:
        return ReturnState(registration=None, status=ReturnStatus.NONE)
    decider = registration.decider()
    return ReturnState(
        registration=registration.id,
        status=registration.return_status,
        submitted_at=registration.submitted_at,
        decided_at=registration.decided_at,
        decided_by=decider.zh if decider else "",
        remark=registration.remark,
        valid_from=registration.valid_from,
        valid_until=registration.valid_until,
    )
