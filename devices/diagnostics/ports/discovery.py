"""What could be used as a device: all that is plugged in here or announces itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final

from devices.diagnostics.may_hang import MayHang, NotInTime
from devices.diagnostics.ports.attached import (
    VIDEO_BY_ID,
    VIDEO_CLASS,
    FoundPort,
    Transport,
    cameras,
    card_readers,
    serial_ports,
    stable_names,
)
from devices.diagnostics.ports.sound_cards import sound_cards
from devices.errors import DeviceError, Fault, Silent

LISTEN_S: Final = 3.0
"""Printers answer within a second; a sleeping one and a lossy network get a second question."""
ANSWER_LIMIT_S: Final = 7.0
"""For each of those who are asked, beyond the time for which is listened: more than any needs that
is well, so that a card service or a print server that hangs takes nobody's patience."""

OWN_CUPS: Final = "localhost:631"
"""This machine's print server; few terminals have one."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """Everything that was found, and what could not be looked for."""

    found: tuple[FoundPort, ...]
    faults: tuple[Fault, ...]
    late: tuple[Transport, ...] = ()
    """Kinds whose look had not ended when the time was over."""


def discover(
    *,
    interfaces: Sequence[str] = (),
    probe: Sequence[str] = (),
    listen_s: float = LISTEN_S,
    printers: bool = True,
    cups: str | None = None,
    answer_limit_s: float = ANSWER_LIMIT_S,
) -> Discovery:
    """Look everywhere; takes a little over ``listen_s`` seconds, nothing without ``printers``.

    All are asked at the same time, and whatever hangs, it ends ``answer_limit_s`` after that.
    ``interfaces`` are the IP addresses of this
    host to ask for printers from, all when empty. ``probe`` are printers (``ipp://host/ipp/print``)
    to ask directly, where multicast does not reach. ``cups`` is a print server (host and port)
    whose queues count too; without it this machine's, if it has one. What can't be reached is among
    the faults.
    """
    deadline = monotonic() + answer_limit_s + (listen_s if printers else 0.0)
    looks = [(Transport.PCSC, MayHang("look-card-service", card_readers))]
    if printers:
        from devices.diagnostics.ports import (
            print_queues,
            printers_nearby,  # load slowly
        )

        server = cups or OWN_CUPS
        nearby = partial(printers_nearby.announced_printers, interfaces, listen_s)
        looks += [
            (Transport.IPP, MayHang(f"look-{listen_s:g}-s-{','.join(interfaces)}", nearby)),
            (Transport.CUPS, MayHang(f"look-{server}", partial(print_queues.print_queues, server))),
        ]
    looks += [(Transport.IPP, MayHang(f"look-{uri}", partial(_probed, uri))) for uri in probe]
    found = [*serial_ports(), *cameras(VIDEO_CLASS, stable_names(VIDEO_BY_ID)), *sound_cards()]
    faults, late = [], []
    for transport, look in looks:
        try:
            found += look.result(deadline)
        except NotInTime:
            late.append(transport)
        except DeviceError as error:
            nobody = transport is Transport.CUPS and cups is None and isinstance(error, Silent)
            if not nobody:
                faults.append(error.fault)
    return Discovery(
        tuple(dict.fromkeys(found)), tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(late))
    )


def _probed(uri: str) -> tuple[FoundPort, ...]:
    from devices.diagnostics.ports.printers_nearby import probed_printer

    return (probed_printer(uri),)
