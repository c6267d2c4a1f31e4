"""Draws one portrait. A picture in memory needs no image provider and leaves no cache behind."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from ui.components.cut import middle, rounded

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


@QmlElement
class PortraitCanvas(QQuickPaintedItem):
    """Fills its area with ``picture``, the overhang cut off evenly, inside rounded corners."""

    picture_changed = Signal()
    radius_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._radius = 0.0

    def _get_picture(self) -> QImage:
        return self._picture

    def _set_picture(self, picture: QImage) -> None:
        if picture != self._picture:
            self._picture = picture
            self.picture_changed.emit()
            self.update()

    def _get_radius(self) -> float:
        return self._radius

    def _set_radius(self, radius: float) -> None:
        if radius != self._radius:
            self._radius = radius
            self.radius_changed.emit()
            self.update()

    def _get_empty(self) -> bool:
        return self._picture.isNull()

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        if self._picture.isNull():
            return
        area = QRectF(0, 0, self.width(), self.height())
        painter.setRenderHints(
            QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing
        )
        painter.setClipPath(rounded(area, self._radius))
        painter.drawImage(area, self._picture, middle(self._picture, area))

    picture = Property(QImage, _get_picture, _set_picture, notify=picture_changed)
    radius = Property(float, _get_radius, _set_radius, notify=radius_changed)
    empty = Property(bool, _get_empty, notify=picture_changed)
