"""The public pages: what the campus offers, and one guide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from wording import Text

from .models import Service


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All services by department."""
    groups: dict[str, tuple[Text, list[Service]]] = {}
    for service in Service.objects.select_related("department"):
        department = service.department
        groups.setdefault(department.code, (department.name, []))[1].append(service)
    return render(request, "hall/home.html", {"groups": list(groups.values())})


@require_GET
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One service's guide."""
    service = get_object_or_404(Service.objects.select_related("department"), code=code)
    return render(request, "hall/guide.html", {"service": service, "guide": service.summarise()})
