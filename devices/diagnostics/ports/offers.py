"""The ports among which a technician chooses for one device of a configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.ports.advice import how_to_type, why_no_port
from devices.diagnostics.ports.attached import FoundPort, Transport
from devices.diagnostics.ports.choice import Chosen, port_of, shown_port, transport_of
from devices.diagnostics.ports.discovery import ANSWER_LIMIT_S, LISTEN_S, Discovery, discover
from devices.diagnostics.ports.sharing import share
from devices.errors import Fault
from devices.inventory import DeviceConfig
from devices.printer.configs import CupsConfig
from devices.rig import NoSuchDevice
from devices.self_test import fault_sentence
from wording import Text

_ASKED_OF: Final = {Fault.CARD_SERVICE_DOWN: Transport.PCSC}
"""Whom a fault of the looking concerns; any other is the print server's."""
_LATE: Final = {
    Transport.PCSC: Text("读卡服务", "the card service"),
    Transport.IPP: Text("网络打印机", "printers in the network"),
    Transport.CUPS: Text("打印服务器", "the print server"),
}
"""What may be so slow that it is not waited for."""
_NOT_IN_TIME: Final = Text(
    "查找已在 {limit:g} 秒后停止：{zh}没有答完。可稍候再找，或直接输入端口",
    "Looking was stopped after {limit:g} s: {en} had not answered. "
    "Look again later, or type the port",
)


class PortOffer(BaseModel):
    """One port that was found."""

    model_config = ConfigDict(frozen=True)

    transport: Transport
    port: str
    """As the configuration would write it."""
    about: str
    """What it says of itself: maker, product, USB id, serial number."""
    current: bool = False
    """The device is there now."""
    used_by: str = ""
    """Another device of this configuration that is there now."""
    taken: bool = False
    """That one does not share the port, so that it must be given another one first."""


class PortOffers(BaseModel):
    """What there is to choose from. Nothing here holds a password."""

    model_config = ConfigDict(frozen=True)

    found: tuple[PortOffer, ...] = ()
    transport: Transport | None = None
    """The kind that fits; None when looking can't find this kind."""
    current: str = ""
    """Where the device is now, as people may be shown it; empty when it has no port of its own."""
    missed: tuple[Text, ...] = ()
    """What could not be looked for, and what to do about it."""
    advice: Text | None = None
    """What to do where looking can't find this kind."""
    typed: bool = True
    """A port can be typed: the device has one of its own."""

    def after(self, chosen: Chosen) -> PortOffers:
        """The same offers once ``chosen`` was done."""
        moved = (chosen.device, *chosen.along)
        found = tuple(
            offer.model_copy(
                update={
                    "current": chosen.after in (offer.port, offer.about),
                    "used_by": "" if offer.used_by in moved else offer.used_by,
                    "taken": offer.taken and offer.used_by not in moved,
                }
            )
            for offer in self.found
        )
        return self.model_copy(update={"found": found, "current": chosen.after})


def port_offers(path: Path, device: str, answer_limit_s: float = ANSWER_LIMIT_S) -> PortOffers:
    """Look everywhere, where looking helps, for the configuration ``path``.

    Takes a little over LISTEN_S seconds, at most ``answer_limit_s`` more: who has not answered by
    then is said to be missing. Opens no port, so nothing that serves is disturbed. Raises
    ConfigInvalid, NoSuchDevice.
    """
    devices = load_devices(path)
    if device not in devices:
        raise NoSuchDevice.called(device, devices)
    ports = _ports(devices)
    chosen, current = devices[device], ports.get(device)
    if current is None:
        return PortOffers(advice=why_no_port(device, chosen), typed=False)
    transport = transport_of(chosen)
    if transport is None:
        return PortOffers(current=shown_port(current), advice=how_to_type(chosen))
    server = chosen.server if isinstance(chosen, CupsConfig) else None
    seen = discover(cups=server, answer_limit_s=answer_limit_s)
    return PortOffers(
        found=tuple(_offer(port, device, ports, devices) for port in seen.found),
        transport=transport,
        current=shown_port(current),
        missed=_missed(seen, transport, LISTEN_S + answer_limit_s),
    )


def _ports(devices: dict[str, DeviceConfig]) -> dict[str, str]:
    """Device -> its port, without those that share another device's or have none."""
    ports = {}
    for name, config in devices.items():
        try:
            ports[name] = port_of(config)
        except ConfigInvalid:
            continue
    return ports


def _offer(
    port: FoundPort, device: str, ports: Mapping[str, str], devices: Mapping[str, DeviceConfig]
) -> PortOffer:
    users = [name for name, written in ports.items() if port.meant_by(written)]
    others = [name for name in users if name != device]
    unlike = [name for name in others if not share(devices[device], devices[name])]
    return PortOffer(
        transport=port.transport,
        port=port.port,
        about=port.about,
        current=device in users,
        used_by=next(iter(unlike or others), ""),
        taken=bool(unlike),
    )


def _missed(seen: Discovery, transport: Transport, limit_s: float) -> tuple[Text, ...]:
    faulty = tuple(
        fault_sentence(fault)
        for fault in seen.faults
        if transport is _ASKED_OF.get(fault, Transport.CUPS)
    )
    return faulty + tuple(
        _NOT_IN_TIME.format(limit=limit_s, zh=_LATE[late].zh, en=_LATE[late].en)
        for late in seen.late
        if late is transport
    )
