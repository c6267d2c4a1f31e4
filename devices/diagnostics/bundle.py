"""The support bundle: one zip that says how a terminal's devices are and were, without secrets.

Card numbers, pictures and templates are in nothing that is collected here; what the configuration
keeps secret is removed from it and from everything else (:mod:`devices.diagnostics.redaction`).
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import tomllib
import zipfile
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from devices.config_file import ConfigInvalid
from devices.diagnostics.discovery import discover
from devices.diagnostics.health_history import (
    FILE_NAME,
    HistoryUnreadable,
    read_history,
)
from devices.diagnostics.redaction import Redaction, redact
from devices.diagnostics.report_archive import FOLDER, INDEX
from devices.diagnostics.rows import fault_row
from devices.diagnostics.terminal_data import diagnostics_folder, terminal_data
from wording import Text

LOG_LINES: Final = 2_000
"""Of each log; some hours of a terminal that is in trouble, days of one that is not."""
JOURNAL_LIMIT_S: Final = 10.0
_UNITS: Final = ("yanhu-gate", "yanhu-kiosk")

_README: Final = """\
Support bundle of {host}, made at {at}.

configuration.toml    the terminal's file; secrets read (removed)
health-history.jsonl  changes of the devices' health, oldest first
ports.json            serial ports and card readers that were there, and what could not be asked
readiness.jsonl       readiness runs, oldest first
versions.json         system and installed packages
logs/                 the last {lines} lines of each log
missing.txt           what could not be collected, and why, and what there is none of yet
"""


@dataclass(frozen=True, slots=True)
class Bundled:
    """What :func:`write_bundle` wrote."""

    path: Path
    parts: tuple[str, ...]
    missing: tuple[Text, ...]
    """What could not be collected, one sentence each; the bundle has it in English."""
    none_yet: tuple[Text, ...]
    """What there is none of so far, which is no fault of a fresh terminal; likewise."""


_NO_HISTORY: Final = Text("设备健康记录（{path}）", "health history ({path})")
_BAD_HISTORY: Final = Text("设备健康记录（{detail}）", "health history ({detail})")
_NO_LOG: Final = Text("日志 {path}（{detail}）", "log {path} ({detail})")
_NO_JOURNAL: Final = Text(
    "系统日志（没有 journalctl）", "the system's journal (there is no journalctl)"
)
_BAD_JOURNAL: Final = Text("系统日志（{detail}）", "the system's journal ({detail})")


class _Gaps:
    """Collects what a bundle lacks while it is made."""

    def __init__(self) -> None:
        self.missing: Final[list[Text]] = []
        self.none_yet: Final[list[Text]] = []

    def lines(self) -> str:
        """As they stand in the bundle."""
        return "\n".join(gap.en for gap in (*self.missing, *self.none_yet))


def write_bundle(config: Path, out: Path, *, logs: Sequence[Path] = ()) -> Bundled:
    """Collect everything about the terminal of ``config`` into the zip ``out``, mode 0600.

    ``logs`` are files to take the end of, besides the journal of the system. Devices are not
    touched, so that a terminal in service can be asked. Raises ConfigInvalid, OSError.
    """
    redaction = _redacted(config)
    gaps = _Gaps()
    parts = {
        "configuration.toml": redaction.text,
        "health-history.jsonl": _history(config, gaps),
        "ports.json": _ports(),
        "readiness.jsonl": _readiness(config),
        "versions.json": json.dumps(_versions(), indent=2),
        **_logs(logs, gaps),
    }
    parts["missing.txt"] = gaps.lines()
    parts["README.txt"] = _README.format(
        host=platform.node(), at=datetime.now(UTC).isoformat(timespec="seconds"), lines=LOG_LINES
    )
    _write(out, {name: redaction.scrub(text) for name, text in parts.items()})

    def scrubbed(some: Sequence[Text]) -> tuple[Text, ...]:
        return tuple(Text(redaction.scrub(one.zh), redaction.scrub(one.en)) for one in some)

    return Bundled(out, tuple(parts), scrubbed(gaps.missing), scrubbed(gaps.none_yet))


def _redacted(config: Path) -> Redaction:
    """Also a file whose devices can't be used is worth looking at; one that is no TOML is not."""
    try:
        return redact(tomllib.loads(config.read_text(encoding="utf-8")))
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


def _ports() -> str:
    seen = discover(printers=False)
    found = [asdict(port) for port in seen.found]
    return json.dumps(
        {"found": found, "faults": [fault_row(fault) for fault in seen.faults], "late": seen.late},
        ensure_ascii=False,
        indent=2,
    )


def _readiness(config: Path) -> str:
    index = diagnostics_folder(config) / FOLDER / INDEX
    return index.read_text(encoding="utf-8") if index.exists() else ""


def _versions() -> Mapping[str, object]:
    import cv2  # loads slowly; only its version is wanted

    packages = {package.name: package.version for package in distributions()}
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "opencv": cv2.__version__,
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


def _write(out: Path, parts: Mapping[str, str]) -> None:
    draft = out.with_name(f".{out.name}.part")
    draft.touch(mode=0o600)
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in parts.items():
                bundle.writestr(name, text)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
