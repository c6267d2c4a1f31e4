"""What is plugged in or announces itself: serial ports, cameras, PC/SC readers, IPP printers.

Serial ports and cameras come from the kernel, readers from the PC/SC daemon, printers by DNS-SD
(RFC 6763) over multicast DNS (RFC 6762). Nothing is opened, so a device in use is not disturbed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from serial.tools import list_ports
from zeroconf import InterfaceChoice, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from devices.card.scard import Context
from devices.errors import DeviceError, Fault
from devices.printer.ipp_client import IppClient

LISTEN_S: Final = 3.0
"""Printers answer within a second; a sleeping one and a lossy network get a second question."""
DETAIL_LIMIT_MS: Final = 1000
"""For the address and name of one printer that was seen."""
PROBE_LIMIT_S: Final = 3.0
BY_ID: Final = Path("/dev/serial/by-id")
VIDEO_BY_ID: Final = Path("/dev/v4l/by-id")
VIDEO_CLASS: Final = Path("/sys/class/video4linux")
_SERVICES: Final = {"_ipp._tcp.local.": "ipp", "_ipps._tcp.local.": "ipps"}


class Transport(StrEnum):
    SERIAL = "serial"
    VIDEO = "video"
    PCSC = "pcsc"
    IPP = "ipp"


@dataclass(frozen=True, slots=True)
class FoundPort:
    """One port, as a configuration would write it."""

    transport: Transport
    port: str
    about: str
    """What it says of itself: maker, product, USB id, serial number."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """Everything that was found, and what could not be looked for."""

    found: tuple[FoundPort, ...]
    faults: tuple[Fault, ...]


def discover(
    *,
    interfaces: Sequence[str] = (),
    probe: Sequence[str] = (),
    listen_s: float = LISTEN_S,
    printers: bool = True,
) -> Discovery:
    """Look everywhere; takes a little over ``listen_s`` seconds, nothing without ``printers``.

    ``interfaces`` are the IP addresses of this host to ask for printers from, all when empty.
    ``probe`` are printers (``ipp://host/ipp/print``) to ask directly, where multicast does not
    reach. What can't be reached is among the faults.
    """
    found, faults = [*serial_ports(), *cameras(VIDEO_CLASS, stable_names(VIDEO_BY_ID))], []
    try:
        found += card_readers()
    except DeviceError as error:
        faults.append(error.fault)
    if printers:
        found += announced_printers(interfaces, listen_s)
    for uri in probe:
        try:
            found.append(probed_printer(uri))
        except DeviceError as error:
            faults.append(error.fault)
    return Discovery(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(faults)))


@dataclass(frozen=True, slots=True)
class SerialPortSeen:
    """A serial port as the kernel knows it; texts are empty where it knows none."""

    device: str
    maker: str = ""
    product: str = ""
    usb_id: str = ""
    """``vendor:product`` in hexadecimal; empty when it is no USB adapter."""
    serial_number: str = ""


def serial_ports() -> tuple[FoundPort, ...]:
    """All serial ports of this host, by their stable name where there is one."""
    seen = []
    for port in list_ports.comports():
        usb_id = "" if port.vid is None else f"{port.vid:04x}:{port.pid:04x}"
        seen.append(
            SerialPortSeen(
                port.device,
                port.manufacturer or "",
                port.product or "",
                usb_id,
                port.serial_number or "",
            )
        )
    return named_serial_ports(seen, stable_names(BY_ID))


def stable_names(folder: Path) -> dict[str, str]:
    """Device -> the name below ``folder`` (udev's by-id) that survives replugging."""
    if not folder.is_dir():
        return {}
    return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}


def named_serial_ports(
    seen: Iterable[SerialPortSeen], stable: Mapping[str, str]
) -> tuple[FoundPort, ...]:
    """``seen`` as a configuration writes them: USB adapters first, each by its stable name."""
    ordered = sorted(seen, key=lambda port: (not port.usb_id, port.device))
    return tuple(
        FoundPort(Transport.SERIAL, stable.get(port.device, port.device), _about(port, port.device))
        for port in ordered
    )


def _about(port: SerialPortSeen, device: str) -> str:
    parts = (port.maker, port.product, port.usb_id, port.serial_number)
    said = " ".join(part for part in parts if part)
    return f"{device}: {said}" if said else device


def cameras(video_class: Path, stable: Mapping[str, str]) -> tuple[FoundPort, ...]:
    """Cameras at this host, named by the kernel in the files ``video_class/videoN/name``.

    A camera has further nodes, for its metadata: only the first one (``index`` 0) gives pictures.
    """
    found = []
    for node in sorted(video_class.glob("video*")):
        device = f"/dev/{node.name}"
        if _told(node / "index") in ("", "0"):
            about = f"{device}: {_told(node / 'name')}"
            found.append(FoundPort(Transport.VIDEO, stable.get(device, device), about))
    return tuple(found)


def _told(file: Path) -> str:
    """What the kernel says there; empty when it says nothing."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def card_readers() -> tuple[FoundPort, ...]:
    """All PC/SC readers, without the two numbers that change with the order of plugging.

    Two readers of one model keep them, or they could not be told apart, and so do the further slots
    of one reader. Raises NotFound (card service down).
    """
    context = Context()
    try:
        names = context.readers()
    finally:
        context.release()
    return tuple(FoundPort(Transport.PCSC, _written(full, names), full) for full in names)


def _written(full: str, names: Sequence[str]) -> str:
    """``full`` is ``NAME PLACE SLOT`` (pcsc-lite); the name alone means its first slot."""
    name = _parts(full)[0]
    of_that_name = [other for other in map(_parts, names) if other[0] == name]
    several_readers = len({other[1] for other in of_that_name}) > 1
    return full if several_readers or _parts(full) != min(of_that_name) else name


def _parts(full: str) -> tuple[str, str, str]:
    name, _, slot = full.rpartition(" ")
    name, _, place = name.rpartition(" ")
    return name, place, slot


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
