"""The counsellor's pages: the list, one registration, and the confirmation of a decision."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hall.gates.conditions import Conditions
from hall.gates.conditions_form import offer, read_conditions
from hall.gates.preview import refusal_now
from hall.gates.records import present_record
from hall.people.models import StaffRole, Student, User
from hall.web.access import staff_page
from hall.web.language import spoken
from hall.web.words import WORDS
from sync.wire import HealthStatus, ReturnAnswers, ReturnStatus
from wording import Text

from .decisions import CannotDecide, NotTheirs, decide, registrations_for
from .faces import open_thumbnail
from .form import FIELDS, Widget
from .models import EnrolledFace, ReturnRegistration
from .policy import REMARK_LIMIT, DecisionAction
from .registration import policy_in_force

_PER_PAGE: Final = 25
_SEARCH_LIMIT: Final = 40
_FILTERS: Final = (
    ReturnStatus.PENDING,
    ReturnStatus.APPROVED,
    ReturnStatus.REJECTED,
    ReturnStatus.REVOKED,
)
_ALL: Final = "all"
_ACTIONS: Final = {
    ReturnStatus.PENDING: (DecisionAction.APPROVE, DecisionAction.REJECT),
    ReturnStatus.APPROVED: (DecisionAction.REVOKE,),
}


@require_safe
@staff_page(StaffRole.COUNSELLOR)
def returns(request: HttpRequest, user: User) -> HttpResponse:
    """Registrations of the counsellor's students, those that wait first shown."""
    mine = registrations_for(user)
    chosen = request.GET.get("status", ReturnStatus.PENDING.value)
    if chosen not in (_ALL, *_FILTERS):
        raise Http404
    search = request.GET.get("q", "")[:_SEARCH_LIMIT].strip()
    shown = mine if chosen == _ALL else mine.filter(status=chosen)
    if search:
        shown = shown.filter(
            Q(student__student_no__startswith=search)
            | Q(student__name_zh__icontains=search)
            | Q(student__name_en__icontains=search)
        )
    order = "submitted_at" if chosen == ReturnStatus.PENDING else "-submitted_at"
    page = Paginator(shown.order_by(order, "id"), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(item, item.declared()) for item in page],
        "filters": _filters(mine),
        "chosen": chosen,
        "search": search,
    }
    return render(request, "hall/returns.html", context)


def _filters(mine: QuerySet[ReturnRegistration]) -> list[tuple[str, int]]:
    counts = dict(mine.order_by().values_list("status").annotate(Count("id")))
    shown = [(status.value, counts.get(status.value, 0)) for status in _FILTERS]
    return [*shown, (_ALL, sum(counts.values()))]


@require_safe
@staff_page(StaffRole.COUNSELLOR)
def registration(request: HttpRequest, user: User, registration_id: UUID) -> HttpResponse:
    """Everything about one registration."""
    return render(request, "hall/registration.html", _context(_own(user, registration_id)))


@require_http_methods(["GET", "POST"])
@staff_page(StaffRole.COUNSELLOR)
def decision(request: HttpRequest, user: User, registration_id: UUID, action: str) -> HttpResponse:
    """Asks once more, with room for a remark; then decides."""
    if action not in tuple(DecisionAction):
        raise Http404
    chosen = DecisionAction(action)
    offered = offer(policy_in_force().conditions)
    context = _context(_own(user, registration_id)) | {
        "action": chosen.value,
        "remark_limit": REMARK_LIMIT,
        "remark": request.POST.get("remark", ""),
        "offer": offered,
    }
    if request.method == "GET":
        return render(request, "hall/decision.html", context)
    conditions = read_conditions(request.POST, offered)
    if not isinstance(conditions, Conditions):
        context["error"] = conditions.value
        return render(request, "hall/decision.html", context, status=409)
    try:
        decided = decide(user, registration_id, chosen, request.POST.get("remark", ""), conditions)
    except NotTheirs:
        raise Http404 from None
    except CannotDecide as refused:
        context["error"] = refused.hindrance.value
        return render(request, "hall/decision.html", context, status=409)
    name = spoken(decided.student.name)
    messages.success(request, spoken(WORDS[f"done_{chosen.value}"].format(name=name)))
    return redirect("registration", registration_id=registration_id)


@require_safe
@staff_page(StaffRole.COUNSELLOR)
def photo(request: HttpRequest, user: User, registration_id: UUID) -> HttpResponse:
    """The enrolled thumbnail, for the student's own counsellor only."""
    face = EnrolledFace.objects.filter(registration=_own(user, registration_id)).first()
    if face is None:
        raise Http404
    return HttpResponse(open_thumbnail(face), content_type="image/jpeg")


def _own(user: User, registration_id: UUID) -> ReturnRegistration:
    found = registrations_for(user).select_related("face").filter(id=registration_id).first()
    if found is None:
        raise Http404
    return found


def _context(registration: ReturnRegistration) -> dict[str, object]:
    answers = registration.declared()
    return {
        "registration": registration,
        "student": registration.student,
        "conditions": registration.conditions,
        "declared": _declared(answers),
        "gate_refuses": _gate_refuses(registration.student),
        "health_concern": answers.health is not HealthStatus.WELL,
        "face": EnrolledFace.objects.filter(registration=registration).first(),
        "decisions": registration.decisions.select_related("by"),
        "actions": [action.value for action in _ACTIONS.get(registration.return_status, ())],
    }


def _gate_refuses(student: Student) -> Text | None:
    """By the student's newest registration, which need not be the one that is shown."""
    record = present_record(student.id)
    return None if record is None else refusal_now(record, timezone.now())


def _declared(answers: ReturnAnswers) -> list[tuple[str, list[tuple[str, str]]]]:
    """Per section of the form, label and answer of each field."""
    given = answers.model_dump()
    sections: dict[str, list[tuple[str, str]]] = {}
    for name, words in FIELDS.items():
        options = dict(words.options)
        if words.widget is Widget.DECLARATION:
            value = "✓"
        elif options:
            value = spoken(options[given[name]])
        else:
            value = str(given[name])
        sections.setdefault(spoken(words.section), []).append((spoken(words.label), value))
    return list(sections.items())
