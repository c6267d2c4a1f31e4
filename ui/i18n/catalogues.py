"""Loads the translations of a program and exchanges them while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator

from wording import Language

FOLDER: Final = Path(__file__).parent


class TranslationMissing(Exception):
    """A compiled catalogue is not there; says how to make it."""


class Translations:
    """The catalogues of one program. The sources are English, so English needs none."""

    def __init__(self, names: Sequence[str]) -> None:
        """``names`` are those of the programs, as ``("components", "kiosk")``."""
        self._names = tuple(names)
        self._installed: list[QTranslator] = []

    def install(self, language: Language) -> None:
        """Speak ``language`` from now on. Raises TranslationMissing."""
        self.remove()
        if language is Language.EN:
            return
        for name in self._names:
            path = FOLDER / f"{name}_{language.value}.qm"
            translator = QTranslator()
            if not translator.load(str(path)):
                raise TranslationMissing(
                    f"{path.name} is missing or unreadable: run `python -m ui.i18n build`"
                )
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)

    def remove(self) -> None:
        """Take all catalogues out again."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed.clear()
