"""Pages for hosts and the security office: invite somebody, agree, take it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hall.conf.current import campus_zone, visit_rules
from hall.gates.conditions import Beyond, Conditions
from hall.gates.conditions_form import Offer, Unreadable, offer, read_conditions
from hall.gates.preview import refusal_now
from hall.gates.records import present_record
from hall.people.models import User
from hall.web.access import staff_page
from hall.web.language import spoken
from hall.web.words import WORDS
from sync.wire import ReturnStatus

from .models import Visitor
from .rules import NAME_LIMIT, PURPOSE_LIMIT, REMARK_LIMIT, Invitation, Unfit, VisitAction
from .visits import HOSTS, CannotVisit, actions_for, decide_visit, invite, visitors_for

_PER_PAGE: Final = 25
_SEARCH_LIMIT: Final = 40
_FILTERS: Final = (
    ReturnStatus.PENDING,
    ReturnStatus.APPROVED,
    ReturnStatus.REJECTED,
    ReturnStatus.REVOKED,
)
_ALL: Final = "all"
_A_DAY_PASS: Final = Conditions(entries=1)
_DAY_BEGINS: Final = 8
_DAY_ENDS: Final = 18
"""Hours that a new invitation offers."""


@require_safe
@staff_page(*HOSTS)
def visitors(request: HttpRequest, user: User) -> HttpResponse:
    """The host's own visitors; for the security office everybody's."""
    chosen = request.GET.get("status", _ALL)
    if chosen not in (_ALL, *_FILTERS):
        raise Http404
    search = request.GET.get("q", "")[:_SEARCH_LIMIT].strip()
    shown = visitors_for(user)
    if chosen != _ALL:
        shown = shown.filter(status=chosen)
    if search:
        shown = shown.filter(Q(number__icontains=search) | Q(name__icontains=search))
    page = Paginator(shown, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "filters": [*(status.value for status in _FILTERS), _ALL],
        "search": search,
        "now": timezone.now(),
    }
    return render(request, "hall/visitors.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*HOSTS)
def invitation(request: HttpRequest, user: User) -> HttpResponse:
    """The form for a new visitor."""
    rules = visit_rules()
    offered = offer(Conditions(entries=rules.most_entries), _A_DAY_PASS)
    context = {
        "offer": offered,
        "name_limit": NAME_LIMIT,
        "purpose_limit": PURPOSE_LIMIT,
        "longest_days": rules.longest.days,
        "keep_days": rules.keep.days,
        "typed": request.POST or _suggested(timezone.localtime()),
    }
    if request.method == "GET":
        return render(request, "hall/invitation.html", context)
    asked = _asked(request.POST, offered)
    if isinstance(asked, Invitation):
        try:
            visitor = invite(user, asked)
        except CannotVisit as refused:
            asked = refused.why
        else:
            waits = visitor.visit_status is ReturnStatus.PENDING
            said = WORDS["done_invite_waits" if waits else "done_invite"]
            messages.success(request, spoken(said.format(name=visitor.name)))
            return redirect("visitor", visitor_id=visitor.id)
    return render(request, "hall/invitation.html", context | {"error": asked.value}, status=409)


@require_safe
@staff_page(*HOSTS)
def visitor(request: HttpRequest, user: User, visitor_id: UUID) -> HttpResponse:
    """Everything about one visit."""
    return render(request, "hall/visitor.html", _context(user, _own(user, visitor_id)))


@require_http_methods(["GET", "POST"])
@staff_page(*HOSTS)
def visit_decision(request: HttpRequest, user: User, visitor_id: UUID, action: str) -> HttpResponse:
    """Asks once more, with room for a remark; then decides."""
    if action not in tuple(VisitAction):
        raise Http404
    context = _context(user, _own(user, visitor_id)) | {
        "action": action,
        "remark": request.POST.get("remark", ""),
        "remark_limit": REMARK_LIMIT,
    }
    if request.method == "GET":
        return render(request, "hall/visit_decision.html", context)
    try:
        decided = decide_visit(
            user, visitor_id, VisitAction(action), request.POST.get("remark", "")
        )
    except CannotVisit as refused:
        context["error"] = refused.why.value
        return render(request, "hall/visit_decision.html", context, status=409)
    said = WORDS[f"done_visit_{action}"].format(name=spoken(decided.shown_name))
    messages.success(request, spoken(said))
    return redirect("visitor", visitor_id=visitor_id)


def _own(user: User, visitor_id: UUID) -> Visitor:
    found = visitors_for(user).filter(id=visitor_id).first()
    if found is None:
        raise Http404
    return found


def _context(user: User, visitor: Visitor) -> dict[str, object]:
    now = timezone.now()
    record = present_record(visitor.id)
    return {
        "visitor": visitor,
        "conditions": visitor.conditions,
        "over": visitor.valid_until <= now,
        "gate_refuses": refusal_now(record, now) if record else None,
        "decisions": visitor.decisions.select_related("by"),
        "actions": [action.value for action in actions_for(user, visitor, now)],
    }


def _asked(sent: QueryDict, offered: Offer) -> Invitation | Unfit | Beyond | Unreadable:
    chosen = read_conditions(sent, offered)
    if not isinstance(chosen, Conditions):
        return chosen
    try:
        begins, ends = (_moment(sent.get(name, "")) for name in ("begins", "ends"))
    except ValueError:
        return Unfit.TIME
    return Invitation(
        name=sent.get("name", "").strip(),
        phone=sent.get("phone", "").strip(),
        purpose=sent.get("purpose", "").strip(),
        valid_from=begins,
        valid_until=ends,
        conditions=chosen,
    )


def _moment(typed: str) -> datetime:
    return datetime.fromisoformat(typed).replace(tzinfo=campus_zone())


def _suggested(now: datetime) -> dict[str, str]:
    """A day pass for today, or for tomorrow once the day is over."""
    day = now.date() if now.hour < _DAY_ENDS else now.date() + timedelta(days=1)
    return {"begins": f"{day}T{_DAY_BEGINS:02}:00", "ends": f"{day}T{_DAY_ENDS:02}:00"}
