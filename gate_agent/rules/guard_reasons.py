"""Why a guard gives an order: the reasons that screens offer, journalled by their code.

The API takes any reason of 2 to 64 characters, so that a guard's own words are possible too. Codes
are unique over all enums, so that a journalled one finds its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from wording import Text


class OpenReason(StrEnum):
    """Opening by hand. Screens offer these, as all below, in their order here."""

    ID_CHECKED = "id_checked"
    VISITOR = "visitor"
    STAFF = "staff"
    DEVICE_FAULT = "device_fault"
    BULKY_LOAD = "bulky_load"
    EMERGENCY = "emergency"


class RefuseReason(StrEnum):
    """Sending somebody away."""

    NOT_THE_HOLDER = "not_the_holder"
    NO_PAPERS = "no_papers"
    NOT_EXPECTED = "not_expected"
    UNSAFE = "unsafe"


class TakeOutReason(StrEnum):
    """Taking a lane out of service."""

    REPAIR = "repair"
    CLEANING = "cleaning"
    OBSTRUCTED = "obstructed"
    NOT_NEEDED = "not_needed"


class PutBackReason(StrEnum):
    """Putting a lane back into service."""

    REPAIRED = "repaired"
    CLEARED = "cleared"
    NEEDED = "needed"


class LockdownReason(StrEnum):
    """Letting in nobody but the named groups."""

    DANGER = "danger"
    ORDERED = "ordered"
    LOCKDOWN_DRILL = "lockdown_drill"


class LockdownEndReason(StrEnum):
    """Ending a lockdown."""

    DANGER_OVER = "danger_over"
    END_ORDERED = "end_ordered"
    LOCKDOWN_DRILL_OVER = "lockdown_drill_over"
    LOCKED_BY_MISTAKE = "locked_by_mistake"


class FireReleaseReason(StrEnum):
    """Closing the lanes again after the fire input opened them."""

    FIRE_OVER = "fire_over"
    FALSE_ALARM = "false_alarm"
    FIRE_DRILL_OVER = "fire_drill_over"


class AssumedReason(StrEnum):
    """What no guard ordered: the agent takes it to be in force, as it can't know."""

    JOURNAL_DAMAGED = "journal_damaged"


GuardReason = (
    OpenReason
    | RefuseReason
    | TakeOutReason
    | PutBackReason
    | LockdownReason
    | LockdownEndReason
    | FireReleaseReason
)

WORDS: Final[Mapping[GuardReason, Text]] = MappingProxyType(
    {
        OpenReason.ID_CHECKED: Text("已核对证件和照片", "Papers and photo checked"),
        OpenReason.VISITOR: Text("登记过的访客", "Registered visitor"),
        OpenReason.STAFF: Text("教职工或后勤人员", "Staff or supplier"),
        OpenReason.DEVICE_FAULT: Text("读卡器或摄像头有故障", "Reader or camera at fault"),
        OpenReason.BULKY_LOAD: Text("大件行李或轮椅", "Bulky load or wheelchair"),
        OpenReason.EMERGENCY: Text("紧急情况", "Emergency"),
        RefuseReason.NOT_THE_HOLDER: Text("不是持卡人本人", "Not the person of the card"),
        RefuseReason.NO_PAPERS: Text("没有可核对的证件", "No papers to check"),
        RefuseReason.NOT_EXPECTED: Text("访客没有登记", "Visitor not registered"),
        RefuseReason.UNSAFE: Text("危及他人安全", "A danger to others"),
        TakeOutReason.REPAIR: Text("设备维修", "Repair"),
        TakeOutReason.CLEANING: Text("清洁保养", "Cleaning"),
        TakeOutReason.OBSTRUCTED: Text("通道被堵", "Something stands in the way"),
        TakeOutReason.NOT_NEEDED: Text("人少，关闭此道", "Not needed now"),
        PutBackReason.REPAIRED: Text("已修好并试过", "Repaired and tried"),
        PutBackReason.CLEARED: Text("通道已清空", "The way is clear"),
        PutBackReason.NEEDED: Text("人多，重新启用", "Needed again"),
        LockdownReason.DANGER: Text("校园内外有危险", "Danger on or near the campus"),
        LockdownReason.ORDERED: Text("保卫处命令", "Ordered by the security office"),
        LockdownReason.LOCKDOWN_DRILL: Text("封闭演练", "Lockdown drill"),
        LockdownEndReason.DANGER_OVER: Text("危险已解除", "The danger is over"),
        LockdownEndReason.END_ORDERED: Text(
            "保卫处命令解除", "Ended by order of the security office"
        ),
        LockdownEndReason.LOCKDOWN_DRILL_OVER: Text("封闭演练结束", "The lockdown drill is over"),
        LockdownEndReason.LOCKED_BY_MISTAKE: Text("误操作", "Locked down by mistake"),
        FireReleaseReason.FIRE_OVER: Text("消防队已确认安全", "The fire service says it is safe"),
        FireReleaseReason.FALSE_ALARM: Text("误报，已到现场核实", "False alarm, checked on site"),
        FireReleaseReason.FIRE_DRILL_OVER: Text("消防演练结束", "The fire drill is over"),
    }
)

_ASSUMED: Final = {
    AssumedReason.JOURNAL_DAMAGED: Text(
        "日志损坏，之前是否封闭、是否火警敞开已查不到，先按封闭处理。如有火情，立即手动开门；"
        "否则向保卫处核实后解除封闭",
        "the journal is damaged and can't tell whether a lockdown or a fire opening was in force, "
        "so a lockdown is assumed. If there is a fire, open by hand at once; otherwise ask the "
        "security office, then end it",
    ),
}
_BY_CODE: Final = MappingProxyType(
    {reason.value: words for table in (WORDS, _ASSUMED) for reason, words in table.items()}
)


def in_words(reason: str) -> Text:
    """What a journalled reason says; a guard's own words stay as they are."""
    return _BY_CODE.get(reason, Text(reason, reason))
