"""Inviting, deciding and forgetting: each with the visitor's new record, in one transaction."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hall.conf.current import visit_rules
from hall.gates.conditions import Beyond, Conditions, within
from hall.gates.publish import publish_records
from hall.people.models import StaffRole, User
from sync.wire import ReturnStatus

from .models import VisitDecision, Visitor
from .rules import Invitation, Unfit, VisitAction, decided, first_status, unfit

HOSTS: Final = (StaffRole.COUNSELLOR, StaffRole.HOST, StaffRole.SECURITY)
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters and digits that look alike: a guard types it."""
_NUMBER_LENGTH: Final = 6
_log = structlog.get_logger(__name__)


class NotTheirVisitor(Exception):
    """The visitor does not exist, or is not this person's to see or decide."""


class CannotVisit(Exception):
    """The invitation or decision cannot be taken; ``why`` says it in words."""

    def __init__(self, why: Unfit | Beyond) -> None:
        super().__init__(why.name)
        self.why = why


def visitors_for(user: User) -> QuerySet[Visitor]:
    """What ``user`` may see: the security office everybody, a host their own."""
    known = Visitor.objects.select_related("host__department", "decided_by")
    match user.staff_role:
        case StaffRole.SECURITY:
            return known
        case StaffRole.COUNSELLOR | StaffRole.HOST:
            return known.filter(host=user)
        case _:
            return known.none()


def invite(host: User, invitation: Invitation) -> Visitor:
    """Take the invitation in; it is approved at once where the rules say so.

    Raises CannotVisit, and NotTheirVisitor when ``host`` may not invite.
    """
    if host.staff_role not in HOSTS:
        raise NotTheirVisitor(f"{host.username} does not invite visitors")
    rules, now = visit_rules(), timezone.now()
    wrong = unfit(invitation, rules, now)
    if wrong is not None:
        raise CannotVisit(wrong)
    conditions = within(invitation.conditions, Conditions(entries=rules.most_entries))
    if isinstance(conditions, Beyond):
        raise CannotVisit(conditions)
    status = first_status(invitation, rules)
    with transaction.atomic():
        visitor = Visitor(
            number=_new_number(now),
            name=invitation.name,
            phone=invitation.phone,
            purpose=invitation.purpose,
            host=host,
            invited_at=now,
            valid_from=invitation.valid_from,
            valid_until=invitation.valid_until,
            status=status.value,
            decided_at=now if status is ReturnStatus.APPROVED else None,
        )
        visitor.conditions = conditions
        visitor.save()
        publish_records([visitor.id])
    _log.info("visitor_invited", visitor=visitor.number, status=status.value)
    return visitor


def decide_visit(user: User, visitor_id: UUID, action: VisitAction, remark: str) -> Visitor:
    """Approve or reject (security office), or revoke (also the host), and publish the record.

    Raises NotTheirVisitor, CannotVisit.
    """
    remark, now = remark.strip(), timezone.now()
    with transaction.atomic():
        visitor = visitors_for(user).select_for_update(of=("self",)).filter(id=visitor_id).first()
        theirs = action is VisitAction.REVOKE or user.staff_role is StaffRole.SECURITY
        if visitor is None or not theirs:
            raise NotTheirVisitor("no such visitor to decide about")
        outcome = decided(visitor.visit_status, action, remark, over=visitor.valid_until <= now)
        if isinstance(outcome, Unfit):
            raise CannotVisit(outcome)
        visitor.status, visitor.decided_by, visitor.decided_at = outcome.value, user, now
        visitor.save(update_fields=["status", "decided_by", "decided_at"])
        VisitDecision.objects.create(
            visitor=visitor, action=action.value, by=user, at=now, remark=remark
        )
        publish_records([visitor.id])
    _log.info("visit_decided", visitor=visitor.number, action=action.value)
    return visitor


def actions_for(user: User, visitor: Visitor, now: datetime) -> tuple[VisitAction, ...]:
    """What ``user`` may do with ``visitor``, whom they may see."""
    if visitor.valid_until <= now:
        return ()
    match visitor.visit_status:
        case ReturnStatus.PENDING if user.staff_role is StaffRole.SECURITY:
            return (VisitAction.APPROVE, VisitAction.REJECT)
        case ReturnStatus.APPROVED:
            return (VisitAction.REVOKE,)
        case _:
            return ()


def forget_visitors(now: datetime) -> int:
    """Erase name, telephone number, purpose and remarks of visits that ended long enough ago.

    The number stays, so that events still say that it was a visitor, and whose. Answers how many.
    """
    with transaction.atomic():
        due = list(
            Visitor.objects.select_for_update().filter(
                erased_at__isnull=True, valid_until__lt=now - visit_rules().keep
            )
        )
        for visitor in due:
            visitor.name = visitor.phone = visitor.purpose = ""
            visitor.erased_at = now
        Visitor.objects.bulk_update(due, ["name", "phone", "purpose", "erased_at"])
        VisitDecision.objects.filter(visitor__in=due).update(remark="")
        if due:
            publish_records([visitor.id for visitor in due])
    return len(due)


def _new_number(now: datetime) -> str:
    """``V`` and the day, then six characters by chance: V261126-K7M2QX."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_NUMBER_LENGTH))
    return f"V{now:%y%m%d}-{drawn}"
