"""``[neighbours]`` of a gate.toml: off unless switched on; that is the one line needed."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from gate_agent.rules.policy_section import Section
from sync.wire import Code

PORT: Final = 8752
GROUP: Final = "239.192.87.52"
"""Within one organisation (RFC 2365, 6.2)."""


def _address(text: str) -> str:
    try:
        if not ipaddress.IPv4Address(text).is_multicast:
            return text
    except ValueError:
        pass
    raise ValueError("an IPv4 address such as 10.20.0.12 is needed")


def _group(text: str) -> str:
    try:
        if ipaddress.IPv4Address(text).is_multicast:
            return text
    except ValueError:
        pass
    raise ValueError("an IPv4 multicast address such as 239.192.87.52 is needed")


def _peer(text: str) -> str:
    host, colon, port = text.partition(":")
    _address(host)
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 2**16):
        raise ValueError("a port is a number up to 65535, as in 10.20.0.12:8752")
    return text


class NeighboursSection(Section):
    """How gates of one site hear each other."""

    enabled: bool = False
    port: Annotated[int, Field(ge=1, le=65535)] = PORT
    """UDP; the same at all gates of the site."""
    group: Annotated[str, AfterValidator(_group)] = GROUP
    listen: Annotated[str, AfterValidator(_address)] = "0.0.0.0"  # noqa: S104 - gates of the LAN
    """An address of this machine, with ``peers``; multicast needs all of them."""
    peers: Annotated[
        tuple[Annotated[str, AfterValidator(_peer)], ...], Field(strict=False, max_length=64)
    ] = ()
    """Addresses of the other gates where the network carries no multicast."""
    refuse: Annotated[tuple[Code, ...], Field(strict=False, max_length=64)] = ()
    """Gates that are not believed any more, by the names they were enrolled under."""
    hello_s: Annotated[float, Field(ge=0.2, le=60)] = 2.0
    """How often a gate says how far it knows the others; a loss heals as soon."""

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Hosts and ports of ``peers``."""
        parts = [peer.partition(":") for peer in self.peers]
        return tuple((host, int(port or self.port)) for host, _, port in parts)
