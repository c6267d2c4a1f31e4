"""The pages on a telephone: opening the link, and the pass that keeps itself fresh."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hall.access.holders import Cardholder, holders
from hall.gates.records import present_record
from hall.people.models import StaffRole, Student, User
from hall.visitors.models import Visitor
from hall.web.access import staff_page
from hall.web.assets import PASS_SCRIPT_PATH
from hall.web.headers import CONTENT_POLICY
from hall.web.language import spoken
from sync.passes import Pass

from .issue import NoPass, issue_pass
from .models import Telephone
from .telephones import linked, may_have_link, new_link, open_link, telephone

PHONE_COOKIE: Final = "yanhu_phone"
PASS_POLICY: Final = f"{CONTENT_POLICY}; script-src 'self'; connect-src 'self'"
"""The only page with a script: ours, from the hall itself."""


@require_http_methods(["GET", "POST"])
def opened_link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it takes the telephone: programs that look at links in messages do not press."""
    now = timezone.now()
    if request.method == "POST":
        taken = open_link(token, now)
        if taken is not None:
            owned, phone = taken
            response = redirect("pass")
            response.set_cookie(
                PHONE_COOKIE,
                phone,
                expires=owned.ends_at,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
                path="/pass",
            )
            return response
    found = linked(token, now)
    if found is None:
        return render(request, "hall/pass_link_spent.html", status=404)
    return render(request, "hall/pass_link.html", {"person": _person(found)})


@require_safe
def pass_page(request: HttpRequest) -> HttpResponse:
    """The pass of whoever's telephone this is."""
    owned = _telephone(request, timezone.now())
    if owned is None:
        return render(request, "hall/pass_nobody.html", status=404)
    record = present_record(owned.holder)
    context = {"person": _person(owned), "record": record, "script": PASS_SCRIPT_PATH}
    response = render(request, "hall/pass.html", context)
    response.headers["Content-Security-Policy"] = PASS_POLICY
    return response


@require_POST
def next_pass(request: HttpRequest) -> HttpResponse:
    """A fresh pass for this telephone, as JSON: picture and milliseconds, or why there is none."""
    owned = _telephone(request, timezone.now())
    if owned is None:
        raise Http404
    issued = issue_pass(owned.holder)
    if isinstance(issued, NoPass):
        return JsonResponse({"refused": spoken(issued.why)})
    shown, token = issued
    return JsonResponse({"code": code_picture(token), "remaining_ms": _remaining_ms(shown)})


@require_http_methods(["GET", "POST"])
@staff_page(StaffRole.COUNSELLOR, StaffRole.HOST, StaffRole.SECURITY)
def telephone_link(request: HttpRequest, user: User, holder_id: UUID) -> HttpResponse:
    """Makes a link, shown once: as a code for a telephone here, as an address to send."""
    now = timezone.now()
    person = holders([holder_id]).get(holder_id)
    if person is None or not _may_link(user, holder_id):
        raise Http404
    context: dict[str, object] = {
        "person": person,
        "possible": may_have_link(holder_id, now),
        "back": _back(user, holder_id),
    }
    if request.method == "POST" and context["possible"]:
        address = new_link(holder_id, now)
        made = Telephone.objects.get(holder=holder_id)
        context |= {
            "address": address,
            "code": code_picture(address),
            "until": _minute(made.link_until),
        }
    return render(request, "hall/telephone_link.html", context)


def code_picture(text: str) -> str:
    """``text`` as a QR code, a data URI: black on white, with the quiet zone of ISO/IEC 18004."""
    return segno.make(text, error="l", micro=False).svg_data_uri(scale=4, border=4, light="#fff")


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _remaining_ms(shown: Pass) -> int:
    return int((shown.valid_until - timezone.now()).total_seconds() * 1000)


def _telephone(request: HttpRequest, now: datetime) -> Telephone | None:
    return telephone(request.COOKIES.get(PHONE_COOKIE, ""), now)


def _person(owned: Telephone) -> Cardholder:
    person = holders([owned.holder]).get(owned.holder)
    if person is None:
        raise Http404
    return person


def _back(user: User, holder_id: UUID) -> str:
    """Where somebody who makes links comes from."""
    if Visitor.objects.filter(id=holder_id).exists():
        return reverse("visitor", args=[holder_id])
    if user.staff_role is StaffRole.SECURITY:
        return reverse("holder_access", args=[holder_id])
    return reverse("returns")


def _may_link(user: User, holder_id: UUID) -> bool:
    """The security office for anybody, others for their own students and visitors."""
    if user.staff_role is StaffRole.SECURITY:
        return True
    return (
        Student.objects.filter(id=holder_id, school_class__counsellor=user).exists()
        or Visitor.objects.filter(id=holder_id, host=user).exists()
    )
