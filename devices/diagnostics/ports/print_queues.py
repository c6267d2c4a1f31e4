"""The queues of a CUPS server, as a configuration names them. Nothing is printed."""

from __future__ import annotations

from typing import Final

from devices.diagnostics.ports.attached import FoundPort, Transport
from devices.printer.ipp_client import IppClient

ASK_LIMIT_S: Final = 3.0
"""The server is this machine, as a rule."""


def print_queues(server: str) -> tuple[FoundPort, ...]:
    """All queues of ``server`` (host and port), by name. Raises DeviceError without a server."""
    client = IppClient(f"ipp://{server}/", timeout_s=ASK_LIMIT_S, verify_tls=True)
    queues = sorted(client.queues(), key=lambda queue: queue.name)
    return tuple(FoundPort(Transport.CUPS, one.name, one.about or one.name) for one in queues)
