"""Who was let in although the hall had said no by then: a gate that was offline can't know.

The gate reports such a passage as what it was, an admission; the hall marks it, for somebody must
find out whether the person is on the campus.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from hall.access.models import AccessAction, AccessChange
from hall.returns.models import Decision
from hall.returns.policy import DecisionAction
from hall.visitors.models import VisitDecision
from hall.visitors.rules import VisitAction
from sync.wire import GateEvent, GateEventKind

from .withdrawals import newest_withdrawal

_ADMISSIONS: Final = (GateEventKind.GRANTED, GateEventKind.PASSED)


def admitted_after_revocation(event: GateEvent, received: datetime) -> bool:
    """Whether ``event`` let somebody in by himself after the hall had said no: a return or visit
    revoked, or a place on the block list.

    The record's version proves what the gate knew; where it did not know of the last no, the time
    decides whether it could. A gate that has not heard the hall since its start can't tell the
    time: its event may be as late as when it was ``received``, and somebody has to look.
    """
    if event.kind not in _ADMISSIONS or event.holder is None or event.record_version is None:
        return False
    said_no = newest_withdrawal(event.holder)
    if said_no is not None and event.record_version >= said_no:
        return event.record_version == said_no
    if event.hall_offset_s is not None:
        return _refused_at(event.holder, event.hall_at)
    return said_no is not None or _refused_at(event.holder, received)


def _refused_at(holder: UUID, at: datetime) -> bool:
    """Whether the hall's last word by then was no."""
    returns = Decision.objects.filter(registration__student=holder, at__lte=at)
    visits = VisitDecision.objects.filter(visitor=holder, at__lte=at)
    blocks = AccessChange.objects.filter(
        holder=holder, action__in=(AccessAction.BLOCK, AccessAction.UNBLOCK), at__lte=at
    )
    return (
        _last(returns) == DecisionAction.REVOKE
        or _last(visits) == VisitAction.REVOKE
        or _last(blocks) == AccessAction.BLOCK
    )


def _last(
    decisions: QuerySet[Decision] | QuerySet[VisitDecision] | QuerySet[AccessChange],
) -> str | None:
    action: str | None = decisions.order_by("-at", "-id").values_list("action", flat=True).first()
    return action
