"""What the gates have reported, for guards and technicians."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gate_agent.rules.leaving import advice_on
from gate_agent.rules.reasons import Reason
from hall.access.holders import holders
from hall.people.models import User
from hall.web.access import staff_page
from hall.web.language import spoken
from sync.wire import Direction

from .alarms_web import GATE_WATCHERS, unseen_lines
from .models import JournalledEvent

_PER_PAGE: Final = 50
_NUMBER_LIMIT: Final = 64
_REASONS: Final = {
    (way.value, reason.value): advice_on(way, reason).sentence
    for way in Direction
    for reason in Reason
}


@require_safe
@staff_page(*GATE_WATCHERS)
def gates(request: HttpRequest, user: User) -> HttpResponse:
    """The latest events of all gates, and above them what must be looked into."""
    kept = JournalledEvent.objects.select_related("journal").order_by("-at", "-seq")
    page = Paginator(kept, _PER_PAGE).get_page(request.GET.get("page"))
    known = holders({event.holder for event in page if event.holder is not None})
    rows = [
        (event, known.get(event.holder) if event.holder is not None else None, _reason(event))
        for event in page
    ]
    context = {"page": page, "rows": rows, "unseen": unseen_lines()}
    return render(request, "hall/gates.html", context)


def _reason(event: JournalledEvent) -> str:
    """The denial code in words; what a guard wrote stays as it is."""
    words = _REASONS.get((event.direction, event.reason))
    return spoken(words) if words else event.reason
