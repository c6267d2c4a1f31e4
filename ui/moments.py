"""Moments and spans as people at a screen read them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final

from wording import Text

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400


def clock(at: datetime, zone: tzinfo | None) -> str:
    """Time of day of an aware moment in ``zone``, as 08:41:07; None: where the screen stands."""
    return at.astimezone(zone).strftime("%H:%M:%S")


def day_and_time(at: datetime, now: datetime) -> Text:
    """When something was decided, seen from ``now`` and in its zone: today without a date."""
    local, today = at.astimezone(now.tzinfo), now.date()
    time = local.strftime("%H:%M")
    if local.date() == today:
        return Text(time, time)
    if local.date() == today - timedelta(days=1):
        return Text(f"昨天 {time}", f"yesterday {time}")
    return Text(f"{local.month}月{local.day}日 {time}", f"{local.strftime('%-d %b')} {time}")


def span(seconds: float) -> Text:
    """A length of time in its one fitting unit."""
    whole = max(0, int(seconds))
    if whole < _MINUTE_S:
        return Text(f"{whole} 秒", f"{whole} s")
    if whole < _HOUR_S:
        return Text(f"{whole // _MINUTE_S} 分钟", f"{whole // _MINUTE_S} min")
    if whole < 2 * _DAY_S:
        return Text(f"{whole // _HOUR_S} 小时", f"{whole // _HOUR_S} h")
    return Text(f"{whole // _DAY_S} 天", f"{whole // _DAY_S} days")
