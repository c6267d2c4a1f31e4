"""The terminal interface, version 1, put together from the apps (docs/contract.md)."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson
import structlog
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic.json_schema import models_json_schema

from hall.catalogue.api import router as catalogue
from hall.certificates.api import router as certificates
from hall.conf.problems import Refusal, Refused
from hall.gates.api import router as gates
from hall.passes.api import router as passes
from hall.returns.api import router as returns
from hall.terminals.api import router as terminals
from sync.wire import CONTRACT_VERSION, AccessRecord, Problem

BASE_PATH: Final = "/api/terminal/v1/"
_log = structlog.get_logger(__name__)


class _StrictJson(Parser):
    """RFC 8259 only: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body: dict[str, Any] = orjson.loads(request.body)
        return body


class _Json(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class TerminalApi(NinjaAPI):
    """Django-ninja's API whose document also says how calls refuse and what a JWS holds."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        name: str = operation.view_func.__name__
        return name

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        _, schemas = models_json_schema(
            [(Problem, "serialization"), (AccessRecord, "serialization")],
            ref_template=REF_TEMPLATE,
        )
        document["components"]["schemas"] |= schemas["$defs"]
        refusal = {
            "description": "Refused",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = refusal
        return document


def problem_response(refusal: Refusal) -> HttpResponse:
    """The refusal as a terminal reads it."""
    return HttpResponse(
        refusal.problem.model_dump_json(),
        status=refusal.why.status,
        content_type="application/json",
    )


def _terminal_api() -> TerminalApi:
    api = TerminalApi(
        title="Yanhu terminal interface",
        version=CONTRACT_VERSION,
        description="What kiosks and gates ask of a campus platform; see docs/contract.md.",
        urls_namespace="terminal",
        docs_url=None,
        parser=_StrictJson(),
        renderer=_Json(),
    )
    for router in (terminals, catalogue, returns, certificates, passes, gates):
        api.add_router("", router)

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, exc: Refusal) -> HttpResponse:
        return problem_response(exc)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        source, *place = (str(part) for part in exc.errors[0]["loc"])
        if source == "path":
            return problem_response(Refusal(Refused.NOT_FOUND))
        # A body's place begins with the name of the view's parameter, which is ours, not theirs.
        where = ".".join(place[1:] if source == "body" else place)
        return problem_response(Refusal(Refused.INVALID, where=where))

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, exc: HttpError) -> HttpResponse:
        return problem_response(Refusal(Refused.MALFORMED))

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, exc: Http404) -> HttpResponse:
        return problem_response(Refusal(Refused.NOT_FOUND))

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, exc: Exception) -> HttpResponse:
        _log.error("call_failed", method=request.method, exc_info=exc)
        return problem_response(Refusal(Refused.INTERNAL))

    return api


terminal_api: Final = _terminal_api()


def terminal_openapi() -> str:
    """The interface as OpenAPI 3.1, sorted, so that two versions can be compared line by line."""
    document = terminal_api.get_openapi_schema(path_prefix=BASE_PATH)
    plain = json.loads(json.dumps(document))  # status codes become text, as in JSON
    return json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False)
