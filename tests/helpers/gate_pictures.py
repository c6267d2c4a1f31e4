"""Stand-ins for photographs: plain shapes, nobody's face."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter


def drawn_portrait(ground: str, width: int = 160, height: int = 200) -> bytes:
    """A JPEG of a head-and-shoulders outline on ``ground``."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#F2E6D8"))
    painter.drawEllipse(QRectF(width * 0.28, height * 0.16, width * 0.44, height * 0.44))
    painter.setBrush(QColor("#40566B"))
    painter.drawEllipse(QRectF(width * 0.1, height * 0.68, width * 0.8, height * 0.6))
    painter.end()
    return encoded(image, b"JPEG")


def encoded(image: QImage, form: bytes) -> bytes:
    """``image`` as a file of that format."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(form)).write(image)
    return bytes(data.data())
