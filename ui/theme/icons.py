"""Symbols, tinted when they are drawn: shader effects do not run in software rendering."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

ICONS: Final = Path(__file__).parent / "icons"
_DEFAULT_PX: Final = 48


class IconProvider(QQuickImageProvider):
    """Serves ``image://icon/NAME/COLOUR``: NAME.svg of this folder in the colour ``RRGGBB``.

    An unknown name gives a null image, which Qt reports as a QML warning.
    """

    SCHEME: Final = "icon"

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803
        """Draw one symbol; the parameters are Qt's."""
        name, _, colour = id.partition("/")
        path = ICONS / f"{name}.svg"
        if not name.isidentifier() or not path.is_file():
            return QImage()
        wanted = requestedSize if requestedSize.isValid() else QSize(_DEFAULT_PX, _DEFAULT_PX)
        image = QImage(wanted, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(path.read_bytes())).render(painter)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), QColor(f"#{colour}"))
        painter.end()
        return image
