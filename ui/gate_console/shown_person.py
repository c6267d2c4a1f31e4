"""The lane and the person that the lane's dialog is about."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from ui.gate_console.lane_tile import LaneTile

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

NO_TILE: Final = LaneTile(number=0, lane="", tone="", word="")


@QmlElement
class ShownPerson(QObject):
    """What PersonStrip.qml shows of a lane's tile."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tile = NO_TILE

    def show(self, tile: LaneTile) -> None:
        """Follow ``tile``."""
        if tile != self._tile:
            self._tile = tile
            self.changed.emit()

    def _get_lane(self) -> str:
        return self._tile.lane

    def _get_who(self) -> str:
        return self._tile.who

    def _get_sentence(self) -> str:
        return self._tile.sentence

    def _get_faces(self) -> bool:
        return self._tile.faces

    def _get_enrolled(self) -> QImage:
        return self._tile.enrolled

    def _get_enrolled_label(self) -> str:
        return self._tile.enrolled_label

    def _get_live(self) -> QImage:
        return self._tile.live

    def _get_live_label(self) -> str:
        return self._tile.live_label

    lane = Property(str, _get_lane, notify=changed)
    who = Property(str, _get_who, notify=changed)
    sentence = Property(str, _get_sentence, notify=changed)
    faces = Property(bool, _get_faces, notify=changed)
    enrolled = Property(QImage, _get_enrolled, notify=changed)
    enrolledLabel = Property(str, _get_enrolled_label, notify=changed)  # noqa: N815 - as QML
    live = Property(QImage, _get_live, notify=changed)
    liveLabel = Property(str, _get_live_label, notify=changed)  # noqa: N815
