"""The shift's summary as a file (PDF, A4) to print, sign and keep."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QStandardPaths
from PySide6.QtGui import QFont, QGuiApplication, QPageSize, QPdfWriter, QTextDocument

from ui.gate_console.shift_words import Line, Mark
from ui.gate_console.tiles import Say
from wording import Text

_TEXT_PT: Final = 9
_DOTS_PER_INCH: Final = 300
_ONLY_ITS_OWNER: Final = 0o600
"""It names guards."""

_TITLE: Final = Text("交接班 · {gate} · {day}", "Hand-over · {gate} · {day}")
_SIGN: Final = Text(
    "交班人：________________　　接班人：________________　　时间：____________",
    "Handed over by ________________   Taken over by ________________   At ____________",
)
_MARKS: Final = {Mark.BAD: "×", Mark.ATTENTION: "!", Mark.GOOD: "○", Mark.PLAIN: "·"}
"""Shapes, since it may be printed in black."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands on the paper, in words."""

    gate: str
    day: str
    span: str
    figures: str
    lines: Sequence[Line]


def usual_folder() -> Path:
    """Where summaries go when nothing else is configured."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(documents)) / "yanhu"


def document_name(gate: str, until: datetime) -> str:
    """What files and print jobs call the summary of the gate with this code up to ``until``,
    in the campus's time zone."""
    return f"hand-over-{gate}-{until:%Y%m%d-%H%M%S}"


def pdf(summary: Summary, say: Say) -> bytes:
    """The summary as a PDF, for the GUI thread: it uses the screen's fonts."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(_title(summary, say))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    # The document brings margins of its own, with the page's number in them.
    writer.setPageMargins(QMarginsF())
    document = QTextDocument()
    font = QFont(QGuiApplication.font())
    font.setPointSize(_TEXT_PT)
    document.setDefaultFont(font)
    document.setHtml(_html(summary, say))
    document.print_(writer)
    buffer.close()
    return bytes(content.data())


def save(folder: Path, name: str, content: bytes) -> Path:
    """Write ``content`` whole or not at all; makes the folder. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    part = folder / f".{name}.part"
    part.touch(mode=_ONLY_ITS_OWNER)
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return part.replace(path)


def _title(summary: Summary, say: Say) -> str:
    return say(_TITLE).format(gate=summary.gate, day=summary.day)


def _html(summary: Summary, say: Say) -> str:
    title = escape(_title(summary, say))
    rows = "".join(map(_row, summary.lines))
    return (
        f"<h2>{title}</h2><p>{escape(summary.span)}<br><b>{escape(summary.figures)}</b></p>"
        f"<table width='100%' cellpadding='2'>{rows}</table>"
        f"<p>&nbsp;</p><p>{escape(say(_SIGN))}</p>"
    )


def _row(line: Line) -> str:
    text = escape(line.text)
    if line.mark == Mark.HEADING:
        return f"<tr><td colspan='3'><b>{text}</b></td></tr>"
    mark = _MARKS.get(Mark(line.mark), "")
    when = escape(line.when)
    return f"<tr><td width='3%'>{mark}</td><td width='17%'>{when}</td><td>{text}</td></tr>"
