"""Days and hours as the screen's language writes them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Final

from wording import Language

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(when: date, language: Language) -> str:
    """A day, as 2026年2月14日 or 14 February 2026."""
    if language is Language.ZH:
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def clock(when: datetime, zone: tzinfo) -> str:
    """The time of day in ``zone``; ``when`` is aware."""
    return f"{when.astimezone(zone):%H:%M}"


def moment(when: datetime, zone: tzinfo, language: Language) -> str:
    """A day and time in ``zone``; ``when`` is aware."""
    return f"{day(when.astimezone(zone).date(), language)} {clock(when, zone)}"
