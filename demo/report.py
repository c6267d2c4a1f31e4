"""What the demonstration found: a table to read, and the same as JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wording import Language, Text


@dataclass(frozen=True, slots=True)
class StepResult:
    """How one step of the story went. ``evidence`` is what was seen, or what was missing."""

    number: str
    title: Text
    found: bool
    evidence: Text
    took_ms: float


EVIDENCE_COLUMNS: Final = 88
"""Widest line of evidence, so that the table fits a common terminal."""
_HEADINGS: Final = Text("步骤|做了什么|证据|毫秒", "Step|What happened|Evidence|ms")
_VERDICTS: Final = {True: Text("有", "found"), False: Text("缺", "MISSING")}


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _wrapped(text: str) -> list[str]:
    """The text in lines of at most EVIDENCE_COLUMNS, broken between words or wide characters."""
    lines = [""]
    for word in re.findall(r"[ -~]+?(?: |$|(?=[^ -~]))|[^ -~]", text):
        if _width(lines[-1]) + _width(word.rstrip()) > EVIDENCE_COLUMNS:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def table(results: Sequence[StepResult], language: Language) -> str:
    """The results as an aligned table; long evidence goes over several lines."""
    rows = [_HEADINGS.speak(language).split("|")]
    for result in results:
        found = _VERDICTS[result.found].speak(language)
        first, *more = _wrapped(f"{found}: {result.evidence.speak(language)}")
        rows.append([result.number, result.title.speak(language), first, f"{result.took_ms:.0f}"])
        rows += [["", "", line, ""] for line in more]
    widths = [max(_width(row[place]) for row in rows) for place in range(4)]
    lines = [
        "  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def write(results: Sequence[StepResult], folder: Path) -> None:
    """Leave ``report.json``, ``report.zh_CN.txt`` and ``report.en.txt`` in ``folder``."""
    rows = [
        {
            "step": result.number,
            "title": {"zh": result.title.zh, "en": result.title.en},
            "found": result.found,
            "evidence": {"zh": result.evidence.zh, "en": result.evidence.en},
            "ms": round(result.took_ms, 1),
        }
        for result in results
    ]
    (folder / "report.json").write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    for language in Language:
        (folder / f"report.{language}.txt").write_text(table(results, language) + "\n")
