"""Which language the screen speaks, and how large: the two things every visitor may change."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from sync.wire import Bilingual
from wording import Language, Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

ZOOMS: Final = (1.0, 1.5)
"""Ordinary size, and the size for people who need larger letters and targets."""


@QmlElement
class Speaker(QObject):
    """Turns two-language data into the words of the current language.

    View models ask it for each text they show and refresh themselves on ``language_changed``.
    """

    language_changed = Signal()
    zoom_changed = Signal()

    def __init__(self, language: Language = Language.ZH, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._initial = language
        self._language = language
        self._zoom = ZOOMS[0]

    @property
    def current(self) -> Language:
        """The language spoken now."""
        return self._language

    def say(self, text: Text | Bilingual) -> str:
        """``text`` in the current language."""
        return text.zh if self._language is Language.ZH else text.en

    def speak(self, language: Language) -> None:
        """Change to ``language``."""
        if language is not self._language:
            self._language = language
            self.language_changed.emit()

    @Slot()
    def turn(self) -> None:
        """Change to the other language."""
        self.speak(Language.EN if self._language is Language.ZH else Language.ZH)

    @Slot()
    def enlarge(self) -> None:
        """Change to the next size, after the largest to the first."""
        self._set_zoom(ZOOMS[(ZOOMS.index(self._zoom) + 1) % len(ZOOMS)])

    def reset(self) -> None:
        """Back to the language and size that the next visitor expects."""
        self.speak(self._initial)
        self._set_zoom(ZOOMS[0])

    def _set_zoom(self, zoom: float) -> None:
        if zoom != self._zoom:
            self._zoom = zoom
            self.zoom_changed.emit()

    def _get_language(self) -> str:
        return self._language.value

    def _get_zoom(self) -> float:
        return self._zoom

    language = Property(str, _get_language, notify=language_changed)
    zoom = Property(float, _get_zoom, notify=zoom_changed)
