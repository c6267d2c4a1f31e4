"""The local API's routes (docs/gate-api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from gate_agent.api.changes import Changes
from gate_agent.api.devices import Devices, Guarded, device_routes
from gate_agent.api.guards import GuardBook, TokenUnknown, TooManyWrong
from gate_agent.api.refusals import OF_ENDING, OF_ORDER, No
from gate_agent.api.schema import AgentState, Guard, OpenByGuard
from gate_agent.emergency import Ended
from gate_agent.orders import LaneOrder, OrderResult

BODY_LIMIT_BYTES: Final = 16 * 1024
HEARTBEAT_S: Final = 0.5
"""A screen that hears nothing for a second asks, and after three calls the agent lost."""
STATE_EVERY_S: Final = 5.0
"""Ages and figures move even when nothing happens."""
COALESCE_S: Final = 0.05
"""Changes within this time are one message; it is far below what an eye notices."""
LANE_ORDERS: Final = {
    "open": LaneOrder.OPEN,
    "take-out": LaneOrder.TAKE_OUT,
    "put-back": LaneOrder.PUT_BACK,
}
ORDER_LIMIT_S: Final = 4.0
"""A barrier board that has not confirmed by then will not."""


class Agent(Protocol):
    """What the API needs of the agent; all of it may block for a moment."""

    def state(self) -> AgentState: ...

    def order(self, lane: str, what: LaneOrder, guard: str, reason: str) -> Future[OrderResult]:
        """Order something of a lane. Raises LookupError for an unknown lane."""
        ...

    def lock_down(self, guard: str, reason: str) -> bool:
        """False when a lockdown is in force already."""
        ...

    def end_lockdown(self, guard: str, reason: str) -> Ended: ...

    def release_fire(self, guard: str, reason: str) -> Ended: ...

    @property
    def devices(self) -> Devices: ...

    def enrolled_photo(self, event_id: UUID) -> bytes | None: ...

    def live_photo(self, event_id: UUID) -> bytes | None: ...

    def metrics(self) -> bytes: ...


@dataclass(frozen=True)
class Api:
    """The handlers over one agent."""

    agent: Agent
    guards: GuardBook
    changes: Changes

    def application(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/healthz", self._healthz),
                Route("/metrics", self._metrics),
                Route("/v1/state", self._guarded(self._state)),
                Route("/v1/events", self._guarded(self._events)),
                *(
                    Route(
                        f"/v1/lanes/{{lane}}/{path}",
                        self._guarded(self._ordered(what)),
                        methods=["POST"],
                    )
                    for path, what in LANE_ORDERS.items()
                ),
                Route("/v1/emergency/lockdown", self._guarded(self._lock_down), methods=["POST"]),
                Route(
                    "/v1/emergency/lockdown/end",
                    self._guarded(self._ended(self.agent.end_lockdown)),
                    methods=["POST"],
                ),
                Route(
                    "/v1/emergency/fire/release",
                    self._guarded(self._ended(self.agent.release_fire)),
                    methods=["POST"],
                ),
                *device_routes(self.agent.devices, self._guarded),
                Route(
                    "/v1/photos/enrolled/{event:uuid}",
                    self._guarded(self._photo(self.agent.enrolled_photo)),
                ),
                Route(
                    "/v1/photos/live/{event:uuid}",
                    self._guarded(self._photo(self.agent.live_photo)),
                ),
            ],
            exception_handlers={HTTPException: _http_problem, Exception: _internal},
        )

    def _guarded(self, handler: Guarded) -> Callable[[Request], Awaitable[Response]]:
        async def admit(request: Request) -> Response:
            try:
                guard = self.guards.identify(request.headers.get("Authorization", ""))
            except TokenUnknown:
                return No.TOKEN_UNKNOWN.answer({"WWW-Authenticate": "Bearer"})
            except TooManyWrong as error:
                return No.TOO_MANY_WRONG.answer({"Retry-After": str(int(error.wait_s) + 1)})
            return await handler(request, guard)

        return admit

    async def _healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _metrics(self, request: Request) -> Response:
        body = await run_in_threadpool(self.agent.metrics)
        return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _state(self, request: Request, guard: Guard) -> Response:
        return _json((await run_in_threadpool(self.agent.state)).model_dump_json())

    async def _events(self, request: Request, guard: Guard) -> Response:
        return StreamingResponse(
            self._stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _stream(self) -> AsyncIterator[str]:
        with self.changes.listening() as news:
            while not self.changes.stopped:
                news.clear()
                state = await run_in_threadpool(self.agent.state)
                yield f"event: state\ndata: {state.model_dump_json()}\n\n"
                async for _ in _beats(news):
                    yield ": still here\n\n"
                await asyncio.sleep(COALESCE_S)

    def _ordered(self, what: LaneOrder) -> Guarded:
        async def carry_out(request: Request, guard: Guard) -> Response:
            order = await _order(request)
            if isinstance(order, No):
                return order.answer()
            try:
                lane = request.path_params["lane"]
                done = self.agent.order(lane, what, guard.name, order.reason)
            except LookupError:
                return No.UNKNOWN_LANE.answer()
            try:
                result = await asyncio.wait_for(asyncio.wrap_future(done), ORDER_LIMIT_S)
            except TimeoutError:
                return No.BARRIER_FAILED.answer()
            return _done(OF_ORDER.get(result))

        return carry_out

    async def _lock_down(self, request: Request, guard: Guard) -> Response:
        order = await _order(request)
        if isinstance(order, No):
            return order.answer()
        began = await run_in_threadpool(self.agent.lock_down, guard.name, order.reason)
        return _done(None if began else No.IN_FORCE)

    def _ended(self, end: Callable[[str, str], Ended]) -> Guarded:
        async def carry_out(request: Request, guard: Guard) -> Response:
            order = await _order(request)
            if isinstance(order, No):
                return order.answer()
            return _done(OF_ENDING.get(await run_in_threadpool(end, guard.name, order.reason)))

        return carry_out

    def _photo(self, find: Callable[[UUID], bytes | None]) -> Guarded:
        async def show(request: Request, guard: Guard) -> Response:
            jpeg = await run_in_threadpool(find, request.path_params["event"])
            if jpeg is None:
                return No.NOT_FOUND.answer()
            return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

        return show


async def _beats(news: asyncio.Event) -> AsyncIterator[None]:
    """One beat each HEARTBEAT_S until there is news, or the state is due anyway."""
    for _ in range(round(STATE_EVERY_S / HEARTBEAT_S)):
        try:
            await asyncio.wait_for(news.wait(), HEARTBEAT_S)
        except TimeoutError:
            yield
        else:
            return


async def _body(request: Request) -> bytes | None:
    """The request's body; None when it is larger than any request of this API."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            return None
    return bytes(body)


async def _order(request: Request) -> OpenByGuard | No:
    """A guard's order, or why it can't be taken."""
    body = await _body(request)
    if body is None:
        return No.TOO_LARGE
    try:
        return OpenByGuard.model_validate_json(body)
    except ValidationError:
        return No.INVALID


def _done(refusal: No | None) -> Response:
    return Response(status_code=204) if refusal is None else refusal.answer()


def _json(body: str) -> Response:
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _http_problem(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        return No.NOT_ALLOWED.answer(error.headers)
    return No.NOT_FOUND.answer()


async def _internal(request: Request, error: Exception) -> Response:
    """Starlette re-raises the error after this answer, so that the log has it."""
    return No.INTERNAL.answer()
