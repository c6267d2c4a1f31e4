"""Django's middleware for pages only: terminals have neither cookies nor a language nor forms.

In an ASGI process each of these costs a call two hops to a worker thread; three hundred gates that
wake together would wait most of a second for sessions that they do not have.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import common, csrf, locale, security
from django.utils.deprecation import MiddlewareMixin

from hall.web import headers

TERMINALS: Final = "/api/"


class _PagesOnly(MiddlewareMixin):
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if request.path.startswith(TERMINALS):
            return self.get_response(request)
        return super().__call__(request)


class Security(_PagesOnly, security.SecurityMiddleware):
    """Browser security headers."""


class Headers(_PagesOnly, headers.PageHeaders):
    """Content policy and caching."""


class Session(_PagesOnly, sessions.SessionMiddleware):
    """Sessions of signed-in staff."""


class Locale(_PagesOnly, locale.LocaleMiddleware):
    """The language of the page."""


class Common(_PagesOnly, common.CommonMiddleware):
    """Refuses foreign host names."""


class Csrf(_PagesOnly, csrf.CsrfViewMiddleware):
    """Forms must come from our own pages."""


class Authentication(_PagesOnly, auth.AuthenticationMiddleware):
    """Who is signed in."""


class Message(_PagesOnly, messages.MessageMiddleware):
    """What to say on the next page."""
