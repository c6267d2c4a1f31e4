"""What is said of a kept readiness report."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from devices.diagnostics.readiness.archive import ReportEntry
from devices.diagnostics.readiness.told import Verdict
from ui.diagnostics.bench_rows import Say
from ui.diagnostics.words import TALLY, Level
from wording import Text

INTACT: Final = Text("完好", "Intact")
CHANGED: Final = Text("已被改动或丢失", "Changed or gone")
CHECKING: Final = Text("正在核对", "Being checked")
_LEVELS: Final = {
    Verdict.READY: Level.GOOD,
    Verdict.READY_AS_FAR_AS_TESTED: Level.ATTENTION,
    Verdict.NOT_READY: Level.BAD,
}


def verdict(name: str) -> tuple[Level, Text]:
    """Of a report's verdict as it is kept; one that this version doesn't know stays as it is."""
    for known, level in _LEVELS.items():
        if known.name.lower() == name:
            return level, known.value
    return Level.UNKNOWN, Text(name or "?", name or "?")


def counts(entry: ReportEntry, say: Say) -> str:
    """How many devices passed, failed, took too long and were skipped."""
    return say(
        TALLY.format(
            passed=entry.passed,
            failed=entry.failed,
            timed_out=entry.timed_out,
            skipped=entry.skipped,
        )
    )


def moment(at: datetime, zone: tzinfo | None) -> str:
    """``2026-09-01 08:30`` by the clocks of ``zone``; None: this machine's."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
