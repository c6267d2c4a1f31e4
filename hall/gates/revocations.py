"""Who was let in although the hall had said no by then: a gate that was offline can't know.

The gate reports such a passage as what it was, an admission; the hall marks it, for somebody must
find out whether the person is on the campus.
"""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from hall.access.models import AccessAction, AccessChange
from hall.returns.models import Decision
from hall.returns.policy import DecisionAction
from hall.visitors.models import VisitDecision
from hall.visitors.rules import VisitAction
from sync.wire import GateEvent, GateEventKind

_ADMISSIONS: Final = (GateEventKind.GRANTED, GateEventKind.PASSED)


def admitted_after_revocation(event: GateEvent) -> bool:
    """Whether ``event`` let somebody in by himself after the last word of the hall was no: a return
    or visit revoked, or a place on the block list."""
    if event.kind not in _ADMISSIONS or event.holder is None or event.record_version is None:
        return False
    at = event.hall_at
    returns = Decision.objects.filter(registration__student=event.holder, at__lte=at)
    visits = VisitDecision.objects.filter(visitor=event.holder, at__lte=at)
    blocks = AccessChange.objects.filter(
        holder=event.holder, action__in=(AccessAction.BLOCK, AccessAction.UNBLOCK), at__lte=at
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
