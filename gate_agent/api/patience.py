"""How long the local API waits for a request, and how many connections it keeps.

uvicorn keeps a connection for ever whose request never ends its head. Somebody on the network who
opens enough of them would take all of the agent's file handles, also those to the hall.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HEAD_LIMIT_S: Final = 5.0
"""From the connection, or from the first byte of a further request, to the end of its head."""
CONNECTIONS: Final = 256
OF_ONE_ADDRESS: Final = 96
"""A screen holds two of each agent; a proxy or a desk with several screens has room."""


class PatientLoop(asyncio.SelectorEventLoop):
    """Waits for TLS as long as for a head; by itself asyncio waits a minute, and uvicorn counts no
    connection before its handshake is done."""

    async def _create(
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], **options: object
    ) -> asyncio.Server:
        if options.get("ssl") is not None:
            options["ssl_handshake_timeout"] = HEAD_LIMIT_S
        serve: Callable[..., Awaitable[asyncio.Server]] = super().create_server
        return await serve(protocol_factory, **options)

    create_server = _create  # type: ignore[assignment]  # as uvicorn calls it: by keywords


class PatientProtocol(H11Protocol):
    """One connection, given up when its request does not come, or when there are too many."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._crowded():
            transport.abort()
            return
        self._giving_up = self.loop.call_later(HEAD_LIMIT_S, transport.abort)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle  # None until the first head has come
        if cycle is not None and not cycle.response_complete:
            self._come()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(HEAD_LIMIT_S, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._come()
        super().connection_lost(exc)

    def _come(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _crowded(self) -> bool:
        if len(self.connections) > CONNECTIONS:
            return True
        here = self.client and self.client[0]
        mine = (one for one in self.connections if isinstance(one, PatientProtocol))
        same = [one for one in mine if one.client and one.client[0] == here]
        return len(same) > OF_ONE_ADDRESS
