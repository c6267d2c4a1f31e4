"""Django's own refusals (unknown address, wrong method, wrong host) in the terminals' language."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from hall.conf.problems import Refusal, Refused

from .api import BASE_PATH, problem_response

_BY_STATUS: Final = {
    why.status: why
    for why in (
        Refused.MALFORMED,
        Refused.NOT_FOUND,
        Refused.METHOD_NOT_ALLOWED,
        Refused.TOO_LARGE,
        Refused.INTERNAL,
    )
}
_FIRST_ERROR: Final = 400


class TerminalRefusals(MiddlewareMixin):
    """Outermost middleware: below the terminal interface every refusal is a Problem."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        response = answer if isinstance(answer, HttpResponseBase) else await answer
        return self.process_response(request, response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code < _FIRST_ERROR or not request.path.startswith(BASE_PATH):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        refused = problem_response(Refusal(_BY_STATUS.get(response.status_code, Refused.MALFORMED)))
        if "Allow" in response.headers:
            refused.headers["Allow"] = response.headers["Allow"]
        return refused
