"""Which of the two languages the present request is answered in."""

from __future__ import annotations

from django.utils import translation

from wording import Language, Text


def present_language() -> Language:
    """Django's active language as ours; anything but English is Chinese."""
    return Language.EN if (translation.get_language() or "").startswith("en") else Language.ZH


def spoken(text: Text) -> str:
    """``text`` in the present language."""
    return text.speak(present_language())
