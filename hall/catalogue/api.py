"""``services`` of the terminal interface."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from hall.terminals.auth import Terminal
from sync.wire import Catalogue, TerminalRole

from .models import Service

router = Router(tags=["catalogue"])


@router.get("services", auth=Terminal(TerminalRole.KIOSK), response=Catalogue)
def services(request: HttpRequest) -> Catalogue:
    """All services with their guides, in the campus's order."""
    listed = Service.objects.select_related("department")
    return Catalogue(services=tuple(service.summarise() for service in listed))
