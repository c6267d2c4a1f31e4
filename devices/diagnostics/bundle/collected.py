"""The support bundle: one zip that says how a terminal's devices are and were, without secrets.

Card numbers, pictures and templates are in nothing that is collected here; what the configuration
keeps secret is removed from it and from everything else
(:mod:`devices.diagnostics.bundle.redaction`), and so are people's names
(:mod:`devices.diagnostics.bundle.pseudonyms`).
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from devices.config_file import ConfigInvalid
from devices.diagnostics.bundle.file import GAPS, Bundle, zipped
from devices.diagnostics.bundle.history import (
    FILE_NAME,
    HistoryUnreadable,
    read_history,
)
from devices.diagnostics.bundle.log_tail import last_lines
from devices.diagnostics.bundle.pseudonyms import Pseudonyms, guards_in, technicians_in_log
from devices.diagnostics.bundle.redaction import redact
from devices.diagnostics.ports.attached import Transport
from devices.diagnostics.ports.discovery import ANSWER_LIMIT_S, discover
from devices.diagnostics.readiness.archive import FOLDER, INDEX, ReportEntry
from devices.diagnostics.rows import fault_row
from devices.diagnostics.terminal_data import diagnostics_folder, terminal_data, terminal_name
from wording import Text

LOG_LINES: Final = 2_000
"""Of each log; some hours of a terminal that is in trouble, days of one that is not."""
PART_CHARACTERS: Final = 4 * 1024 * 1024
"""Of each file in the bundle, so that what goes through a gate's API has a bound."""
JOURNAL_LIMIT_S: Final = 10.0
_UNITS: Final = ("yanhu-gate", "yanhu-kiosk")

_README: Final = """\
Support bundle of {name}, made at {at}.

configuration.toml    the terminal's file; secrets read (removed), people (person 1) and so on
health-history.jsonl  changes of the devices' health, oldest first
ports.json            serial ports and card readers that were there, and what could not be asked
readiness.jsonl       readiness runs, oldest first
versions.json         system and installed packages
logs/                 the last {lines} lines of each log
missing.txt           what could not be collected, and why, and what there is none of yet
{gaps}          the same in both languages, for programs
"""
_NO_HISTORY: Final = Text("设备健康记录（{path}）", "health history ({path})")
_BAD_HISTORY: Final = Text("设备健康记录（{detail}）", "health history ({detail})")
_NO_READERS: Final = Text(
    "读卡器（读卡服务 {limit:g} 秒内没有应答）",
    "card readers (the card service did not answer within {limit:g} s)",
)
_NO_LOG: Final = Text("日志 {path}（{detail}）", "log {path} ({detail})")
_NO_JOURNAL: Final = Text(
    "系统日志（没有 journalctl）", "the system's journal (there is no journalctl)"
)
_CUT: Final = Text("{name} 太长，只有最后一段", "the beginning of {name}, which is too long")
_BAD_JOURNAL: Final = Text("系统日志（{detail}）", "the system's journal ({detail})")


class _Gaps:
    """Collects what a bundle lacks while it is made."""

    def __init__(self) -> None:
        self.missing: Final[list[Text]] = []
        self.none_yet: Final[list[Text]] = []

    def lines(self) -> str:
        """As they stand in the bundle."""
        return "\n".join(gap.en for gap in (*self.missing, *self.none_yet))


