"""The sum of false identification, as docs/devices/face.md tells it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devices.face.false_identification import NotMeasured, expected, threshold_for

PAGE = Path(__file__).parents[4] / "docs" / "devices" / "face.md"
PEOPLE = (20, 100, 1000)
ROW = re.compile(
    r"^\| (0\.\d+) \| (\S+) \| (\S+) % \| (\S+) % \| (\S+) % \| (\d+) \|$", re.MULTILINE
)


def test_the_page_tells_what_the_sum_gives() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(rows) == 3
    for threshold, far, *rates, most in rows:
        known = expected(float(threshold), 1)
        assert f"{known.far:.1e}" == f"{float(far):.1e}"
        for people, rate in zip(PEOPLE, rates, strict=True):
            percent = 100 * expected(float(threshold), people).rate
            assert float(f"{percent:.2g}") == float(rate)
        assert known.most_people(0.001) == int(most)


def test_nothing_is_said_of_what_was_not_measured() -> None:
    with pytest.raises(NotMeasured):
        expected(0.39, 1)


def test_no_measured_threshold_serves_a_whole_campus() -> None:
    assert threshold_for(100, 0.001) == 0.5
    assert threshold_for(4000, 0.001) is None
