"""The technician's list of terminals."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hall.people.models import StaffRole, User
from hall.web.access import staff_page
from hall.web.language import spoken
from hall.web.words import WORDS

from .devices import withdraw
from .models import Device


@require_safe
@staff_page(StaffRole.TECHNICIAN)
def terminals(request: HttpRequest, user: User) -> HttpResponse:
    """All terminals ever enrolled."""
    return render(
        request, "hall/terminals.html", {"devices": Device.objects.prefetch_related("journal_keys")}
    )


@require_http_methods(["GET", "POST"])
@staff_page(StaffRole.TECHNICIAN)
def withdrawal(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Asks once more, then withdraws the terminal."""
    if not Device.objects.filter(name=name, revoked_at__isnull=True).exists():
        raise Http404
    if request.method == "GET":
        return render(request, "hall/withdrawal.html", {"name": name})
    withdraw(name)
    messages.success(request, spoken(WORDS["done_withdraw"].format(name=name)))
    return redirect("terminals")
