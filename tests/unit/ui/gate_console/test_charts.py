"""The day's figures as bars and words: scales, hours, and that nothing divides by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from gate_agent.wire.reports import FiguresView, LaneFigures, ReasonFigure
from sync.wire import Bilingual
from tests.helpers.gate_reports import no_figures
from tests.helpers.gate_states import NOW, said
from ui.gate_console.charts import (
    LEAST_HOURS,
    REASONS,
    EntriesChart,
    entries_chart,
    headline,
    lane_rows,
    nice_top,
    reason_bars,
)
from wording import Text

BUCKETS = 288
HOUR = 12
MIDNIGHT = NOW.astimezone().replace(hour=0, minute=0, second=0)


def english(text: Text | Bilingual) -> str:
    return text.en


def series(counts: Mapping[int, int]) -> tuple[int, ...]:
    """A day with these counts in these buckets."""
    return tuple(counts.get(bucket, 0) for bucket in range(BUCKETS))


def lane(
    entered: Mapping[int, int], refused: Mapping[int, int] | None = None, left: int = 0
) -> LaneFigures:
    busiest = max(entered.values(), default=0)
    at: datetime | None = None
    if busiest:
        bucket = max(entered, key=lambda place: entered[place])
        at = MIDNIGHT + timedelta(seconds=300 * bucket)
    turned = refused or {}
    return LaneFigures(
        lane="L1",
        name=said("1 号道", "Lane 1"),
        entered=series(entered),
        left=series({0: left}),
        refused=series(turned),
        entered_total=sum(entered.values()),
        left_total=left,
        refused_total=sum(turned.values()),
        opened_by_guard=2,
        busiest=busiest,
        busiest_at=at,
    )


def day(*lanes: LaneFigures, refusals: tuple[int, ...] = ()) -> FiguresView:
    return FiguresView(
        day=MIDNIGHT.date(),
        begins=MIDNIGHT,
        bucket_s=300,
        lanes=lanes,
        refusals=tuple(
            ReasonFigure(reason=f"r{n}", sentence=said(f"原因{n}", f"Reason {n}"), count=count)
            for n, count in enumerate(refusals)
        ),
    )


@pytest.mark.parametrize(
    ("count", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 10), (10, 10), (11, 20), (21, 50), (51, 100), (1001, 2000)],
)
def test_the_axis_ends_at_an_even_round_number(count: int, top: int) -> None:
    assert nice_top(count) == top


def test_a_day_on_which_nobody_came_has_no_bars() -> None:
    assert entries_chart(no_figures(), english) == EntriesChart()
    assert entries_chart(day(), english) == EntriesChart()
    assert {(row.part, row.busiest) for row in lane_rows(no_figures(), english)} == {(0.0, "none")}
    assert reason_bars(day(), english) == []


def test_lanes_are_summed_and_scaled_to_the_top() -> None:
    chart = entries_chart(day(lane({96: 6}, {96: 2}), lane({96: 9})), english)
    assert [tick.label for tick in chart.counts] == ["0", "10", "20"]
    (bar,) = [bar for bar in chart.bars if bar.entered]
    assert (bar.entered, bar.refused) == (15 / 20, 2 / 20)
    assert bar.said == "08:00-08:05: 15 in, 2 refused"


@pytest.mark.parametrize(
    ("bucket", "first", "last"),
    [(0, "00:00", "04:00"), (98, "08:00", "12:00"), (287, "20:00", "00:00")],
)
def test_a_short_time_is_not_blown_up(bucket: int, first: str, last: str) -> None:
    chart = entries_chart(day(lane({bucket: 1})), english)
    assert len(chart.bars) == LEAST_HOURS * HOUR
    assert chart.hours[0].label == first
    assert chart.hours[-1].label == last
    assert (chart.hours[0].place, chart.hours[-1].place) == (0.0, 1.0)


@pytest.mark.parametrize(("hours", "apart"), [(6, 1), (7, 2), (12, 2), (13, 3), (24, 3)])
def test_hours_are_named_as_far_apart_as_there_is_room(hours: int, apart: int) -> None:
    chart = entries_chart(day(lane({0: 1, hours * HOUR - 1: 1})), english)
    labels = [int(tick.label[:2]) for tick in chart.hours]
    assert labels[1] - labels[0] == apart


def test_refusals_alone_are_a_day_as_well() -> None:
    chart = entries_chart(day(lane({}, {120: 4})), english)
    assert max(bar.refused for bar in chart.bars) == 4 / 10
    assert all(bar.entered == 0 for bar in chart.bars)


def test_rare_reasons_share_a_bar() -> None:
    counts = (40, 20, 10, 5, 4, 3, 2, 1)
    bars = reason_bars(day(refusals=counts), english)
    assert len(bars) == REASONS + 1
    assert (bars[0].words, bars[0].part) == ("Reason 0", 1.0)
    assert (bars[-1].words, bars[-1].count) == ("Other reasons", 3)
    assert bars[-1].part == pytest.approx(3 / 40)


def test_the_rest_together_may_be_the_longest_bar() -> None:
    bars = reason_bars(day(refusals=(5,) * (REASONS + 3)), english)
    assert (bars[-1].count, bars[-1].part) == (15, 1.0)
    assert bars[0].part == pytest.approx(1 / 3)


def test_each_lane_is_measured_by_the_busiest() -> None:
    quiet, busy = lane_rows(day(lane({96: 30}, left=20), lane({97: 1170}, left=30)), english)
    assert busy.part == 1.0
    assert quiet.part == pytest.approx(50 / 1200)
    assert (busy.entered, busy.exited, busy.busiest) == ("1,170", "30", "1170 at 08:05")


def test_the_headline_sums_the_lanes() -> None:
    figures = day(lane({96: 1200}, {97: 3}, left=20), lane({96: 800}, left=1))
    assert headline(figures, english) == "2,000 in · 21 out · 3 refused · 4 opened by hand"
