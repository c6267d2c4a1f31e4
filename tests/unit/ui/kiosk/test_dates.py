"""Days and times on a kiosk are the campus's, wherever its machine thinks that it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ui.kiosk import dates
from wording import Language

EVENING = datetime(2030, 8, 31, 16, 30, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_an_evening_in_utc_is_the_next_day_on_the_campus() -> None:
    assert dates.clock(EVENING, SHANGHAI) == "00:30"
    assert dates.moment(EVENING, SHANGHAI, Language.EN) == "1 September 2030 00:30"
    assert dates.moment(EVENING, SHANGHAI, Language.ZH) == "2030年9月1日 00:30"
