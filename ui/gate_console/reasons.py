"""Why a guard opens a lane by hand: a closed set, journalled by its code."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from wording import Text


class OpenReason(StrEnum):
    """Codes as the agent journals them; the order is that of the number keys."""

    ID_CHECKED = "id_checked"
    VISITOR = "visitor"
    STAFF = "staff"
    DEVICE_FAULT = "device_fault"
    BULKY_LOAD = "bulky_load"
    EMERGENCY = "emergency"


WORDS: Final = {
    OpenReason.ID_CHECKED: Text("已核对证件和照片", "Papers and photo checked"),
    OpenReason.VISITOR: Text("登记过的访客", "Registered visitor"),
    OpenReason.STAFF: Text("教职工或后勤人员", "Staff or supplier"),
    OpenReason.DEVICE_FAULT: Text("读卡器或摄像头有故障", "Reader or camera at fault"),
    OpenReason.BULKY_LOAD: Text("大件行李或轮椅", "Bulky load or wheelchair"),
    OpenReason.EMERGENCY: Text("紧急情况", "Emergency"),
}
