"""How a picture fills an area of other proportions."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainterPath


def middle(picture: QImage, area: QRectF) -> QRectF:
    """The largest part of ``picture`` with the proportions of ``area``, about its middle."""
    shape = area.width() / max(1.0, area.height())
    width = min(float(picture.width()), picture.height() * shape)
    height = min(float(picture.height()), picture.width() / shape)
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)


def rounded(area: QRectF, radius: float) -> QPainterPath:
    """``area`` with round corners, to clip to."""
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path
