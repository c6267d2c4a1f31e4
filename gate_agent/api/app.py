"""The local API's routes, and who may call them (docs/gate-api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from gate_agent.api.changes import Changes
from gate_agent.api.devices import Devices, Endpoint, device_routes
from gate_agent.api.guards import GuardBook, TokenUnknown, TooManyWrong
from gate_agent.api.inquiries import Informed, Inquiries
from gate_agent.api.orders import Ordered, Orders
from gate_agent.api.pace import BUNDLES, ORDERS, SEARCHES, Pace
from gate_agent.api.refusals import No
from gate_agent.api.requests import Guarded, json
from gate_agent.api.support import Support, support_bundle
from gate_agent.api.vouching import Vouching
from gate_agent.desk.card_desk import CardDesk
from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.roles import RIGHTS, Right
from gate_agent.wire.schema import AgentState, Caller, Guard

HEARTBEAT_S: Final = 0.5
"""A screen that hears nothing for a second asks, and after three calls the agent lost."""
STATE_EVERY_S: Final = 5.0
"""Ages and figures move even when nothing happens."""
COALESCE_S: Final = 0.05
"""Changes within this time are one message; it is far below what an eye notices."""


class Agent(Ordered, Informed, Protocol):
    """What the API needs of the agent; all of it may block for a moment."""

    @property
    def card_desk(self) -> CardDesk: ...

    def state(self) -> AgentState: ...

    @property
    def devices(self) -> Devices: ...

    @property
    def support(self) -> Support: ...

    def enrolled_photo(self, event_id: UUID) -> bytes | None: ...

    def live_photo(self, event_id: UUID) -> bytes | None: ...

    def metrics(self) -> bytes: ...


@dataclass(frozen=True)
class Api:
    """The handlers over one agent."""

    agent: Agent
    guards: GuardBook
    changes: Changes
    ordering: Pace = field(default_factory=lambda: Pace(ORDERS))
    searching: Pace = field(default_factory=lambda: Pace(SEARCHES))
    bundling: Pace = field(default_factory=lambda: Pace(BUNDLES))

    def application(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/healthz", self._healthz),
                Route("/metrics", self._metrics),
                *self._watching(),
                *self._asking(Inquiries(self.agent)),
                *self._commanding(Orders(self.agent, Vouching(self.agent.card_desk))),
            ],
            exception_handlers={HTTPException: _http_problem, Exception: _internal},
        )

    # --- which call takes which right; docs/gate-api.md shows the same table ------------------

    def _watching(self) -> list[Route]:
        bundle, technicians = support_bundle(self.agent.support), Right.TEST_DEVICES
        return [
            self._get("/v1/state", Right.WATCH, self._state),
            self._get("/v1/events", Right.WATCH, self._events),
            self._get("/v1/whoami", Right.WATCH, self._whoami),
            *device_routes(self.agent.devices, self._for_technicians),
            self._get("/v1/support-bundle", technicians, bundle, self.bundling),
        ]

    def _for_technicians(self, handler: Guarded) -> Endpoint:
        return self._guarded(Right.TEST_DEVICES, handler, None)

    def _asking(self, ask: Inquiries) -> list[Route]:
        faces = Right.SEE_FACES
        enrolled = ask.photo("event", self.agent.enrolled_photo)
        live = ask.photo("event", self.agent.live_photo)
        person = ask.photo("holder", self.agent.people.photo)
        searching = self.searching
        return [
            self._post("/v1/people/search", Right.FIND_PEOPLE, ask.search, searching),
            self._post("/v1/people/look-up", Right.FIND_PEOPLE, ask.look_up, searching),
            self._get("/v1/photos/enrolled/{event:uuid}", faces, enrolled),
            self._get("/v1/photos/live/{event:uuid}", faces, live),
            self._get("/v1/photos/person/{holder:uuid}", faces, person),
            self._get("/v1/figures", Right.WATCH, ask.figures),
            self._get("/v1/shift", Right.HAND_OVER, ask.shift),
        ]

    def _commanding(self, orders: Orders) -> list[Route]:
        """Whoever may watch may call these: a card may vouch for what the token may not do."""
        watch, pace = Right.WATCH, self.ordering
        of_lane = {
            "open": orders.of_lane(LaneOrder.OPEN),
            "confirm": orders.confirm,
            "number": orders.number,
            "refuse": orders.of_lane(LaneOrder.REFUSE),
            "take-out": orders.of_lane(LaneOrder.TAKE_OUT),
            "put-back": orders.of_lane(LaneOrder.PUT_BACK),
        }
        end_lockdown = orders.ending(self.agent.end_lockdown)
        release_fire = orders.ending(self.agent.release_fire)
        return [
            *(
                self._post(f"/v1/lanes/{{lane}}/{path}", watch, handler, pace)
                for path, handler in of_lane.items()
            ),
            # Nothing may slow down a lockdown.
            self._post("/v1/emergency/lockdown", watch, orders.lock_down),
            self._post("/v1/emergency/lockdown/end", watch, end_lockdown, pace),
            self._post("/v1/emergency/fire/release", watch, release_fire, pace),
        ]

    def _get(self, path: str, right: Right, handler: Guarded, pace: Pace | None = None) -> Route:
        return Route(path, self._guarded(right, handler, pace))

    def _post(self, path: str, right: Right, handler: Guarded, pace: Pace | None = None) -> Route:
        return Route(path, self._guarded(right, handler, pace), methods=["POST"])

    def _guarded(self, right: Right, handler: Guarded, pace: Pace | None) -> Endpoint:
        async def admit(request: Request) -> Response:
            try:
                guard = self.guards.identify(request.headers.get("Authorization", ""))
            except TokenUnknown:
                return No.TOKEN_UNKNOWN.answer({"WWW-Authenticate": "Bearer"})
            except TooManyWrong as error:
                return No.TOO_MANY_WRONG.answer(_after(error.wait_s))
            if right not in RIGHTS[guard.role]:
                return No.ROLE_LACKS.answer()
            wait_s = None if pace is None else pace.wait_s(guard.name)
            if wait_s is not None:
                return No.TOO_FAST.answer(_after(wait_s))
            return await handler(request, guard)

        return admit

    # --- what everybody may see ---------------------------------------------------------------

    async def _healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _metrics(self, request: Request) -> Response:
        body = await run_in_threadpool(self.agent.metrics)
        return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _state(self, request: Request, guard: Guard) -> Response:
        return json(await run_in_threadpool(self.agent.state))

    async def _whoami(self, request: Request, guard: Guard) -> Response:
        return json(Caller(name=guard.name, role=guard.role, rights=RIGHTS[guard.role]))

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


async def _beats(news: asyncio.Event) -> AsyncIterator[None]:
    """One beat each HEARTBEAT_S until there is news, or the state is due anyway."""
    for _ in range(round(STATE_EVERY_S / HEARTBEAT_S)):
        try:
            await asyncio.wait_for(news.wait(), HEARTBEAT_S)
        except TimeoutError:
            yield
        else:
            return


def _after(wait_s: float) -> dict[str, str]:
    return {"Retry-After": str(int(wait_s) + 1)}


async def _http_problem(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        return No.NOT_ALLOWED.answer(error.headers)
    return No.NOT_FOUND.answer()


async def _internal(request: Request, error: Exception) -> Response:
    """Starlette re-raises the error after this answer, so that the log has it."""
    return No.INTERNAL.answer()
