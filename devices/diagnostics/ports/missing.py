"""Where a configuration names hardware that is not there now, and what is there instead.

A wrong name and an unplugged device look alike from here, so both are told with what could have
been meant. Nothing is opened. Devices on a network are not asked: ``yanhu devices test`` does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from devices.card.pcsc import serves
from devices.card.pcsc_config import PcscConfig
from devices.diagnostics.ports.attached import (
    VIDEO_BY_ID,
    VIDEO_CLASS,
    cameras,
    card_readers,
    serial_ports,
    stable_names,
)
from devices.errors import DeviceError
from devices.inventory import DeviceConfig

_VIDEO: Final = "/dev/video"


def missing_ports(devices: Mapping[str, DeviceConfig]) -> Iterator[str]:
    """One line for each port that is not there: its key, what it says, and what is allowed."""
    for name, config in devices.items():
        if isinstance(config, PcscConfig):
            yield from _missing_reader(f"devices.{name}.reader", config.reader)
        else:
            yield from _missing_file(f"devices.{name}", config)


def _missing_reader(key: str, wanted: str) -> Iterator[str]:
    try:
        found = card_readers()
    except DeviceError as error:
        yield f"{key}: {wanted!r} can't be looked for ({error}); start the card service, pcscd"
        return
    if not any(serves(reader.about, wanted) for reader in found):
        connected = _listed(reader.port for reader in found)
        yield f"{key}: no reader is called {wanted!r}; connected: {connected}"


def _missing_file(key: str, config: DeviceConfig) -> Iterator[str]:
    """Serial ports are all called ``port`` (a network's is ``tcp_port``), cameras ``device``."""
    board: object = getattr(config, "board", None)
    for place, owner in ((key, config), (f"{key}.board", board)):
        port: object = getattr(owner, "port", None)
        if isinstance(port, str) and port.startswith("/") and not Path(port).exists():
            present = _listed(found.port for found in serial_ports())
            yield f"{place}.port: {port} is not there; present: {present}"
    if config.driver == "v4l2":
        device = f"{_VIDEO}{config.device}" if isinstance(config.device, int) else config.device
        if not Path(device).exists():
            seen = cameras(VIDEO_CLASS, stable_names(VIDEO_BY_ID))
            yield f"{key}.device: {device} is not there; present: {_listed(c.port for c in seen)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
