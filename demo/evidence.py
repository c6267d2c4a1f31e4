"""What counts as evidence, and what is said when it is missing."""

from __future__ import annotations

from wording import Text


class Missing(Exception):
    """A step's evidence was not found; ``text`` says what was expected and what was there."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def require(holds: bool, zh: str, en: str) -> None:
    """Raises Missing with these words unless ``holds``."""
    if not holds:
        raise Missing(zh, en)
