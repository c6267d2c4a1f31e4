"""What printers of the network say of themselves (DNS-SD): anybody can announce one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from zeroconf import ServiceInfo

from devices.diagnostics.ports.printers_nearby import printer_of

CODEC: Final = "printer-announcement"
LONGEST_INPUT: Final = 1024
_PACKET: Final = 9_000
"""Most bytes of a multicast DNS message (RFC 6762, section 17)."""
_TYPE: Final = "_ipp._tcp.local."
SEEDS: Final = (b"\x13pdl=application/pdf\x08rp=ipp/p\x06ty=LP1", b"\x13pdl=application/pdf\x03rp=")


def one_input(data: bytes) -> None:
    """A found printer has an address that can be taken apart again, of the scheme asked for."""
    told = ServiceInfo(
        _TYPE, f"p.{_TYPE}", addresses=[b"\x7f\0\0\1"], port=631, properties=_pairs(data[:_PACKET])
    )
    found = printer_of("ipp", told)
    if found is not None:
        assert urlsplit(found.port).scheme == "ipp"
        assert urlsplit(found.port).port == 631


def _pairs(text: bytes) -> dict[str | bytes, str | bytes | None]:
    """The pairs of a TXT record (RFC 6763, section 6.3)."""
    pairs: dict[str | bytes, str | bytes | None] = {}
    at = 0
    while at < len(text):
        begin, at = at + 1, at + 1 + text[at]
        key, separator, value = text[begin:at].partition(b"=")
        if key:
            pairs.setdefault(key, value if separator else None)
    return pairs
