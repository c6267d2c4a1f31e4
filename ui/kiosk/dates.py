"""Days and hours as the screen's language writes them."""

from __future__ import annotations

from datetime import date, datetime
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


def clock(when: datetime) -> str:
    """The time of day on this terminal's clock face; ``when`` is aware."""
    return f"{when.astimezone():%H:%M}"


def moment(when: datetime, language: Language) -> str:
    """A day and time on this terminal's clock face; ``when`` is aware."""
    return f"{day(when.astimezone().date(), language)} {clock(when)}"
