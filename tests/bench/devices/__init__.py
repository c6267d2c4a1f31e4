"""Devices: taps, returns after a loss, faces, codes, and a terminal at rest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tests.bench.devices.codes import codes
from tests.bench.devices.faces import faces
from tests.bench.devices.recovery import recovery
from tests.bench.devices.rest import rest
from tests.bench.devices.tap import taps
from tests.bench.harness import Part

PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {"tap": taps, "recovery": recovery, "face": faces, "code": codes, "rest": rest}
)
