"""Serves the local API from a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Final

import uvicorn
from starlette.applications import Starlette

from gate_agent.api.changes import Changes
from gate_agent.api.patience import PatientLoop, PatientProtocol
from gate_agent.api.unavailable import ApiUnavailable
from gate_agent.config import ApiSection

START_LIMIT_S: Final = 10.0
STOP_LIMIT_S: Final = 2
"""Streams end at once when told; a photo under way may take this long in whole seconds."""


class ApiServer:
    """One listening socket, one thread, one event loop."""

    def __init__(self, application: Starlette, changes: Changes, api: ApiSection) -> None:
        """Bind the address (port 0: any free one). Raises ApiUnavailable."""
        host, port = api.host, api.port
        self._scheme: Final = "http" if api.tls_cert is None else "https"
        self._changes: Final = changes
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket: Final = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            raise ApiUnavailable(f"api: {host}:{port}: {error.strerror}") from error
        self._host: Final = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            application,
            http=PatientProtocol,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            ssl_certfile=api.tls_cert,
            ssl_keyfile=api.tls_key,
            timeout_graceful_shutdown=STOP_LIMIT_S,
        )
        self._server: Final = uvicorn.Server(config)
        self._running: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._run, name="api", daemon=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self._host}:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Return when requests are answered. Raises ApiUnavailable."""
        self._thread.start()
        self._running.wait(START_LIMIT_S)
        if not self._server.started:
            self.stop()
            raise ApiUnavailable(f"api: {self.url}: the server did not start")

    def stop(self) -> None:
        """End all streams and the thread; harmless before :meth:`start`."""
        self._changes.stop()
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=PatientLoop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._changes.attach(asyncio.get_running_loop())
        announce = asyncio.create_task(self._announce())
        await self._server.serve(sockets=[self._socket])
        await announce

    async def _announce(self) -> None:
        """uvicorn tells nobody when it has started, so look."""
        while not self._server.started and not self._server.should_exit:
            await asyncio.sleep(0.005)
        self._running.set()
