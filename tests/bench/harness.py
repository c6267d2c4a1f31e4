"""What every area's measurements share: settings, rows, the report, percentiles."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np

ROOT: Final = Path(__file__).parents[2]
OUT: Final = ROOT / "var" / "bench"


class Better(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Settings:
    """How much to measure."""

    cycles: int = 200
    """Losses and returns of each device."""
    taps: int = 200
    """Cards on each reader; a 99th percentile needs a hundred."""
    rest_s: float = 30.0
    """How long devices at rest are watched, in seconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``value`` None means that it could not be measured; ``note`` says why."""

    name: str
    value: float | None
    unit: str
    better: Better = Better.LOWER
    goal: float | None = None
    reference: float | None = None
    """The same measured on what it is compared with, in the same run."""
    reference_name: str = ""
    ratio_goal: float | None = None
    """How many times better than the reference it shall be."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the reference."""
        if not self.value or not self.reference:
            return None
        better = self.better is Better.HIGHER
        return self.value / self.reference if better else self.reference / self.value

    @property
    def met(self) -> bool | None:
        """Whether it keeps its goals; None when there is none, or no value, or when all that can
        be compared is kept but the reference is missing."""
        if self.value is None or (self.goal is None and self.ratio_goal is None):
            return None
        lower = self.better is Better.LOWER
        kept = self.goal is None or (self.value <= self.goal if lower else self.value >= self.goal)
        if self.ratio_goal is None or not kept:
            return kept
        return None if self.ratio is None else self.ratio >= self.ratio_goal


Part = Callable[[Settings], Iterator[Row]]


def percentile(values: Sequence[float], part: float) -> float:
    """``part`` from 0 to 100; of the values themselves, nothing in between."""
    return float(np.percentile(values, part, method="inverted_cdf"))


def measure(parts: Mapping[str, Part], settings: Settings) -> Iterator[Row]:
    """Every row of ``parts``, as each comes."""
    for part in parts.values():
        yield from part(settings)


def line(row: Row) -> str:
    """``row`` for a person."""
    value = "-" if row.value is None else f"{row.value:.4g} {row.unit}"
    sign = {Better.LOWER: "<=", Better.HIGHER: ">="}[row.better]
    goal = "" if row.goal is None else f"goal {sign} {row.goal:g}"
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    beside = row.reference_name
    if row.reference is not None:
        beside += f" {row.reference:.4g}"
    ratio = "" if row.ratio is None else f"x{row.ratio:.2f}"
    return (
        f"{row.name:<58} {value:>14}  {goal:<16} {verdict:<7} {beside} {ratio} {row.note}".rstrip()
    )


def write(area: str, rows: Sequence[Row], settings: Settings, folder: Path = OUT) -> Path:
    """Write the report of ``area``; earlier rows of other names in it are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{area}.json"
    fresh = {row.name for row in rows}
    earlier = json.loads(path.read_text())["rows"] if path.exists() else []
    kept = [row for row in earlier if row["name"] not in fresh]
    report = {
        "area": area,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "settings": {"cycles": settings.cycles, "taps": settings.taps, "rest_s": settings.rest_s},
        "rows": [*kept, *(_row(row) for row in rows)],
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return path


def _row(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "value": row.value,
        "unit": row.unit,
        "goal": row.goal,
        "better": row.better.value,
        "reference": row.reference,
        "ratio": row.ratio,
        "reference_name": row.reference_name,
        "ratio_goal": row.ratio_goal,
        "met": row.met,
        "note": row.note,
        "load": os.getloadavg()[0],
    }
