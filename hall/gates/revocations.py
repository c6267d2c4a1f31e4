"""Who was let in although the hall had said no by then: a gate that was offline can't know.

The gate reports such a passage as what it was, an admission; the hall marks it, for somebody must
find out whether the person is on the campus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from hall.access.models import AccessAction, AccessChange
from hall.returns.models import Decision
from hall.returns.policy import DecisionAction
from hall.visitors.models import VisitDecision
from hall.visitors.rules import VisitAction
from sync.wire import GateEvent, GateEventKind

from .withdrawals import newest_withdrawals

_ADMISSIONS: Final = (GateEventKind.GRANTED, GateEventKind.PASSED)
_NO: Final = (DecisionAction.REVOKE, VisitAction.REVOKE, AccessAction.BLOCK)
_Word = tuple[datetime, str]
"""When the hall said what."""


class Revocations:
    """What the hall has said of those who are let in by some events; read at once."""

    def __init__(self, events: Iterable[GateEvent]) -> None:
        self._holders: Final = frozenset(
            event.holder for event in events if event.holder and _by_itself(event)
        )

    def admitted_after(self, event: GateEvent, received: datetime) -> bool:
        """Whether ``event``, one of those named, let somebody in by himself after the hall had said
        no: a return or visit revoked, or a place on the block list.

        The record's version proves what the gate knew; where it did not know of the last no, the
        time decides whether it could. A gate that has not heard the hall since its start can't tell
        the time: its event may be as late as when it was ``received``, and somebody has to look.
        """
        if event.holder is None or event.record_version is None or not _by_itself(event):
            return False
        said_no = self._said_no.get(event.holder)
        if said_no is not None and event.record_version >= said_no:
            return event.record_version == said_no
        if event.hall_offset_s is not None:
            return self._refused_at(event.holder, event.hall_at)
        return said_no is not None or self._refused_at(event.holder, received)

    def _refused_at(self, holder: UUID, at: datetime) -> bool:
        """Whether the hall's last word by then was no, in any of the matters it decides."""
        return any(_last(matter.get(holder, ()), at) in _NO for matter in self._words)

    @cached_property
    def _said_no(self) -> Mapping[UUID, int]:
        return newest_withdrawals(self._holders)

    @cached_property
    def _words(self) -> tuple[Mapping[UUID, list[_Word]], ...]:
        """Returns, visits and the block list: each one's words, oldest first."""
        returns = Decision.objects.filter(registration__student__in=self._holders)
        visits = VisitDecision.objects.filter(visitor__in=self._holders)
        blocks = AccessChange.objects.filter(
            holder__in=self._holders, action__in=(AccessAction.BLOCK, AccessAction.UNBLOCK)
        )
        return (
            _by_holder(
                returns.order_by("at", "id").values_list("registration__student", "at", "action")
            ),
            _by_holder(visits.order_by("at", "id").values_list("visitor", "at", "action")),
            _by_holder(blocks.order_by("at", "id").values_list("holder", "at", "action")),
        )


def _by_itself(event: GateEvent) -> bool:
    return event.kind in _ADMISSIONS and event.record_version is not None


def _by_holder(words: Iterable[tuple[UUID, datetime, str]]) -> Mapping[UUID, list[_Word]]:
    found: dict[UUID, list[_Word]] = defaultdict(list)
    for holder, at, action in words:
        found[holder].append((at, action))
    return found


def _last(words: Sequence[_Word], at: datetime) -> str | None:
    """The last word that was said by then."""
    return next((action for said, action in reversed(words) if said <= at), None)
