"""Why a guard opens a lane by hand: the reasons that screens offer, journalled by their code.

The API takes any reason of 2 to 64 characters, so that a guard's own words are possible too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from wording import Text


class OpenReason(StrEnum):
    """Codes, as journalled and uploaded; screens offer them in this order."""

    ID_CHECKED = "id_checked"
    VISITOR = "visitor"
    STAFF = "staff"
    DEVICE_FAULT = "device_fault"
    BULKY_LOAD = "bulky_load"
    EMERGENCY = "emergency"


WORDS: Final[Mapping[OpenReason, Text]] = MappingProxyType(
    {
        OpenReason.ID_CHECKED: Text("已核对证件和照片", "Papers and photo checked"),
        OpenReason.VISITOR: Text("登记过的访客", "Registered visitor"),
        OpenReason.STAFF: Text("教职工或后勤人员", "Staff or supplier"),
        OpenReason.DEVICE_FAULT: Text("读卡器或摄像头有故障", "Reader or camera at fault"),
        OpenReason.BULKY_LOAD: Text("大件行李或轮椅", "Bulky load or wheelchair"),
        OpenReason.EMERGENCY: Text("紧急情况", "Emergency"),
    }
)


def in_words(reason: str) -> Text:
    """What a journalled reason says; a guard's own words stay as they are."""
    try:
        return WORDS[OpenReason(reason)]
    except ValueError:
        return Text(reason, reason)
