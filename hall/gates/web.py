"""What the gates have reported, for guards and technicians."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gate_agent.reasons import Reason, advice
from hall.conf.current import campus_zone
from hall.people.models import StaffRole, Student, User
from hall.returns.registration import latest_registration
from hall.web.access import staff_page
from hall.web.language import spoken
from sync.wire import Direction

from .models import JournalledEvent
from .preview import foresee
from .record import record_of

_PER_PAGE: Final = 50
_NUMBER_LIMIT: Final = 64
GATE_WATCHERS: Final = (StaffRole.GUARD, StaffRole.TECHNICIAN, StaffRole.SECURITY)
_REASONS: Final = {reason.value: advice(reason).sentence for reason in Reason}


@require_safe
@staff_page(*GATE_WATCHERS)
def gates(request: HttpRequest, user: User) -> HttpResponse:
    """The latest events of all gates."""
    kept = JournalledEvent.objects.select_related("journal").order_by("-at", "-seq")
    page = Paginator(kept, _PER_PAGE).get_page(request.GET.get("page"))
    holders = [event.holder for event in page if event.holder is not None]
    students = Student.objects.in_bulk(holders)
    rows = [
        (event, students.get(event.holder) if event.holder is not None else None, _reason(event))
        for event in page
    ]
    return render(request, "hall/gates.html", {"page": page, "rows": rows})


@require_safe
@staff_page(*GATE_WATCHERS)
def foresight(request: HttpRequest, user: User) -> HttpResponse:
    """Would this person get in? By number, gate, way and moment, with the gates' own rules."""
    number = request.GET.get("student_no", "").strip()[:_NUMBER_LIMIT]
    gate = request.GET.get("gate", "").strip()[:_NUMBER_LIMIT]
    way = Direction.OUT if request.GET.get("direction") == Direction.OUT else Direction.IN
    at, wrong_time = _moment(request.GET.get("at", ""))
    context: dict[str, object] = {
        "student_no": number,
        "gate": gate,
        "direction": way.value,
        "at": f"{timezone.localtime(at):%Y-%m-%dT%H:%M}",
        "wrong_time": wrong_time,
        "asked": bool(number and gate) and not wrong_time,
    }
    if context["asked"]:
        student = (
            Student.objects.select_related("school_class__department")
            .prefetch_related("cards")
            .filter(student_no=number)
            .first()
        )
        record = None
        if student is not None:
            record = record_of(student, latest_registration(student), version=1)
        reason = foresee(record, gate, at, way) if student is not None else None
        context |= {
            "student": student,
            "refusal": None if reason is None else advice(reason),
        }
    return render(request, "hall/foresight.html", context)


def _moment(typed: str) -> tuple[datetime, bool]:
    """The moment that was typed (campus time), or now; and whether it could not be read."""
    if not typed:
        return timezone.now(), False
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=campus_zone()), False
    except ValueError:
        return timezone.now(), True


def _reason(event: JournalledEvent) -> str:
    """The denial code in words; what a guard wrote stays as it is."""
    words = _REASONS.get(event.reason)
    return spoken(words) if words else event.reason
