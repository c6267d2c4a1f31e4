"""The inputs of a lane in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.ports import Sensor
from wording import Text

SENSORS: Final[Mapping[Sensor, Text]] = MappingProxyType(
    {
        Sensor.PASSAGE: Text("通行光束", "Passage beam"),
        Sensor.FORCED: Text("强行推开", "Forced"),
        Sensor.FIRE: Text("消防信号", "Fire"),
    }
)
ACTIVE: Final = Text("有信号", "Active")
QUIET: Final = Text("无信号", "Quiet")
_NONE: Final = Text("未配置", "none configured")


def inputs(active: Mapping[Sensor, bool]) -> Text:
    """All of ``active`` in a line: ``Passage beam active, Forced quiet``."""
    if not active:
        return _NONE
    told = [(SENSORS[sensor], ACTIVE if on else QUIET) for sensor, on in active.items()]
    return Text(
        "，".join(f"{name.zh}{state.zh}" for name, state in told),
        ", ".join(f"{name.en} {state.en.lower()}" for name, state in told),
    )
