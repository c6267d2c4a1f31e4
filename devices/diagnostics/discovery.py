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
from devices.diagnostics.sound_cards import sound_cards
from devices.errors import DeviceError, Fault, Silent

LISTEN_S: Final = 3.0
"""Printers answer within a second; a sleeping one and a lossy network get a second question."""

OWN_CUPS: Final = "localhost:631"
"""This machine's print server; few terminals have one."""


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
    cups: str | None = None,
) -> Discovery:
    """Look everywhere; takes a little over ``listen_s`` seconds, nothing without ``printers``.

    ``interfaces`` are the IP addresses of this host to ask for printers from, all when empty.
    ``probe`` are printers (``ipp://host/ipp/print``) to ask directly, where multicast does not
    reach. ``cups`` is a print server (host and port) whose queues count too; without it this
    machine's, if it has one. What can't be reached is among the faults.
    """
    from devices.diagnostics import print_queues, printers_nearby  # load slowly

    found, faults = [*serial_ports(), *cameras(VIDEO_CLASS, stable_names(VIDEO_BY_ID))], []
    found += sound_cards()
    try:
        found += card_readers()
    except DeviceError as error:
        faults.append(error.fault)
    if printers:
        found += printers_nearby.announced_printers(interfaces, listen_s)
        try:
            found += print_queues.print_queues(cups or OWN_CUPS)
        except DeviceError as error:
            if cups is not None or not isinstance(error, Silent):
                faults.append(error.fault)
    for uri in probe:
        try:
            found.append(printers_nearby.probed_printer(uri))
        except DeviceError as error:
            faults.append(error.fault)
    return Discovery(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(faults)))
