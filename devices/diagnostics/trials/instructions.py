"""What somebody at the device is asked to do for a trial of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.ports import DeviceKind
from wording import Text

INSTRUCTIONS: Final[Mapping[DeviceKind, Text]] = MappingProxyType(
    {
        DeviceKind.CARD_READER: Text("请在读卡器上放一张卡", "Present a card to the reader"),
        DeviceKind.CODE_SCANNER: Text("请把一个码对准扫码器", "Hold a code before the scanner"),
        DeviceKind.ID_CARD_READER: Text(
            "请把身份证放到阅读器上", "Lay an identity card on the reader"
        ),
        DeviceKind.INDICATOR: Text("请看灯、听声音", "Watch the light, listen for the sound"),
        DeviceKind.CAMERA: Text("请站到摄像头前", "Stand before the camera"),
        DeviceKind.BARRIER: Text(
            "请远离道闸：配置允许时它会动作", "Stand clear: the barrier moves where that is allowed"
        ),
    }
)
"""What somebody should do for a device of that kind; nothing for the others."""
