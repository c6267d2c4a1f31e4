"""What could be used as a device: all that is plugged in here or announces itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from devices.diagnostics.attached_ports import (
    VIDEO_BY_ID,
    VIDEO_CLASS,
    FoundPort,
    cameras,
    card_readers,
    serial_ports,
    stable_names,
)
from devices.diagnostics.printers_nearby import announced_printers, probed_printer
from devices.errors import DeviceError, Fault

LISTEN_S: Final = 3.0
"""Printers answer within a second; a sleeping one and a lossy network get a second question."""


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
