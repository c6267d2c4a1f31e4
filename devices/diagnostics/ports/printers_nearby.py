"""IPP printers in the network, by DNS-SD (RFC 6763) over multicast DNS (RFC 6762)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from zeroconf import InterfaceChoice, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from devices.diagnostics.ports.attached import FoundPort, Transport
from devices.printer.ipp_client import IppClient

DETAIL_LIMIT_MS: Final = 1000
"""For the address and name of one printer that was seen."""
PROBE_LIMIT_S: Final = 3.0
_SERVICES: Final = {"_ipp._tcp.local.": "ipp", "_ipps._tcp.local.": "ipps"}


def probed_printer(uri: str) -> FoundPort:
    """The printer at ``uri``, by its own word. Raises DeviceError when none answers."""
    client = IppClient(uri, timeout_s=PROBE_LIMIT_S, verify_tls=False)
    return FoundPort(Transport.IPP, uri, client.printer().model)


class _Seen(ServiceListener):
    """Collects the names of announced services; zeroconf calls it from its own thread."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._names: Final[dict[tuple[str, str], None]] = {}

    def names(self) -> list[tuple[str, str]]:
        with self._lock:
            return list(self._names)

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        with self._lock:
            self._names[type_, name] = None

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """The same service with other details, which are asked for afterwards anyway."""

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        with self._lock:
            self._names.pop((type_, name), None)


def announced_printers(interfaces: Sequence[str], listen_s: float) -> tuple[FoundPort, ...]:
    """Printers that announce themselves within ``listen_s`` seconds; empty without a network."""
    try:
        asking = Zeroconf(interfaces=list(interfaces) or InterfaceChoice.All)
    except OSError:
        return ()
    with asking:
        seen = _Seen()
        with ServiceBrowser(asking, list(_SERVICES), listener=seen):
            threading.Event().wait(listen_s)
        details = [
            (service, asking.get_service_info(service, name, DETAIL_LIMIT_MS))
            for service, name in seen.names()
        ]
    found = [printer_of(_SERVICES[service], info) for service, info in details if info is not None]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.port))


def printer_of(scheme: str, info: ServiceInfo) -> FoundPort | None:
    """The printer that ``info`` announces; None when it tells no address, or takes no PDF.

    TXT keys: ``rp`` path, ``ty`` model, ``note`` place, ``pdl`` formats (Bonjour printing
    specification 1.2.1, section 9.2).
    """
    told = {
        key.decode("ascii", "replace"): (value or b"").decode("utf-8", "replace")
        for key, value in info.properties.items()
    }
    addresses = info.parsed_addresses()
    if not addresses or info.port is None or "application/pdf" not in told.get("pdl", ""):
        return None
    host = addresses[0] if ":" not in addresses[0] else f"[{addresses[0]}]"
    uri = f"{scheme}://{host}:{info.port}/{told.get('rp', '').lstrip('/')}"
    about = ", ".join(part for part in (told.get("ty", ""), told.get("note", "")) if part)
    return FoundPort(Transport.IPP, uri, about or info.name)
