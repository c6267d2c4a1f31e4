"""A rig whose devices follow scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import SimpleQueue

from devices.card.pcsc_config import PcscConfig
from devices.driver import Driver
from devices.inventory import DeviceConfig
from devices.ports import DeviceEvent
from devices.rig import Rig
from tests.helpers.scripted_driver import Script

UNUSED = PcscConfig(driver="pcsc", reader="scripted instead")


@contextmanager
def rig_of(scripts: Mapping[str, Script]) -> Iterator[Rig]:
    """A started rig; its devices are called as ``scripts`` names them."""

    def build(name: str, config: DeviceConfig) -> Driver:
        return scripts[name].build(name)

    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    rig = Rig(dict.fromkeys(scripts, UNUSED), events, build)
    rig.start()
    try:
        yield rig
    finally:
        rig.stop()
