"""Compiles, collects and checks the translations with Qt's own lrelease and lupdate.

One catalogue a program and one for the shared components: ``PROGRAM_zh_CN.ts``. Compiled
``.qm`` files stand beside them and are not kept in the repository.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from xml.etree import ElementTree as ET

from ui.i18n.catalogues import FOLDER

UI: Final = FOLDER.parent
_TOOL_LIMIT_S: Final = 120.0
"""A Qt tool that takes longer than this is stuck."""

_LOCALE: Final = "zh_CN"


class ToolFailed(Exception):
    """One of Qt's translation tools did not do its work; carries what it wrote."""


def sources() -> dict[str, tuple[Path, ...]]:
    """The QML files of each catalogue: every folder of ``ui`` that holds some, but the theme."""
    folders = sorted(
        folder for folder in UI.iterdir() if folder.name != "theme" and any(folder.glob("*.qml"))
    )
    return {folder.name: tuple(sorted(folder.rglob("*.qml"))) for folder in folders}


def build() -> list[Path]:
    """Compile each catalogue that is newer than its result; returns what was made."""
    made = []
    for source in sorted(FOLDER.glob(f"*_{_LOCALE}.ts")):
        target = source.with_suffix(".qm")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        _run("lrelease", "-silent", str(source), "-qm", str(target))
        made.append(target)
    return made


def update(folder: Path = FOLDER) -> list[Path]:
    """Collect the sentences of all sources into the catalogues of ``folder``; returns these.

    Sentences that are no longer used are dropped, translations of the others kept.
    """
    touched = []
    for name, files in sources().items():
        target = folder / f"{name}_{_LOCALE}.ts"
        _run(
            *("lupdate", "-silent", "-no-obsolete", "-locations", "none"),
            *("-source-language", "en", "-target-language", _LOCALE),
            *(str(file.relative_to(UI.parent)) for file in files),
            *("-ts", str(target)),
        )
        touched.append(target)
    return touched


def problems() -> list[str]:
    """What is wrong with the catalogues: sentences not collected, or not translated."""
    found = []
    with TemporaryDirectory(prefix="yanhu-i18n-") as scratch:
        for source in FOLDER.glob("*.ts"):
            shutil.copy(source, scratch)
        for fresh in update(Path(scratch)):
            kept = FOLDER / fresh.name
            if not kept.exists() or kept.read_bytes() != fresh.read_bytes():
                found.append(f"{fresh.name} is not current: run `python -m ui.i18n update`")
            found.extend(f"{fresh.name}: not translated: {text}" for text in _untranslated(fresh))
    return found


def _untranslated(catalogue: Path) -> list[str]:
    tree = ET.parse(catalogue)  # noqa: S314 - written by lupdate a moment ago
    return [
        message.findtext("source", "")
        for message in tree.iter("message")
        if not (message.findtext("translation") or "").strip()
    ]


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).parent / f"pyside6-{tool}"
    done = subprocess.run(  # noqa: S603 - Qt's own tool from this environment, fixed arguments
        [str(program), *arguments],
        capture_output=True,
        text=True,
        timeout=_TOOL_LIMIT_S,
        cwd=UI.parent,
        check=False,
    )
    if done.returncode != 0:
        raise ToolFailed(f"{tool}: {done.stderr.strip() or done.stdout.strip()}")
