"""Readiness reports with their history: one folder, one index, a bounded number kept."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.diagnostics.readiness.report import render
from devices.diagnostics.readiness.told import ReadinessRun
from devices.ports import SelfTestOutcome

KEPT: Final = 200
"""A run a week for four years."""
FOLDER: Final = "readiness"
INDEX: Final = "index.jsonl"


class ArchiveUnreadable(Exception):
    """The index is damaged. The message names file, line and what to do."""


class ReportEntry(BaseModel):
    """One line of the index."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    terminal: str
    technician: str
    started_at: datetime
    ended_at: datetime
    verdict: str
    passed: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)]
    timed_out: Annotated[int, Field(ge=0)] = 0
    """Stopped at their limit; entries of versions without this count them as failed."""
    skipped: Annotated[int, Field(ge=0)]
    file: str
    sha256: str


class ReportArchive:
    """The reports below a terminal's diagnostics ``folder``. One process writes at a time."""

    def __init__(self, folder: Path, kept: int = KEPT, zone: tzinfo | None = None) -> None:
        """Makes nothing before the first report; ``kept`` is how many stay.

        Reports say times by the clocks of ``zone``; None: this machine's.
        """
        self._zone: Final = zone
        self._keys: Final = folder
        self._folder: Final = folder / FOLDER
        self._index: Final = self._folder / INDEX
        self._kept: Final = kept

    def add(self, run: ReadinessRun) -> ReportEntry:
        """Render, sign and keep the report of ``run``; the oldest make room.

        Raises ReportFailed, SignatureUnavailable, ArchiveUnreadable, OSError.
        """
        from devices.diagnostics.readiness.signature import ReportSigner  # loads slowly

        entries = self.entries()
        number = _number(run, entries)
        signer = ReportSigner(self._keys)
        pdf = signer.sign(render(run, number, signer.fingerprint, self._zone), run.technician.name)
        entry = ReportEntry(
            number=number,
            terminal=run.terminal,
            technician=run.technician.name,
            started_at=run.started_at,
            ended_at=run.ended_at,
            verdict=run.verdict.name.lower(),
            passed=run.count(SelfTestOutcome.PASSED),
            failed=run.count(SelfTestOutcome.FAILED),
            timed_out=run.count(SelfTestOutcome.TIMED_OUT),
            skipped=run.count(SelfTestOutcome.SKIPPED),
            file=f"{number}.pdf",
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        _replace(self.path(entry), pdf)
        kept = (*entries, entry)[-self._kept :]
        lines = "".join(one.model_dump_json() + "\n" for one in kept)
        _replace(self._index, lines.encode())
        for old in entries[: len(entries) + 1 - len(kept)]:
            self.path(old).unlink(missing_ok=True)
        return entry

    def entries(self) -> tuple[ReportEntry, ...]:
        """All kept reports, oldest first. Raises ArchiveUnreadable."""
        try:
            lines = self._index.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise ArchiveUnreadable(f"{self._index}: {error}") from error
        entries = []
        for place, line in enumerate(lines, start=1):
            try:
                entries.append(ReportEntry.model_validate_json(line))
            except ValidationError as error:
                raise ArchiveUnreadable(
                    f"{self._index}: line {place} is damaged; remove that line"
                ) from error
        return tuple(entries)

    def path(self, entry: ReportEntry) -> Path:
        """Where the report's PDF is."""
        return self._folder / Path(entry.file).name

    def copy_to(self, entry: ReportEntry, folder: Path) -> Path:
        """Copy the report's PDF into ``folder``, as to a stick; returns where. Raises OSError."""
        out = folder / f"yanhu-readiness-{platform.node()}-{self.path(entry).name}"
        _replace(out, self.path(entry).read_bytes())
        return out

    def intact(self, entry: ReportEntry) -> bool:
        """Whether the report is there, signed by this terminal and unchanged.

        Raises SignatureUnavailable.
        """
        from devices.diagnostics.readiness.signature import is_intact  # loads slowly

        try:
            pdf = self.path(entry).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(pdf).hexdigest() == entry.sha256 and is_intact(pdf, self._keys)


def _number(run: ReadinessRun, earlier: Sequence[ReportEntry]) -> str:
    """``R-20260901-083015``, or the same with ``-2`` when that second had one already."""
    base = f"R-{run.started_at:%Y%m%d-%H%M%S}"
    taken = {entry.number for entry in earlier}
    number, count = base, 1
    while number in taken:
        count += 1
        number = f"{base}-{count}"
    return number


def _replace(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all."""
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(path)
