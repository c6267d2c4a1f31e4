"""Who was let in although the return had been revoked by then: a gate that was offline can't know.

The gate reports such a passage as what it was, an admission; the hall marks it, for somebody must
find out whether the person is on the campus.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hall.returns.models import Decision
from hall.returns.policy import DecisionAction
from sync.wire import GateEvent, GateEventKind

_ADMISSIONS: Final = (GateEventKind.GRANTED, GateEventKind.PASSED)


def admitted_after_revocation(event: GateEvent) -> bool:
    """Whether ``event`` let somebody in by himself after the last word on his return was no."""
    if event.kind not in _ADMISSIONS or event.holder is None or event.record_version is None:
        return False
    last = (
        Decision.objects.filter(registration__student=event.holder, at__lte=hall_time(event))
        .order_by("-at", "-id")
        .values_list("action", flat=True)
        .first()
    )
    return last == DecisionAction.REVOKE


def hall_time(event: GateEvent) -> datetime:
    """When it happened by the hall's clock, as far as the gate could tell."""
    return event.at - timedelta(seconds=event.hall_offset_s or 0.0)
