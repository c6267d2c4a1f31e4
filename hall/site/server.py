"""Serving the hall: one granian worker inside this process, so that stopping it is one signal.

The embedded server shares our event loop, which lets SIGTERM send the waiting gates home before
granian waits for open requests.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Final

from granian.constants import Interfaces
from granian.server.embed import Server

from hall.conf.config import HallSection
from hall.gates.api import feed_desk

from .asgi import application

_STOP_GRACE_S: Final = 3.0
"""How long requests in progress may take after SIGTERM; the slowest, a signature, takes 0.3 s."""
_READY_LOOK_S: Final = 0.05
_READY_LIMIT_S: Final = 20.0
_BACKLOG: Final = 1024
"""All gates of a campus reconnect at once after an outage."""


class DidNotStart(Exception):
    """The server does not answer; says where and what to look at."""


async def serve(hall: HallSection, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; calls ``ready`` once ``/healthz`` answers.

    Raises DidNotStart, for instance when the port is taken.
    """
    _check_free(hall)
    server = Server(
        application,
        address=hall.host,
        port=hall.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backlog=_BACKLOG,
        log_enabled=False,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    serving = asyncio.create_task(_bound(server, hall))
    stopping = asyncio.create_task(stop.wait())
    announcing = asyncio.create_task(_announce(hall, ready))
    try:
        await asyncio.wait({serving, stopping, announcing}, return_when=asyncio.FIRST_COMPLETED)
        if announcing.done():
            announcing.result()
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
    finally:
        announcing.cancel()
        stopping.cancel()
        feed_desk().release()
        server.stop()
        await asyncio.wait({serving}, timeout=_STOP_GRACE_S)
        serving.cancel()
        await asyncio.gather(serving, announcing, stopping, return_exceptions=True)
        await feed_desk().close()


def _check_free(hall: HallSection) -> None:
    """granian shares a port with whoever else asks to share it; two halls must not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((hall.host, hall.port))
        except OSError as error:
            raise DidNotStart(
                f"cannot listen on {hall.listen}: {error.strerror}; free the port, or change "
                "hall.listen"
            ) from error


async def _bound(server: Server, hall: HallSection) -> None:
    try:
        await server.serve()
    except (OSError, RuntimeError) as error:
        raise DidNotStart(f"cannot listen on {hall.listen}: {error}") from error


async def _announce(hall: HallSection, ready: Callable[[], None]) -> None:
    url = f"http://{hall.listen}/healthz"
    try:
        async with asyncio.timeout(_READY_LIMIT_S):
            while not await asyncio.to_thread(_answers, url):
                await asyncio.sleep(_READY_LOOK_S)
    except TimeoutError:
        raise DidNotStart(f"{url} does not answer; see the log on standard error") from None
    ready()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
