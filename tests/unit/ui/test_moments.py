"""Moments and spans as a guard reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ui import moments
from wording import Text

NOON = datetime(2030, 9, 1, 12, 0, 0).astimezone()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(hours=2), Text("10:00", "10:00")),
        (timedelta(hours=13), Text("昨天 23:00", "yesterday 23:00")),
        (timedelta(days=2), Text("8月30日 12:00", "30 Aug 12:00")),
    ],
)
def test_a_decision_is_dated_as_people_say_it(before: timedelta, expected: Text) -> None:
    assert moments.day_and_time(NOON - before, NOON) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-3, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (47 * 3600, "47 h"),
        (48 * 3600, "2 days"),
    ],
)
def test_a_span_has_one_unit(seconds: float, expected: str) -> None:
    assert moments.span(seconds).en == expected


def test_the_clock_shows_seconds() -> None:
    assert moments.clock(NOON, None) == "12:00:00"


def test_times_and_days_are_those_of_the_zone_asked_for() -> None:
    evening = datetime(2030, 8, 31, 16, 30, tzinfo=UTC)
    shanghai = ZoneInfo("Asia/Shanghai")
    assert moments.clock(evening, shanghai) == "00:30:00"
    now = datetime(2030, 8, 31, 17, 0, tzinfo=UTC).astimezone(shanghai)
    assert moments.day_and_time(evening, now).en == "00:30"
    before = evening - timedelta(hours=1)
    assert moments.day_and_time(before, now).en == "yesterday 23:30"
