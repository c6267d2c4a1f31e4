"""The day's figures of one gate as bars, axes and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gate_agent.wire.reports import FiguresView, LaneFigures
from ui.gate_console.tiles import Say
from wording import Text

LEAST_HOURS: Final = 4
"""A chart of a short morning is not blown up to the whole width."""
REASONS: Final = 6
"""Reasons that have a bar of their own; the rest is one more."""
_STEPS: Final = (1, 2, 5)
_OTHER: Final = Text("其他原因", "Other reasons")
_HEADLINE: Final = Text(
    "入 {entered:,} · 出 {left:,} · 拒 {refused:,} · 手动放行 {opened:,}",
    "{entered:,} in · {left:,} out · {refused:,} refused · {opened:,} opened by hand",
)
_AT: Final = Text(
    "{begin}-{end}：入 {entered}，拒 {refused}", "{begin}-{end}: {entered} in, {refused} refused"
)
_BUSIEST: Final = Text("{count} 人（{begin}）", "{count} at {begin}")
_NEVER: Final = Text("无", "none")


@dataclass(frozen=True, slots=True)
class Bar:
    """Five minutes: parts of the axis' height, and what was counted."""

    entered: float
    refused: float
    said: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of an axis; ``place`` is 0 to 1."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """How often a reason was given; ``part`` of the most frequent."""

    words: str
    count: int
    part: float


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One lane's throughput."""

    lane: str
    entered: str
    exited: str
    refused: str
    opened: str
    busiest: str
    part: float
    """Of the busiest lane, in and out together."""


@dataclass(frozen=True, slots=True)
class EntriesChart:
    """Entries upwards and refusals downwards, so that they differ by more than colour."""

    bars: tuple[Bar, ...] = ()
    hours: tuple[Tick, ...] = ()
    counts: tuple[Tick, ...] = ()
    """Labels upwards from the axis, 0 at the axis and 1 at the top."""


def entries_chart(figures: FiguresView, say: Say) -> EntriesChart:
    """The part of the day in which something happened; without bars when nothing did."""
    entered = _summed([lane.entered for lane in figures.lanes])
    refused = _summed([lane.refused for lane in figures.lanes])
    busy = [place for place, counts in enumerate(zip(entered, refused, strict=True)) if any(counts)]
    if not busy:
        return EntriesChart()
    hour = 3600 // figures.bucket_s
    first = busy[0] // hour * hour
    last = max(-(-(busy[-1] + 1) // hour) * hour, first + LEAST_HOURS * hour)
    last = min(last, len(entered))
    first = max(0, min(first, last - LEAST_HOURS * hour))
    top = nice_top(max(*entered, *refused, 1))
    bars = tuple(
        Bar(entered[n] / top, refused[n] / top, _at(figures, n, entered[n], refused[n], say))
        for n in range(first, last)
    )
    span = last - first
    every = hour if span <= 6 * hour else 2 * hour if span <= 12 * hour else 3 * hour
    hours = tuple(
        Tick((n - first) / span, _clock(_begins(figures, n)))
        for n in range(first, last + 1)
        if n % every == 0
    )
    counts = tuple(Tick(part, f"{round(top * part)}") for part in (0.0, 0.5, 1.0))
    return EntriesChart(bars, hours, counts)


def nice_top(count: int) -> int:
    """The least even 1, 2 or 5 times a power of ten (2 at least) that is not below ``count``."""
    power = 1
    while True:
        for step in _STEPS:
            top = step * power
            if top >= count and top % 2 == 0:
                return top
        power *= 10


def reason_bars(figures: FiguresView, say: Say) -> list[ReasonBar]:
    """The most frequent reasons first; what is over ``REASONS`` together."""
    shown, rest = figures.refusals[:REASONS], figures.refusals[REASONS:]
    counted = [(say(entry.sentence), entry.count) for entry in shown]
    if rest:
        counted.append((say(_OTHER), sum(entry.count for entry in rest)))
    most = max((count for _, count in counted), default=1) or 1
    return [ReasonBar(words, count, count / most) for words, count in counted]


def lane_rows(figures: FiguresView, say: Say) -> list[LaneRow]:
    """Every lane, in the gate's order."""
    most = max((_through(lane) for lane in figures.lanes), default=1) or 1
    return [
        LaneRow(
            say(lane.name),
            f"{lane.entered_total:,}",
            f"{lane.left_total:,}",
            f"{lane.refused_total:,}",
            f"{lane.opened_by_guard:,}",
            _busiest(lane, say),
            _through(lane) / most,
        )
        for lane in figures.lanes
    ]


def headline(figures: FiguresView, say: Say) -> str:
    """The day in one line."""
    lanes = figures.lanes
    return say(_HEADLINE).format(
        entered=sum(lane.entered_total for lane in lanes),
        left=sum(lane.left_total for lane in lanes),
        refused=sum(lane.refused_total for lane in lanes),
        opened=sum(lane.opened_by_guard for lane in lanes),
    )


def _through(lane: LaneFigures) -> int:
    return lane.entered_total + lane.left_total


def _busiest(lane: LaneFigures, say: Say) -> str:
    if lane.busiest_at is None:
        return say(_NEVER)
    return say(_BUSIEST).format(count=lane.busiest, begin=_clock(lane.busiest_at))


def _summed(series: list[tuple[int, ...]]) -> list[int]:
    return [sum(counts) for counts in zip(*series, strict=True)]


def _at(figures: FiguresView, place: int, entered: int, refused: int, say: Say) -> str:
    begin, end = _begins(figures, place), _begins(figures, place + 1)
    return say(_AT).format(begin=_clock(begin), end=_clock(end), entered=entered, refused=refused)


def _begins(figures: FiguresView, place: int) -> datetime:
    return figures.begins + timedelta(seconds=place * figures.bucket_s)


def _clock(at: datetime) -> str:
    """By the campus's time, in which the agent says it."""
    return at.strftime("%H:%M")
