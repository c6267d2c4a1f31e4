"""What the handlers of the local API have in common: reading bodies, writing answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gate_agent.api.refusals import No
from gate_agent.wire.schema import Guard

BODY_LIMIT_BYTES: Final = 16 * 1024
BODY_LIMIT_S: Final = 5.0

Guarded = Callable[[Request, Guard], Awaitable[Response]]
"""A handler that is told who asks."""
_Model = TypeVar("_Model", bound=BaseModel)


async def body_as(request: Request, model: type[_Model]) -> _Model | No:
    """The request's body, or why it can't be taken."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_LIMIT_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT_BYTES:
                    return No.TOO_LARGE
    except TimeoutError:
        return No.TOO_SLOW
    except ClientDisconnect:
        return No.INVALID  # nobody is there to read it
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError:
        return No.INVALID


def done(refusal: No | None) -> Response:
    """204, or the refusal."""
    return Response(status_code=204) if refusal is None else refusal.answer()


def json(model: BaseModel) -> Response:
    """``model`` as an answer that nobody keeps."""
    return Response(
        model.model_dump_json(),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def jpeg(picture: bytes | None) -> Response:
    """A picture that nobody keeps; 404 without one."""
    if picture is None:
        return No.NOT_FOUND.answer()
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})
