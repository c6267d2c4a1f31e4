"""What the security office does: each change with its new record, in one transaction."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from hall.gates.publish import publish_records
from hall.people.models import StaffRole, User
from wording import Text

from .models import REASON_LIMIT, AccessAction, AccessChange, Assignment, Block, Duty

_log = structlog.get_logger(__name__)


class Obstacle(Enum):
    """Why a change cannot be made, in words for the security office."""

    REASON_NEEDED = Text("请写明理由，会记入记录。", "Write down the reason; it is kept on record.")
    REASON_TOO_LONG = Text(
        f"理由最多 {REASON_LIMIT} 字。请写短一些。",
        f"A reason has at most {REASON_LIMIT} characters. Make it shorter.",
    )
    ALREADY_SO = Text(
        "已经是这个状态。请核对最新状态。", "It is so already. Look at the present state."
    )


class CannotChange(Exception):
    """The change cannot be made; ``obstacle`` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.name)
        self.obstacle = obstacle


class NotTheirOffice(Exception):
    """Only the security office may do this."""


def block(by: User, holder: UUID, reason: str) -> None:
    """Put ``holder`` on the block list. Raises CannotChange, NotTheirOffice."""
    reason = _reason(reason)
    with transaction.atomic():
        if Block.objects.filter(holder=holder).exists():
            raise CannotChange(Obstacle.ALREADY_SO)
        Block.objects.create(holder=holder, reason=reason, by=by, at=timezone.now())
        _journal(by, holder, AccessAction.BLOCK, reason=reason)


def unblock(by: User, holder: UUID, reason: str) -> None:
    """Take ``holder`` off the block list. Raises CannotChange, NotTheirOffice."""
    reason = _reason(reason)
    with transaction.atomic():
        gone, _ = Block.objects.filter(holder=holder).delete()
        if not gone:
            raise CannotChange(Obstacle.ALREADY_SO)
        _journal(by, holder, AccessAction.UNBLOCK, reason=reason)


def assign(by: User, holder: UUID, duty: Duty) -> None:
    """Give ``holder`` a duty. Raises CannotChange, NotTheirOffice."""
    with transaction.atomic():
        _, fresh = Assignment.objects.get_or_create(holder=holder, duty=duty.value)
        if not fresh:
            raise CannotChange(Obstacle.ALREADY_SO)
        _journal(by, holder, AccessAction.ASSIGN, duty=duty)


def relieve(by: User, holder: UUID, duty: Duty) -> None:
    """Take a duty from ``holder``. Raises CannotChange, NotTheirOffice."""
    with transaction.atomic():
        gone, _ = Assignment.objects.filter(holder=holder, duty=duty.value).delete()
        if not gone:
            raise CannotChange(Obstacle.ALREADY_SO)
        _journal(by, holder, AccessAction.RELIEVE, duty=duty)


def _journal(
    by: User, holder: UUID, action: AccessAction, reason: str = "", duty: Duty | None = None
) -> None:
    """Write the change down and publish the record that follows from it."""
    if by.staff_role is not StaffRole.SECURITY:
        raise NotTheirOffice(f"{by.username} is not of the security office")
    AccessChange.objects.create(
        holder=holder,
        action=action.value,
        duty=duty.value if duty else "",
        reason=reason,
        by=by,
        at=timezone.now(),
    )
    publish_records([holder])
    _log.info("access_changed", holder=str(holder), action=action.value)


def _reason(typed: str) -> str:
    reason = typed.strip()
    if not reason:
        raise CannotChange(Obstacle.REASON_NEEDED)
    if len(reason) > REASON_LIMIT:
        raise CannotChange(Obstacle.REASON_TOO_LONG)
    return reason
