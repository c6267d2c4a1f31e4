"""The security office's pages: find somebody, the block list, and one person's access."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hall.gates.preview import refusal_now
from hall.gates.records import present_record
from hall.people.models import StaffRole, User
from hall.web.access import staff_page
from hall.web.language import spoken
from hall.web.words import WORDS

from .changes import CannotChange, assign, block, relieve, unblock
from .holders import Cardholder, find_holder, holders
from .models import REASON_LIMIT, AccessAction, AccessChange, Block, Duty

_NUMBER_LIMIT: Final = 64
_PER_PAGE: Final = 25
_CHANGES_SHOWN: Final = 50


@require_safe
@staff_page(StaffRole.SECURITY)
def block_list(request: HttpRequest, user: User) -> HttpResponse:
    """Everybody on the block list, what was changed last, and the way to one person."""
    number = request.GET.get("number", "").strip()[:_NUMBER_LIMIT]
    if number:
        found = find_holder(number)
        if found is not None:
            return redirect("holder_access", holder_id=found.id)
    page = Paginator(Block.objects.select_related("by"), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    changes = list(AccessChange.objects.select_related("by")[:_CHANGES_SHOWN])
    known = holders({row.holder for row in page} | {change.holder for change in changes})
    context = {
        "number": number,
        "page": page,
        "blocks": [(row, known.get(row.holder)) for row in page],
        "changes": [(change, known.get(change.holder)) for change in changes],
    }
    return render(request, "hall/block_list.html", context)


@require_safe
@staff_page(StaffRole.SECURITY)
def holder_access(request: HttpRequest, user: User, holder_id: UUID) -> HttpResponse:
    """What one person may do at the gates, and why."""
    person = _known(holder_id)
    record = present_record(person.id)
    if record is None:
        raise Http404
    context = {
        "person": person,
        "record": record,
        "gate_refuses": refusal_now(record, timezone.now()),
        "listed": Block.objects.select_related("by").filter(holder=person.id).first(),
        "duties": [(duty.value, duty.value in record.groups) for duty in Duty],
        "changes": [
            (change, person)
            for change in AccessChange.objects.select_related("by").filter(holder=person.id)
        ],
    }
    return render(request, "hall/holder_access.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(StaffRole.SECURITY)
def blocking(request: HttpRequest, user: User, holder_id: UUID, action: str) -> HttpResponse:
    """Asks once more, with the reason; then puts on the block list or takes off it."""
    if action not in (AccessAction.BLOCK, AccessAction.UNBLOCK):
        raise Http404
    person = _known(holder_id)
    reason = request.POST.get("reason", "")
    context: dict[str, object] = {
        "person": person,
        "action": action,
        "reason": reason,
        "reason_limit": REASON_LIMIT,
    }
    if request.method == "GET":
        return render(request, "hall/blocking.html", context)
    try:
        if action == AccessAction.BLOCK:
            block(user, person.id, reason)
        else:
            unblock(user, person.id, reason)
    except CannotChange as refused:
        context["error"] = refused.obstacle.value
        return render(request, "hall/blocking.html", context, status=409)
    messages.success(request, spoken(WORDS[f"done_{action}"].format(name=spoken(person.name))))
    return redirect("holder_access", holder_id=person.id)


@require_POST
@staff_page(StaffRole.SECURITY)
def duty(request: HttpRequest, user: User, holder_id: UUID) -> HttpResponse:
    """Gives or takes one duty."""
    person = _known(holder_id)
    named, action = request.POST.get("duty", ""), request.POST.get("action", "")
    if named not in tuple(Duty) or action not in (AccessAction.ASSIGN, AccessAction.RELIEVE):
        raise Http404
    change = assign if action == AccessAction.ASSIGN else relieve
    try:
        change(user, person.id, Duty(named))
    except CannotChange as refused:
        messages.warning(request, spoken(refused.obstacle.value))
    else:
        messages.success(request, spoken(WORDS[f"done_{action}"].format(name=spoken(person.name))))
    return redirect("holder_access", holder_id=person.id)


def _known(holder_id: UUID) -> Cardholder:
    person = holders([holder_id]).get(holder_id)
    if person is None:
        raise Http404
    return person
