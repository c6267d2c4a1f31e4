"""A gate agent's local API over real HTTP, saying what a test wants it to say.

Starlette on uvicorn in a thread of its own, on a port that the system chose. Every answer is
built from the models of :mod:`gate_agent.wire.schema`, so it is schema-valid by construction.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Final

import uvicorn
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gate_agent.rules.roles import RIGHTS, Role
from gate_agent.wire.schema import (
    AgentState,
    Caller,
    ConfirmByGuard,
    OpenByGuard,
    Refusal,
    SelfTestResult,
    TypedNumber,
)
from sync.wire import Bilingual
from tests.helpers.agent_script import Script
from tests.helpers.waiting import wait_until

KEEP_ALIVE_S: Final = 0.2
"""The agent itself says something once a second; a test does not want to wait that long."""
REPORTS: Final = ("/v1/people/search", "/v1/people/look-up", "/v1/figures", "/v1/shift")
_LOOK_S: Final = 0.02
STOP_S: Final = 5.0


class AgentPeer:
    """The running peer. Its methods may be called from the test's thread."""

    def __init__(self, state: AgentState) -> None:
        self.token: Final = secrets.token_urlsafe(24)
        self.second_token: Final = secrets.token_urlsafe(24)
        """Another guard's, for orders alone."""
        self._script = Script(state)
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def opened(self) -> list[tuple[str, str]]:
        """Lane and reason of each opening by hand, in order."""
        with self._lock:
            return [
                (path.split("/")[3], reason)
                for path, reason in self._script.orders
                if path.endswith("/open")
            ]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Path and reason of each order that was taken, in turn."""
        with self._lock:
            return list(self._script.orders)

    @property
    def photo_requests(self) -> list[str]:
        with self._lock:
            return list(self._script.photo_requests)

    @property
    def self_test_requests(self) -> list[str]:
        with self._lock:
            return list(self._script.self_test_requests)

    def say(self, state: AgentState) -> None:
        """Send ``state`` to everybody who listens."""
        with self._lock:
            self._script.state = state
            self._script.version += 1

    def show_photo(self, path: str, jpeg: bytes) -> None:
        with self._lock:
            self._script.photos[path] = jpeg

    def report(self, path: str, answer: BaseModel) -> None:
        """What the inquiry at ``path`` (of ``REPORTS``) is answered; 404 before."""
        with self._lock:
            self._script.reports[path] = answer

    def refuse(self, status: int, code: str, message: Bilingual) -> None:
        """Refuse every command from now on."""
        self.refuse_with(status, Refusal(code=code, message=message))

    def refuse_with(self, status: int, refusal: Refusal) -> None:
        """As :meth:`refuse`, in these words."""
        with self._lock:
            self._script.refusal = (status, refusal)

    def be(self, role: Role) -> None:
        """Whoever asks from now on has ``role``; an open stream goes on."""
        with self._lock:
            self._script.role = role

    def take_two(self) -> None:
        """Openings take a second guard from now on, as for somebody revoked."""
        with self._lock:
            self._script.takes_two = True

    def show_card(self) -> None:
        """Put a guard's card on the desk's reader: one order that waits for it is carried out."""
        with self._lock:
            self._script.card_shown = True

    @property
    def cards_awaited(self) -> int:
        """How many orders wait for a card now."""
        with self._lock:
            return self._script.cards_awaited

    def accept(self) -> None:
        """Take commands again."""
        with self._lock:
            self._script.refusal = None

    def answer_self_test(self, result: SelfTestResult) -> None:
        """Let the test of ``result.device`` end so; a device without a result hangs."""
        with self._lock:
            self._script.self_tests[result.device] = result

    def hang_self_tests(self) -> None:
        """Forget all results: every self-test hangs until it has one again."""
        with self._lock:
            self._script.self_tests.clear()

    def freeze(self, frozen: bool = True) -> None:
        """Keep connections open and say nothing, as a machine that hangs does."""
        with self._lock:
            self._script.frozen = frozen

    def mute(self) -> None:
        """Say nothing more on event streams, but answer everything else."""
        with self._lock:
            self._script.muted = True

    @property
    def listeners(self) -> int:
        """How many follow the events now."""
        with self._lock:
            return self._script.listeners

    @property
    def state_requests(self) -> int:
        with self._lock:
            return self._script.state_requests

    def start(self) -> None:
        """Listen; after :meth:`stop` on the same port again."""
        with self._lock:
            self._script.stopping = False
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._application(), log_config=None, lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = Thread(target=_serve, args=(server, listener), name="agent-peer")
        self._socket, self._server, self._thread = listener, server, thread
        thread.start()
        wait_until(lambda: server.started, "the agent peer listens")

    def stop(self) -> None:
        """Be gone: every connection ends and no new one is taken."""
        if self._server is None or self._thread is None or self._socket is None:
            return
        with self._lock:
            self._script.stopping = True
        self._server.should_exit = True
        self._thread.join(STOP_S)
        assert not self._thread.is_alive()
        self._socket.close()
        self._server = None

    def _application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/state", self._state),
                Route("/v1/events", self._events),
                Route("/v1/whoami", self._whoami),
                Route("/v1/lanes/{lane}/{what}", self._order, methods=["POST"]),
                Route("/v1/emergency/{what:path}", self._order, methods=["POST"]),
                Route("/v1/devices/{name}/self-test", self._self_test, methods=["POST"]),
                Route("/v1/photos/{name}", self._photo),
                *(Route(path, self._report, methods=["GET", "POST"]) for path in REPORTS),
            ]
        )

    def _snapshot(self) -> tuple[int, str]:
        with self._lock:
            return self._script.version, self._script.state.model_dump_json()

    def _held(self) -> bool:
        with self._lock:
            return self._script.frozen

    def _stopping(self) -> bool:
        with self._lock:
            return self._script.stopping

    def _quiet(self) -> bool:
        with self._lock:
            return self._script.frozen or self._script.muted

    async def _admit(self, request: Request, *others: str) -> Response | None:
        """A refusal, or None when the caller may go on. Waits while the peer is frozen."""
        while self._held() and not self._stopping():
            await asyncio.sleep(_LOOK_S)
        known = [f"Bearer {token}" for token in (self.token, *others)]
        if request.headers.get("Authorization") not in known:
            text = Bilingual(zh="令牌无效", en="The token is not valid")
            return _refusal(401, Refusal(code="token_unknown", message=text))
        return None

    async def _state(self, request: Request) -> Response:
        if (refused := await self._admit(request)) is not None:
            return refused
        with self._lock:
            self._script.state_requests += 1
        return _json(self._snapshot()[1])

    async def _whoami(self, request: Request) -> Response:
        if (refused := await self._admit(request)) is not None:
            return refused
        with self._lock:
            role = self._script.role
        return _json(Caller(name="Guard Wei", role=role, rights=RIGHTS[role]).model_dump_json())

    async def _events(self, request: Request) -> Response:
        if (refused := await self._admit(request)) is not None:
            return refused
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        self._count_listener(1)
        try:
            async for message in self._messages():
                yield message
        finally:
            self._count_listener(-1)

    def _count_listener(self, by: int) -> None:
        with self._lock:
            self._script.listeners += by

    async def _messages(self) -> AsyncIterator[str]:
        sent = 0
        quiet_s = 0.0
        while not self._stopping():
            version, state = self._snapshot()
            quiet = self._quiet()
            if not quiet and version != sent:
                sent, quiet_s = version, 0.0
                yield f"event: state\ndata: {state}\n\n"
            elif not quiet and quiet_s >= KEEP_ALIVE_S:
                quiet_s = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(_LOOK_S)
            quiet_s += _LOOK_S

    async def _order(self, request: Request) -> Response:
        if (refused := await self._admit(request, self.second_token)) is not None:
            return refused
        body, path = await request.body(), request.url.path
        order = _taken_by(path).model_validate_json(body)
        if order.by_card and not await self._card(request):
            return Response(status_code=204)
        with self._lock:
            if self._script.refusal is not None:
                return _refusal(*self._script.refusal)
            if self._script.takes_two and path.endswith("/open"):
                text = Bilingual(zh="须另一位值班员确认", en="Another guard must confirm")
                return _refusal(409, Refusal(code="second_guard_needed", message=text))
            self._script.orders.append((path, _said(order)))
        return Response(status_code=204)

    async def _card(self, request: Request) -> bool:
        """Wait for a guard's card; False when whoever ordered has hung up."""
        with self._lock:
            self._script.cards_awaited += 1
        try:
            while not self._stopping() and not await request.is_disconnected():
                with self._lock:
                    if self._script.card_shown:
                        self._script.card_shown = False
                        return True
                await asyncio.sleep(_LOOK_S)
            return False
        finally:
            with self._lock:
                self._script.cards_awaited -= 1

    async def _self_test(self, request: Request) -> Response:
        if (refused := await self._admit(request)) is not None:
            return refused
        name = request.path_params["name"]
        with self._lock:
            self._script.self_test_requests.append(name)
        while True:
            with self._lock:
                result = self._script.self_tests.get(name)
            if result is not None:
                return _json(result.model_dump_json())
            if self._stopping() or await request.is_disconnected():
                return Response(status_code=204)
            await asyncio.sleep(_LOOK_S)

    async def _report(self, request: Request) -> Response:
        if (refused := await self._admit(request)) is not None:
            return refused
        with self._lock:
            if self._script.refusal is not None:
                return _refusal(*self._script.refusal)
            answer = self._script.reports.get(request.url.path)
        if answer is None:
            text = Bilingual(zh="没有找到", en="There is no such thing here")
            return _refusal(404, Refusal(code="not_found", message=text))
        return _json(answer.model_dump_json())

    async def _photo(self, request: Request) -> Response:
        if (refused := await self._admit(request)) is not None:
            return refused
        path = request.url.path
        with self._lock:
            self._script.photo_requests.append(path)
            jpeg = self._script.photos.get(path)
        if jpeg is None:
            text = Bilingual(zh="照片已经不在了", en="The photo is no longer there")
            return _refusal(404, Refusal(code="not_found", message=text))
        return Response(jpeg, media_type="image/jpeg")


def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    with asyncio.Runner() as runner:
        runner.run(server.serve(sockets=[listener]))


def _taken_by(path: str) -> type[ConfirmByGuard | TypedNumber | OpenByGuard]:
    """What the call at ``path`` takes."""
    if path.endswith("/confirm"):
        return ConfirmByGuard
    return TypedNumber if path.endswith("/number") else OpenByGuard


def _said(order: ConfirmByGuard | TypedNumber | OpenByGuard) -> str:
    match order:
        case OpenByGuard(reason=reason):
            return reason
        case TypedNumber(student_no=number):
            return number
        case _:
            return ""


def _json(body: str) -> Response:
    return Response(body, media_type="application/json")


def _refusal(status: int, refusal: Refusal) -> Response:
    return JSONResponse(refusal.model_dump(mode="json"), status_code=status)


@contextmanager
def agent_peer(state: AgentState) -> Iterator[AgentPeer]:
    """A peer that serves ``state`` until the block ends."""
    peer = AgentPeer(state)
    peer.start()
    try:
        yield peer
    finally:
        peer.stop()
