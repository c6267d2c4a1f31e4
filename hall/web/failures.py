"""Pages for what did not work. None of them shows a trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    context = {"title_key": f"failure_{kind}_title", "text_key": f"failure_{kind}"}
    return render(request, "hall/failure.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, "400", 400)


@requires_csrf_token
def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, "403", 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; also for what is not this person's, so that nobody can probe for it."""
    return _page(request, "404", 404)


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, "500", 500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form's token does not hold."""
    return _page(request, "form", 403)
