"""Kinds, states and events of devices in words: no card number, no code's content."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, assert_never

from devices.barrier.sensor_words import ACTIVE, QUIET, SENSORS
from devices.card.protocol_words import PROTOCOLS
from devices.ports import (
    CardPresented,
    CardRemoved,
    CardUnreadable,
    CodeScanned,
    DeviceEvent,
    DeviceHealth,
    DeviceKind,
    DeviceState,
    HealthChanged,
    IdCardRead,
    IdCardUnreadable,
    SensorChanged,
)
from devices.scanner.symbology_words import symbology_name
from devices.self_test import fault_sentence
from wording import Text

KINDS: Final[Mapping[DeviceKind, Text]] = MappingProxyType(
    {
        DeviceKind.CARD_READER: Text("读卡器", "Card reader"),
        DeviceKind.CODE_SCANNER: Text("扫码器", "Code scanner"),
        DeviceKind.ID_CARD_READER: Text("身份证读卡器", "ID card reader"),
        DeviceKind.CAMERA: Text("摄像头", "Camera"),
        DeviceKind.BARRIER: Text("道闸", "Barrier"),
        DeviceKind.INDICATOR: Text("指示灯", "Indicator"),
        DeviceKind.DOCUMENT_PRINTER: Text("打印机", "Printer"),
        DeviceKind.RECEIPT_PRINTER: Text("小票打印机", "Receipt printer"),
    }
)
STATES: Final[Mapping[DeviceState, Text]] = MappingProxyType(
    {
        DeviceState.CONNECTING: Text("正在连接", "Connecting"),
        DeviceState.READY: Text("就绪", "Ready"),
        DeviceState.DEGRADED: Text("有问题", "Impaired"),
        DeviceState.DOWN: Text("不工作", "Down"),
    }
)

_CARD: Final = Text("来卡：{zh}，ATR {atr}", "card presented: {en}, ATR {atr}")
_CARD_GONE: Final = Text("卡已拿开", "card removed")
_CODE: Final = Text("扫到码：{zh}，{length} 个字符", "code: {en}, {length} characters")
_ID_CARD: Final = Text("身份证已读", "identity card read")
_WITH_FAULT: Final = Text("{zh}：{fault_zh}", "{en}: {fault_en}")


def of_event(event: DeviceEvent) -> Text:
    """What happened at a device, in a line."""
    match event:
        case CardPresented(atr=atr, protocol=protocol):
            how = PROTOCOLS[protocol]
            return _CARD.format(zh=how.zh, en=how.en, atr=atr.hex() or "-")
        case CardUnreadable(fault=fault) | IdCardUnreadable(fault=fault):
            return fault_sentence(fault)
        case CardRemoved():
            return _CARD_GONE
        case CodeScanned(text=text, symbology=symbology, gs1=gs1):
            name = symbology_name(symbology, gs1=gs1)
            return _CODE.format(zh=name.zh, en=name.en, length=len(text))
        case IdCardRead():
            return _ID_CARD
        case SensorChanged(sensor=sensor, active=active):
            name, state = SENSORS[sensor], ACTIVE if active else QUIET
            return Text(f"{name.zh}：{state.zh}", f"{name.en}: {state.en.lower()}")
        case HealthChanged(health=health):
            return _of_health(health)
        case _:
            assert_never(event)


def _of_health(health: DeviceHealth) -> Text:
    state = STATES[health.state]
    if health.fault is None:
        return state
    fault = fault_sentence(health.fault)
    return _WITH_FAULT.format(zh=state.zh, en=state.en, fault_zh=fault.zh, fault_en=fault.en)
