"""The public pages: what the campus offers, and one guide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import Service


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All services: those of the kiosk first, then the offices'."""
    services = list(Service.objects.select_related("department"))
    context = {
        "at_terminal": [service for service in services if service.at_terminal],
        "at_offices": [service for service in services if not service.at_terminal],
    }
    return render(request, "hall/home.html", context)


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One service's guide."""
    service = get_object_or_404(Service.objects.select_related("department"), code=code)
    return render(request, "hall/guide.html", {"service": service, "guide": service.summarise()})
