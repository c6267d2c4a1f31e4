"""How a card speaks, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.ports import CardProtocol
from wording import Text

PROTOCOLS: Final[Mapping[CardProtocol, Text]] = MappingProxyType(
    {
        CardProtocol.T0: Text("接触式 T=0", "contact, T=0"),
        CardProtocol.T1: Text("接触式 T=1", "contact, T=1"),
        CardProtocol.CONTACTLESS: Text("非接触式", "contactless"),
        CardProtocol.ANNOUNCED: Text("由读卡器报出卡号", "number told by the reader"),
    }
)
