"""A numbered list of reasons of which one is chosen: by number, arrow or touch."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from gate_agent.rules.guard_reasons import WORDS, GuardReason
from ui.rows import Rows
from ui.speaker import Speaker


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """The roles of ReasonButton.qml."""

    number: int
    words: str
    chosen: bool


class ReasonList:
    """The reasons of one order."""

    def __init__(self, speaker: Speaker, parent: QObject) -> None:
        self._speaker = speaker
        self._reasons: tuple[GuardReason, ...] = ()
        self._chosen: GuardReason | None = None
        self.rows = Rows(ReasonRow, parent)

    @property
    def chosen(self) -> GuardReason | None:
        return self._chosen

    @property
    def number(self) -> int:
        """Place of the chosen one, 1 for the first; 0 for none."""
        return 0 if self._chosen is None else self._reasons.index(self._chosen) + 1

    @property
    def words(self) -> str:
        """The chosen reason in the current language; empty for none."""
        return "" if self._chosen is None else self._speaker.say(WORDS[self._chosen])

    def offer(self, reasons: tuple[GuardReason, ...]) -> None:
        """Offer ``reasons``, none chosen."""
        self._reasons, self._chosen = reasons, None
        self.show()

    def choose(self, number: int) -> None:
        """Pick the reason with this number; one that is not there changes nothing."""
        if 1 <= number <= len(self._reasons):
            self._chosen = self._reasons[number - 1]
            self.show()

    def move(self, by: int) -> None:
        """Pick the next (1) or the previous (-1) reason."""
        if self._reasons:
            place = self.number - 1 if self.number else -1 if by > 0 else 0
            self.choose((place + by) % len(self._reasons) + 1)

    def show(self) -> None:
        """Say the reasons in the current language."""
        self.rows.show(
            [
                ReasonRow(number, self._speaker.say(WORDS[reason]), reason is self._chosen)
                for number, reason in enumerate(self._reasons, 1)
            ]
        )
