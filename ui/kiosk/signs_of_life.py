"""Notices that somebody touches the screen or a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot

_SIGNS: Final = frozenset(
    {
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.TouchEnd,
        QEvent.Type.KeyRelease,
        QEvent.Type.Wheel,
    }
)
"""Ends of gestures: what they begin on must still be there when they end."""


class SignsOfLife(QObject):
    """An event filter for the whole application; calls ``noticed`` and lets everything pass.

    ``noticed`` is called after the event was delivered: the question that it answers would else be
    gone before its button is pressed, and the press meet whatever lies beneath.
    """

    _seen = Signal()

    def __init__(self, noticed: Callable[[], None]) -> None:
        super().__init__()
        self._noticed = noticed
        self._seen.connect(self._notice, Qt.ConnectionType.QueuedConnection)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Called by Qt."""
        if event.type() in _SIGNS and watched.isWindowType():
            self._seen.emit()
        return False

    @Slot()
    def _notice(self) -> None:
        self._noticed()
