"""Draws a QR code. What it says stays in memory: no image provider, no address, no cache."""

from __future__ import annotations

from typing import Final

import segno
from PySide6.QtCore import Property, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

QUIET: Final = 4
"""Light modules on each side (ISO/IEC 18004, 9.1)."""


@QmlElement
class CodeCanvas(QQuickPaintedItem):
    """``text`` as a QR code, black on white with its quiet zone; blank while ``text`` is empty."""

    text_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._rows: tuple[bytes, ...] = ()

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        # Level M: a screen has glare, but nothing is printed over it.
        made = segno.make(text, error="m", micro=False).matrix if text else ()
        self._rows = tuple(bytes(row) for row in made)
        self.text_changed.emit()
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        if not self._rows:
            return
        # Whole pixels a module: edges between pixels would be grey.
        size = int(min(self.width(), self.height())) // (len(self._rows) + 2 * QUIET)
        area = QRectF(0, 0, self.width(), self.height())
        painter.fillRect(area, Qt.GlobalColor.white)
        side = size * len(self._rows)
        left, top = int((self.width() - side) / 2), int((self.height() - side) / 2)
        black = QColor(Qt.GlobalColor.black)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(left + x * size, top + y * size, size, size, black)

    text = Property(str, _get_text, _set_text, notify=text_changed)
