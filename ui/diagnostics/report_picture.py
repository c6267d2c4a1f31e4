"""A report's pages as one tall picture."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

WIDTH: Final = 1240
"""Pixels: A4 at 150 dots an inch, legible on a screen of 1920."""
GAP: Final = 12
"""Pixels between two pages."""
PAGES: Final = 8
"""Of more devices than these pages hold nobody reads on a screen; the file has them all."""


def picture(pdf: Path) -> QImage:
    """The pages of ``pdf`` one below the other; a null image when it can't be read. Any thread."""
    document = QPdfDocument()
    try:
        if document.load(str(pdf)) is not QPdfDocument.Error.None_:
            return QImage()
        pages = [_page(document, number) for number in range(min(PAGES, document.pageCount()))]
    finally:
        document.close()
    height = sum(page.height() + GAP for page in pages) - GAP
    whole = QImage(WIDTH, max(1, height), QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(whole)
    top = 0
    for page in pages:
        painter.fillRect(0, top, page.width(), page.height(), Qt.GlobalColor.white)
        painter.drawImage(0, top, page)
        top += page.height() + GAP
    painter.end()
    return whole


def _page(document: QPdfDocument, number: int) -> QImage:
    size = document.pagePointSize(number)
    return document.render(number, QSize(WIDTH, round(WIDTH * size.height() / size.width())))
