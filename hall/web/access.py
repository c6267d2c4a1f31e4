"""Which staff may open a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from hall.people.models import StaffRole, User

P = ParamSpec("P")


def staff_page(
    *roles: StaffRole,
) -> Callable[
    [Callable[Concatenate[HttpRequest, User, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Sends strangers to the sign-in page and refuses other roles (403).

    The decorated view gets the signed-in person as its second argument.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, User, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if request.user.staff_role not in roles:
                raise PermissionDenied
            return view(request, request.user, *args, **kwargs)

        update_wrapper(guarded, view)
        return guarded

    return decorate
