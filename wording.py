"""Short texts that people read, always in both languages of the campus."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages every screen, page and document speaks."""

    ZH = "zh_CN"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError("a text needs both its Chinese and its English wording")

    def speak(self, language: Language) -> str:
        """The wording in ``language``."""
        return self.zh if language is Language.ZH else self.en

    def format(self, **values: object) -> Text:
        """Fill ``{placeholders}`` in both wordings; raises KeyError if one is missing."""
        return Text(self.zh.format(**values), self.en.format(**values))


class Worded(Exception):
    """Something that went wrong and that people are told of; as a string it is in English."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def own_language() -> Language:
    """The language of whoever sits at this terminal, as the environment tells (locale(7))."""
    told = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((value for value in told if value), "")
    return Language.ZH if spoken.startswith("zh") else Language.EN
