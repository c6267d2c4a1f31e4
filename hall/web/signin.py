"""Signing in and out, and choosing the language."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hall.people.models import StaffRole, User

from .attempts import LOCK_S, Attempts

_NAME_LIMIT: Final = 40
_PASSWORD_LIMIT: Final = 256
_LANGUAGE_KEPT_S: Final = 365 * 24 * 3600
_FIRST_PAGE: Final = {
    StaffRole.COUNSELLOR: "returns",
    StaffRole.GUARD: "gates",
    StaffRole.TECHNICIAN: "terminals",
    StaffRole.SECURITY: "block_list",
    StaffRole.HOST: "visitors",
}


@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    if isinstance(request.user, User):
        return redirect(_FIRST_PAGE[request.user.staff_role])
    if request.method != "POST":
        return _login_page(request)
    username = request.POST.get("username", "")[:_NAME_LIMIT].strip()
    attempts = Attempts(username, request.META.get("REMOTE_ADDR", ""))
    if attempts.locked:
        return _login_page(request, "login_locked", status=429)
    user = auth.authenticate(
        request,
        username=username,
        password=request.POST.get("password", "")[:_PASSWORD_LIMIT],
    )
    if not isinstance(user, User):
        attempts.failed()
        return _login_page(request, "login_wrong", status=403)
    attempts.succeeded()
    auth.login(request, user)
    return redirect(_safe_next(request) or _FIRST_PAGE[user.staff_role])


def _login_page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {"error": error, "minutes": LOCK_S // 60, "next": _safe_next(request) or ""}
    return render(request, "hall/login.html", context, status=status)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    auth.logout(request)
    return redirect("home")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in a cookie and goes back to the page it was chosen on."""
    response = redirect(_safe_next(request) or "home")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=_LANGUAGE_KEPT_S,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


def _safe_next(request: HttpRequest) -> str | None:
    """Where to go afterwards, if it is a path of this hall."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if target and url_has_allowed_host_and_scheme(target, None) else None
