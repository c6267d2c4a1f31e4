"""Goals, ratios and the report of the measurements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.harness import Better, Row, Settings, percentile, write


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("a", 4.9, "ms", goal=5.0), True),
        (Row("a", 5.1, "ms", goal=5.0), False),
        (Row("a", 0.99, "", Better.HIGHER, goal=0.99), True),
        (Row("a", 0.98, "", Better.HIGHER, goal=0.99), False),
        (Row("a", 0.0, "", goal=0), True),
        (Row("a", 7.0, "ms"), None),
        (Row("a", None, "ms", goal=5.0), None),
        (Row("a", 10.0, "ms", reference=50.0, ratio_goal=4.0), True),
        (Row("a", 10.0, "ms", reference=30.0, ratio_goal=4.0), False),
        (Row("a", 10.0, "ms", goal=20.0, ratio_goal=4.0), None),
    ],
)
def test_goal_is_kept_or_missed(row: Row, met: bool | None) -> None:
    assert row.met is met


def test_ratio_says_how_many_times_better() -> None:
    assert Row("a", 10.0, "ms", reference=40.0).ratio == 4.0
    assert Row("a", 0.9, "", Better.HIGHER, reference=0.6).ratio == pytest.approx(1.5)
    assert Row("a", 10.0, "ms").ratio is None


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 50), percentile(values, 99)) == (50.0, 99.0)


def test_report_keeps_rows_of_parts_that_were_not_measured_again(tmp_path: Path) -> None:
    write("area", [Row("one", 1.0, "s"), Row("two", 2.0, "s")], Settings(), tmp_path)
    path = write("area", [Row("two", 3.0, "s", goal=1.0)], Settings(cycles=20), tmp_path)
    rows = json.loads(path.read_text())["rows"]
    assert [(row["name"], row["value"], row["met"]) for row in rows] == [
        ("one", 1.0, None),
        ("two", 3.0, False),
    ]
    for key in ("unit", "goal", "better", "reference", "ratio"):
        assert key in rows[0]
