"""The UDP socket: one group on every network this machine is in, or the peers it was told of."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from typing import Final

from gate_agent.neighbours.codec import DATAGRAM_LIMIT
from gate_agent.neighbours.neighbourhood import Address, Outgoing

_LOOPBACK: Final = "lo"


class LanSocket:
    """Open until :meth:`close`. Belongs to one thread."""

    def __init__(self, listen: str, port: int, group: str, peers: tuple[Address, ...]) -> None:
        """With ``peers`` nothing is sent to ``group``. Raises OSError."""
        self._group: Final = (group, port)
        self._peers: Final = peers
        self._socket: Final = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((listen, port))
            self._socket.setblocking(False)
            # Within the site: routers hand nothing on.
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        except BaseException:
            self._socket.close()
            raise
        self._joined: set[int] = set()
        self.join()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def join(self) -> None:
        """Listen to the group on networks that have come; to be called now and then."""
        if self._peers:
            return
        present = {index for index, name in socket.if_nameindex() if name != _LOOPBACK}
        for index in present - self._joined:
            if self._told(socket.IP_ADD_MEMBERSHIP, index):
                self._joined.add(index)
        self._joined &= present

    def receive(self) -> tuple[bytes, Address] | None:
        """The next datagram; None when none waits. Longer ones arrive cut and are refused."""
        try:
            data, (host, port) = self._socket.recvfrom(DATAGRAM_LIMIT + 1)
        except (BlockingIOError, ConnectionError):
            return None
        return data, (host, port)

    def send(self, outgoing: Outgoing) -> None:
        """Give it to the network; what that loses or refuses is asked for again."""
        for to in self._everybody() if outgoing.to is None else (outgoing.to,):
            # A cable that is out, a peer that is off: whoever hears nothing says so on its screen.
            with contextlib.suppress(OSError):
                self._socket.sendto(outgoing.data, to)

    def _everybody(self) -> Iterator[Address]:
        if self._peers:
            yield from self._peers
            return
        for index in self._joined:
            if self._told(socket.IP_MULTICAST_IF, index):
                yield self._group

    def _told(self, option: int, index: int) -> bool:
        """Set a multicast option for one network; False where it has no address or is down."""
        request = struct.pack("4s4si", socket.inet_aton(self._group[0]), bytes(4), index)
        try:
            self._socket.setsockopt(socket.IPPROTO_IP, option, request)
        except OSError:
            return False
        return True
