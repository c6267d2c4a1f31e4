"""Kinds, states and outcomes in words, with their symbols."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from gate_agent.api.schema import DeviceStateView, SelfTestOutcome
from wording import Text


class Level(IntEnum):
    """As in StatusDot.qml."""

    GOOD = 0
    ATTENTION = 1
    BAD = 2
    UNKNOWN = 3


_KINDS: Final = {
    "card_reader": (Text("读卡器", "Card reader"), "contactless"),
    "camera": (Text("摄像头", "Camera"), "videocam"),
    "barrier": (Text("道闸", "Barrier"), "door_sliding"),
    "document_printer": (Text("文件打印机", "Document printer"), "print"),
}
_HINTS: Final = {
    "card_reader": Text("请把一张卡放到读卡器上", "Hold a card to the reader"),
    "camera": Text("请对着摄像头站好", "Stand in front of the camera"),
    "barrier": Text("道闸可能动作，请让开", "The barrier may move: stand clear"),
    "document_printer": Text("正在询问打印机", "Asking the printer"),
}
_WAIT: Final = Text("请稍候", "Please wait")

STATES: Final = {
    DeviceStateView.CONNECTING: (Level.UNKNOWN, Text("正在连接", "Connecting")),
    DeviceStateView.READY: (Level.GOOD, Text("就绪", "Ready")),
    DeviceStateView.DEGRADED: (Level.ATTENTION, Text("有问题", "Impaired")),
    DeviceStateView.DOWN: (Level.BAD, Text("不工作", "Down")),
}
OUTCOMES: Final = {
    SelfTestOutcome.PASSED: (Level.GOOD, Text("通过", "Passed")),
    SelfTestOutcome.FAILED: (Level.BAD, Text("未通过", "Failed")),
    SelfTestOutcome.SKIPPED: (Level.UNKNOWN, Text("跳过", "Skipped")),
    SelfTestOutcome.TIMED_OUT: (Level.ATTENTION, Text("超时", "Timed out")),
}


def kind_name(kind: str) -> Text:
    """The kind in words; one that this version doesn't know stays as it is."""
    known = _KINDS.get(kind)
    return known[0] if known else Text(kind, kind)


def kind_symbol(kind: str) -> str:
    known = _KINDS.get(kind)
    return known[1] if known else "memory"


def hint(kind: str) -> Text:
    """What the technician does while a device of this kind is tested."""
    return _HINTS.get(kind, _WAIT)
