"""A network cable to a TCP peer that can be pulled, and that can stop passing anything on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import closing
from typing import Final

from tests.helpers.waiting import LIMIT_S

_PIECE_BYTES: Final = 64 * 1024


class NetworkLine:
    """Forwards connections to a port of ``127.0.0.1``. A context manager."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """``host``: where it listens."""
        self._host: Final = host
        self._peer_port = 0
        self._loop: Final = asyncio.new_event_loop()
        self._thread: Final = threading.Thread(target=self._loop.run_forever, name="network-line")
        self._passing: Final = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._talks: Final[set[asyncio.Task[None]]] = set()
        self.port = 0

    def lead_to(self, peer_port: int) -> None:
        """Lay the cable and plug it in."""
        self._peer_port = peer_port
        self.plug()

    def plug(self) -> None:
        """Connect; from the second time on at the same port."""
        self._do(self._plug())

    def pull(self) -> None:
        """Break all connections and refuse new ones."""
        self._do(self._pull())

    def hold(self) -> None:
        """Let connections stand, but pass nothing on."""
        self._loop.call_soon_threadsafe(self._passing.clear)

    def pass_on(self) -> None:
        self._loop.call_soon_threadsafe(self._passing.set)

    def _do(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT_S)

    async def _plug(self) -> None:
        self._passing.set()
        self._server = await asyncio.start_server(self._talk, self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _pull(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        try:
            with closing(writer.transport):
                await self._connect_through(reader, writer)
        except (OSError, asyncio.CancelledError):
            return  # nobody at the other end, or pulled

    async def _connect_through(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._peer_port)
        with closing(far_writer.transport):
            both = (self._pump(reader, far_writer), self._pump(far_reader, writer))
            directions = {asyncio.ensure_future(pump) for pump in both}
            try:
                await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for direction in directions:
                    direction.cancel()
                await asyncio.gather(*directions, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while piece := await source.read(_PIECE_BYTES):
            await self._passing.wait()
            sink.write(piece)
            await sink.drain()

    def __enter__(self) -> NetworkLine:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.pull()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
