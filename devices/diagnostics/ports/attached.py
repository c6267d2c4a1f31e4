"""What is plugged in here: serial ports and cameras by the kernel, readers by the PC/SC daemon.

Nothing is opened, so a device in use is not disturbed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from serial.tools import list_ports

from devices.card.scard import Context

BY_ID: Final = Path("/dev/serial/by-id")
VIDEO_BY_ID: Final = Path("/dev/v4l/by-id")
VIDEO_CLASS: Final = Path("/sys/class/video4linux")


class Transport(StrEnum):
    SERIAL = "serial"
    VIDEO = "video"
    PCSC = "pcsc"
    IPP = "ipp"
    CUPS = "cups"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class FoundPort:
    """One port, as a configuration would write it."""

    transport: Transport
    port: str
    about: str
    """What it says of itself: maker, product, USB id, serial number."""

    def meant_by(self, written: str) -> bool:
        """Whether a configuration that says ``written`` means this port."""
        match self.transport:
            case Transport.SERIAL:
                return Path(self.port).resolve() == Path(written).resolve()
            case Transport.VIDEO:
                file = Path(
                    f"/dev/video{written}" if written.isdecimal() else VIDEO_BY_ID / written
                )
                return Path(self.port).resolve() == file.resolve()
            case Transport.PCSC | Transport.IPP | Transport.CUPS | Transport.SOUND:
                return written in (self.port, self.about)


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
