"""The faces beside a verdict: fetched when shown, decoded off the GUI thread, never kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from ui.agents.client import AgentClient
from ui.agents.errands import Errands
from ui.agents.errors import AgentError, CallCancelled
from ui.agents.exchange import Call

SHOWN_AT_MOST: Final = QSize(720, 900)
"""A portrait is never drawn larger."""
READ_AT_MOST_PX: Final = 4096
"""A picture claiming more in either direction is no portrait and is not decoded."""

_JPEG: Final = b"\xff\xd8\xff"
"""SOI and the first byte of the next marker (ITU-T T.81, B.1.1.3)."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PhotoKey:
    """One photo of one verdict of one agent; a path alone may show another face a minute later."""

    agent: int
    event: UUID
    path: str


class PhotoShelf(QObject):
    """Holds the photos of the verdicts on screen. All methods belong to the GUI thread."""

    changed = Signal()
    """A photo arrived."""

    def __init__(
        self, clients: Sequence[AgentClient], errands: Errands, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clients = clients
        self._errands = errands
        self._images: dict[PhotoKey, QImage] = {}
        self._calls: dict[PhotoKey, Call] = {}

    @property
    def count(self) -> int:
        """How many are held or on their way."""
        return len(self._images)

    def get(self, key: PhotoKey) -> QImage:
        """The photo, or a null image while it is fetched or when there is none."""
        if not key.path:
            return QImage()
        if key not in self._images:
            self._images[key] = QImage()
            client = self._clients[key.agent]
            self._calls[key] = self._errands.run(
                lambda call: decode(client.photo(key.path, call)), partial(self._arrived, key)
            )
        return self._images[key]

    def keep_only(self, keys: Collection[PhotoKey]) -> None:
        """Forget every other photo, also those still on their way."""
        for key in self._images.keys() - set(keys):
            del self._images[key]
            call = self._calls.pop(key, None)
            if call is not None:
                call.cancel()

    def _arrived(self, key: PhotoKey, answer: QImage | AgentError) -> None:
        self._calls.pop(key, None)
        if key not in self._images or isinstance(answer, CallCancelled):
            return
        if isinstance(answer, AgentError):
            _log.info("photo not shown", error=type(answer).__name__)
            return
        self._images[key] = answer
        self.changed.emit()


def decode(jpeg: bytes) -> QImage:
    """The picture in ``jpeg``, scaled down to what is ever shown; null when it is none."""
    if not jpeg.startswith(_JPEG):
        return QImage()
    data = QByteArray(jpeg)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > READ_AT_MOST_PX:
        return QImage()
    if size.width() > SHOWN_AT_MOST.width() or size.height() > SHOWN_AT_MOST.height():
        reader.setScaledSize(size.scaled(SHOWN_AT_MOST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
