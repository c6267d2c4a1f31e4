"""Kinds, states and outcomes in words, with their symbols."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from devices.diagnostics.health_words import STATES as DEVICE_STATES
from devices.ports import DeviceState
from gate_agent.wire.schema import DeviceStateView, SelfTestOutcome
from wording import Text


class Level(IntEnum):
    """As in StatusDot.qml."""

    GOOD = 0
    ATTENTION = 1
    BAD = 2
    UNKNOWN = 3


_KINDS: Final = {
    "card_reader": (Text("读卡器", "Card reader"), "contactless"),
    "code_scanner": (Text("扫码器", "Code scanner"), "qr_code_scanner"),
    "id_card_reader": (Text("身份证阅读器", "Identity card reader"), "badge"),
    "camera": (Text("摄像头", "Camera"), "videocam"),
    "barrier": (Text("道闸", "Barrier"), "door_sliding"),
    "indicator": (Text("指示灯 / 声音", "Light or sound"), "volume_up"),
    "document_printer": (Text("文件打印机", "Document printer"), "print"),
    "receipt_printer": (Text("小票打印机", "Receipt printer"), "receipt_long"),
}
_HINTS: Final = {
    "card_reader": Text("请把一张卡放到读卡器上", "Hold a card to the reader"),
    "code_scanner": Text("请把一个码对准扫码器", "Hold a code before the scanner"),
    "id_card_reader": Text("请把身份证放到阅读器上", "Lay an identity card on the reader"),
    "camera": Text("请对着摄像头站好", "Stand in front of the camera"),
    "barrier": Text("道闸可能动作，请让开", "The barrier may move: stand clear"),
    "indicator": Text("请看灯、听声音", "Watch the light, listen for the sound"),
    "document_printer": Text("正在询问打印机", "Asking the printer"),
    "receipt_printer": Text("正在询问打印机", "Asking the printer"),
}
_BY_HAND: Final = {
    "card_reader": Text("读卡", "Read a card"),
    "code_scanner": Text("扫码", "Scan a code"),
    "camera": Text("实时画面", "Live picture"),
    "barrier": Text("输入与动作", "Inputs"),
    "document_printer": Text("打印测试页", "Test page"),
    "receipt_printer": Text("打印小票", "Receipt"),
}
_WAIT: Final = Text("请稍候", "Please wait")

STATES: Final = {
    DeviceStateView.CONNECTING: (Level.UNKNOWN, DEVICE_STATES[DeviceState.CONNECTING]),
    DeviceStateView.READY: (Level.GOOD, DEVICE_STATES[DeviceState.READY]),
    DeviceStateView.DEGRADED: (Level.ATTENTION, DEVICE_STATES[DeviceState.DEGRADED]),
    DeviceStateView.DOWN: (Level.BAD, DEVICE_STATES[DeviceState.DOWN]),
}
_OPERATIONS: Final = {
    "card_read": Text("读卡", "Card read"),
    "code_read": Text("扫码", "Code read"),
    "print": Text("打印", "Print"),
    "exchange": Text("应答", "Answer"),
    "frame_gap": Text("帧间隔", "Frame gap"),
    "outage": Text("中断", "Outage"),
    "connect": Text("连接", "Connect"),
    "self_test": Text("自检", "Self-test"),
}
"""What says most of a device first."""
OUTCOMES: Final = {
    SelfTestOutcome.PASSED: (Level.GOOD, Text("通过", "Passed")),
    SelfTestOutcome.FAILED: (Level.BAD, Text("未通过", "Failed")),
    SelfTestOutcome.SKIPPED: (Level.UNKNOWN, Text("跳过", "Skipped")),
    SelfTestOutcome.TIMED_OUT: (Level.ATTENTION, Text("超时", "Timed out")),
}
TALLY: Final = Text(
    "{passed} 通过 · {failed} 未通过 · {timed_out} 超时 · {skipped} 跳过",
    "{passed} passed · {failed} failed · {timed_out} timed out · {skipped} skipped",
)
"""Of a run."""


def kind_name(kind: str) -> Text:
    """The kind in words; one that this version doesn't know stays as it is."""
    known = _KINDS.get(kind)
    return known[0] if known else Text(kind, kind)


def kind_symbol(kind: str) -> str:
    known = _KINDS.get(kind)
    return known[1] if known else "memory"


def operation_name(operation: str) -> Text:
    """The operation in words; one that this version doesn't know stays as it is."""
    return _OPERATIONS.get(operation, Text(operation, operation))


def operation_rank(operation: str) -> int:
    """Its place among a device's operations; what says most comes first."""
    known = list(_OPERATIONS)
    return known.index(operation) if operation in known else len(known)


def hint(kind: str) -> Text:
    """What the technician does while a device of this kind is tested."""
    return _HINTS.get(kind, _WAIT)


def by_hand_name(kind: str) -> Text | None:
    """What a technician can do by hand with a device of this kind, as a button says it."""
    return _BY_HAND.get(kind)