def collect_bundle(
    config: Path,
    *,
    logs: Sequence[Path] = (),
    own_log: bool = False,
    answer_limit_s: float = ANSWER_LIMIT_S,
) -> Bundle:
    """Collect everything about the terminal of ``config``.

    ``logs`` are files to take the end of, besides the journal of the system; with ``own_log`` also
    what this process logged, where it is the terminal's. Devices are not touched, so that a
    terminal in service can be asked. Takes some seconds; the card service is waited for
    ``answer_limit_s`` at most. Raises ConfigInvalid, OSError.
    """
    document = _document(config)
    redaction = redact(document)
    readiness = _readiness(config)
    gaps = _Gaps()
    parts = {
        "configuration.toml": redaction.text,
        "health-history.jsonl": _history(config, gaps),
        "ports.json": _ports(answer_limit_s, gaps),
        "readiness.jsonl": readiness,
        "versions.json": json.dumps(_versions(), indent=2),
        **_logs(logs, gaps),
    }
    if own_log:
        parts["logs/program.log"] = last_lines()
    parts = {name: _bounded(name, text, gaps) for name, text in parts.items()}
    named = [name for text in parts.values() for name in technicians_in_log(text)]
    people = Pseudonyms([*guards_in(document), *_technicians_in(readiness), *named])
    parts["missing.txt"] = gaps.lines()
    parts["README.txt"] = _README.format(
        name=terminal_name(config),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        lines=LOG_LINES,
        gaps=GAPS,
    )

    def clean(text: str) -> str:
        return people.scrub(redaction.scrub(text))

    def all_clean(some: Sequence[Text]) -> tuple[Text, ...]:
        return tuple(Text(clean(one.zh), clean(one.en)) for one in some)

    clean_parts = {name: clean(text) for name, text in parts.items()}
    return zipped(clean_parts, all_clean(gaps.missing), all_clean(gaps.none_yet))


def _bounded(name: str, text: str, gaps: _Gaps) -> str:
    """The end of ``text``, which is its newest part, without half a line."""
    if len(text) <= PART_CHARACTERS:
        return text
    gaps.missing.append(_CUT.format(name=name))
    return text[-PART_CHARACTERS:].partition("\n")[2]


def _document(config: Path) -> Mapping[str, object]:
    """Also a file whose devices can't be used is worth looking at; one that is no TOML is not."""
    try:
        return tomllib.loads(config.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{config}: not TOML in UTF-8") from error


def _history(config: Path, gaps: _Gaps) -> str:
    path = terminal_data(config) / FILE_NAME
    try:
        entries = read_history(path)
    except HistoryUnreadable as error:
        gaps.missing.append(_BAD_HISTORY.format(detail=error))
        return ""
    if not entries:
        gaps.none_yet.append(_NO_HISTORY.format(path=path))
    return "".join(json.dumps(asdict(entry)) + "\n" for entry in entries)


def _ports(answer_limit_s: float, gaps: _Gaps) -> str:
    seen = discover(printers=False, answer_limit_s=answer_limit_s)
    if Transport.PCSC in seen.late:
        gaps.missing.append(_NO_READERS.format(limit=answer_limit_s))
    found = [asdict(port) for port in seen.found]
    return json.dumps(
        {"found": found, "faults": [fault_row(fault) for fault in seen.faults], "late": seen.late},
        ensure_ascii=False,
        indent=2,
    )


def _readiness(config: Path) -> str:
    index = diagnostics_folder(config) / FOLDER / INDEX
    return index.read_text(encoding="utf-8") if index.exists() else ""


def _technicians_in(readiness: str) -> Iterator[str]:
    for line in readiness.splitlines():
        with suppress(ValidationError):  # a line that is damaged is worth seeing as it is
            yield ReportEntry.model_validate_json(line).technician


def _versions() -> Mapping[str, object]:
    packages = {package.name: package.version for package in distributions()}
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "packages": dict(sorted(packages.items())),
    }


def _logs(files: Sequence[Path], gaps: _Gaps) -> dict[str, str]:
    logs = {}
    for file in files:
        try:
            with file.open(encoding="utf-8", errors="replace") as lines:
                name = "_".join(file.resolve().parts[1:])
                logs[f"logs/{name}"] = "".join(deque(lines, LOG_LINES))
        except OSError as error:
            gaps.missing.append(_NO_LOG.format(path=file, detail=error.strerror))
    journal = _journal(gaps)
    if journal:
        logs["logs/journal.log"] = journal
    return logs


def _journal(gaps: _Gaps) -> str:
    program = shutil.which("journalctl")
    if program is None:
        gaps.missing.append(_NO_JOURNAL)
        return ""
    units = [word for unit in _UNITS for word in ("--unit", unit)]
    command = [program, *units, "--lines", str(LOG_LINES), "--no-pager", "--output", "short-iso"]
    try:
        done = subprocess.run(  # noqa: S603 - every argument is ours
            command,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=JOURNAL_LIMIT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        gaps.missing.append(_BAD_JOURNAL.format(detail=type(error).__name__))
        return ""
    if done.returncode != 0:
        gaps.missing.append(_BAD_JOURNAL.format(detail=done.stderr.strip()))
    return done.stdout
