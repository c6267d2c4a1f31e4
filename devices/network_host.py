"""Where a device is on the network, as a configuration writes it."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _is_host(host: str) -> str:
    if re.fullmatch(r"[0-9A-Za-z._-]+", host):
        return host
    try:
        return str(IPv6Address(host))
    except ValueError as error:
        raise ValueError(
            "must be a host name or IP address alone, as 10.20.0.50; its port is the key tcp_port"
        ) from error


Host = Annotated[str, StringConstraints(min_length=1, max_length=253), AfterValidator(_is_host)]
"""Name or address, without a port."""
