"""TCP ports for servers that are told their address before they start."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack
from typing import Final

PORTS: Final = range(10_000, 32_000)
"""Below those that the kernel gives away by itself, which could go to a connection in between."""


def free_port(neighbours: int = 0) -> int:
    """A TCP port on loopback that nobody listens on now, and hardly anybody by the time it is used.

    The next ``neighbours`` ports are free as well. Raises OSError when there is none.
    """
    for port in random.sample(PORTS, len(PORTS)):
        try:
            with ExitStack() as servers:
                for each in range(port, port + neighbours + 1):
                    servers.enter_context(socket.create_server(("127.0.0.1", each)))
                return port
        except OSError:
            continue
    raise OSError("no TCP port on loopback is free")
