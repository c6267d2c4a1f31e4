"""Live pictures on a screen: a one-slot mailbox and the item that draws its newest picture.

``VideoOutput`` draws nothing in software rendering, hence a painted item.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Property, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from ui.components.cut import middle, rounded

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


class PictureMailbox(QObject):
    """Holds the newest picture for the screen; each replaces the one before it."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._image = QImage()
        self._announced = False

    def put(self, picture: npt.NDArray[np.uint8]) -> None:
        """Offer a picture, shape (height, width, 3), BGR, uint8. From any thread; copies it."""
        height, width, _ = picture.shape
        rows = np.ascontiguousarray(picture)
        image = QImage(rows.data, width, height, width * 3, QImage.Format.Format_BGR888)
        self.put_image(image.copy())

    def put_image(self, image: QImage) -> None:
        """Offer a picture that nobody else changes. From any thread."""
        with self._lock:
            self._image = image
            announce = not self._announced
            self._announced = True
        if announce:
            self.arrived.emit()

    def newest(self) -> QImage:
        """The newest picture, null when there is none. The next one is announced again."""
        with self._lock:
            self._announced = False
            return self._image

    def clear(self) -> None:
        """Drop the picture and blank the views."""
        self.put_image(QImage())


@QmlElement
class CameraCanvas(QQuickPaintedItem):
    """Draws a mailbox's newest picture, filling its own area, the overhang cut off."""

    mailbox_changed = Signal()
    mirrored_changed = Signal()
    radius_changed = Signal()
    live_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._mailbox: PictureMailbox | None = None
        self._image = QImage()
        self._mirrored = True
        self._radius = 0.0

    def _get_mailbox(self) -> QObject | None:
        return self._mailbox

    def _set_mailbox(self, mailbox: QObject | None) -> None:
        if mailbox is self._mailbox:
            return
        if self._mailbox is not None:
            self._mailbox.arrived.disconnect(self._fetch)
        self._mailbox = mailbox if isinstance(mailbox, PictureMailbox) else None
        if self._mailbox is not None:
            self._mailbox.arrived.connect(self._fetch, Qt.ConnectionType.QueuedConnection)
        self._fetch()
        self.mailbox_changed.emit()

    def _get_mirrored(self) -> bool:
        return self._mirrored

    def _set_mirrored(self, mirrored: bool) -> None:
        if mirrored != self._mirrored:
            self._mirrored = mirrored
            self.mirrored_changed.emit()
            self.update()

    def _get_radius(self) -> float:
        return self._radius

    def _set_radius(self, radius: float) -> None:
        if radius != self._radius:
            self._radius = radius
            self.radius_changed.emit()
            self.update()

    def _get_live(self) -> bool:
        return not self._image.isNull()

    @Slot()
    def _fetch(self) -> None:
        was_live = self._get_live()
        self._image = QImage() if self._mailbox is None else self._mailbox.newest()
        if was_live != self._get_live():
            self.live_changed.emit()
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        if self._image.isNull():
            return
        area = QRectF(0, 0, self.width(), self.height())
        painter.setClipPath(rounded(area, self._radius))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._mirrored:
            painter.translate(area.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(area, self._image, middle(self._image, area))

    mailbox = Property(QObject, _get_mailbox, _set_mailbox, notify=mailbox_changed)
    mirrored = Property(bool, _get_mirrored, _set_mirrored, notify=mirrored_changed)
    radius = Property(float, _get_radius, _set_radius, notify=radius_changed)
    live = Property(bool, _get_live, notify=live_changed)
