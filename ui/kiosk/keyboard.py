"""What the virtual keyboard may remember of a person: nothing.

Text fields ask it not to learn (``Qt.ImhSensitiveData``); whatever its Pinyin plug-in has written
all the same is removed when a person leaves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import structlog
from PySide6.QtCore import QStandardPaths

_log = structlog.get_logger(__name__)

_FOLDER: Final = "qtvirtualkeyboard"
"""Qt Virtual Keyboard keeps user dictionaries below the user's configuration folder."""


def user_dictionaries() -> Path:
    """Folder in which the keyboard keeps what people typed."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(base) / _FOLDER


def forget_typed_words() -> None:
    """Remove the keyboard's user dictionaries."""
    for path in user_dictionaries().rglob("*"):
        if path.is_file():
            try:
                path.unlink()
            except OSError as error:
                _log.error("keyboard dictionary not removed", errno=error.errno)
