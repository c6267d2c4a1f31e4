"""The counsellor's decisions. One way in, for the web page and for operators alike."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hall.conf.current import campus_zone
from hall.gates.conditions import UNBOUND, Beyond, Conditions, within
from hall.gates.publish import publish_records
from hall.people.models import StaffRole, User
from sync.wire import ReturnStatus

from .models import Decision, EnrolledFace, ReturnRegistration
from .policy import DecisionAction, Hindrance, decided, validity
from .registration import policy_in_force

_log = structlog.get_logger(__name__)


class NotTheirs(Exception):
    """The registration does not exist, or its student is not this counsellor's."""


class CannotDecide(Exception):
    """The decision cannot be taken; ``hindrance`` says why, in words for the counsellor."""

    def __init__(self, hindrance: Hindrance | Beyond) -> None:
        super().__init__(hindrance.name)
        self.hindrance = hindrance


def registrations_for(user: User) -> QuerySet[ReturnRegistration]:
    """What ``user`` may see: a counsellor their own students, everybody else nothing."""
    if user.staff_role is not StaffRole.COUNSELLOR:
        return ReturnRegistration.objects.none()
    return ReturnRegistration.objects.select_related(
        "student__school_class__department", "decided_by"
    ).filter(student__school_class__counsellor=user)


def decide(
    user: User,
    registration_id: UUID,
    action: DecisionAction,
    remark: str,
    chosen: Conditions = UNBOUND,
) -> ReturnRegistration:
    """Approve, reject or revoke, and publish the student's new record in the same transaction.

    An approval is bound to what is ``chosen`` within the policy in force.

    A face is deleted as soon as no gate may use it any more. Raises NotTheirs, CannotDecide.
    """
    remark = remark.strip()
    now = timezone.now()
    with transaction.atomic():
        registration = (
            registrations_for(user)
            .select_for_update(of=("self",))
            .filter(id=registration_id)
            .first()
        )
        if registration is None:
            raise NotTheirs("no such registration among the counsellor's students")
        answers = registration.declared()
        outcome = decided(registration.return_status, action, answers.health, remark)
        if isinstance(outcome, Hindrance):
            raise CannotDecide(outcome)
        registration.status = outcome.value
        registration.decided_by, registration.decided_at = user, now
        registration.remark = remark
        if outcome is ReturnStatus.APPROVED:
            policy = policy_in_force()
            conditions = within(chosen, policy.conditions)
            if isinstance(conditions, Beyond):
                raise CannotDecide(conditions)
            granted = validity(answers.arrives_on, policy, campus_zone())
            registration.valid_from = granted.valid_from
            registration.valid_until = granted.valid_until
            registration.conditions = conditions
        else:
            EnrolledFace.objects.filter(registration=registration).delete()
        registration.save()
        Decision.objects.create(
            registration=registration, action=action.value, by=user, at=now, remark=remark
        )
        publish_records([registration.student_id])
    _log.info("return_decided", registration=str(registration.id), action=action.value)
    return registration
