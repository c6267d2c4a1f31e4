"""Where a Qt program's garbage is collected: in the thread of its window alone.

Python collects cycles in whichever thread happens to allocate. If a cycle holds a QObject, that
thread destroys it: Qt takes locks meanwhile, then PySide waits for the interpreter's, which the
window's thread holds while it waits for Qt's. Such a program stands still for ever.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS: Final = 500
OLDEST: Final = 2
"""The generation that is collected least often."""


class WindowGarbage(QObject):
    """Takes over from Python's automatic, for as long as the process lives."""

    def __init__(self, parent: QObject) -> None:
        """To be made in the thread of the windows."""
        super().__init__(parent)
        gc.disable()
        self._timer: Final = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    @Slot()
    def _collect(self) -> None:
        """The oldest generation that is due by Python's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in range(OLDEST, -1, -1):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
