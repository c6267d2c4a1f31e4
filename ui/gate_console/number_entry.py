"""A student number that a guard types at a lane, and what the lane then says of the student."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from sync.wire import Code
from ui.gate_console.lane_tile import LaneTile
from ui.gate_console.tones import Tone
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_NUMBER: Final = TypeAdapter[str](Code)
_VERDICTS: Final = frozenset({Tone.GRANTED, Tone.UNUSED, Tone.DENIED, Tone.ATTENTION})
_CHECKING: Final = Text("核验中", "Checking")
_WAIT: Final = Text(
    "请此人面向通道的摄像头；结果会显示在这里",
    "Let them face the lane's camera; what comes of it is shown here",
)


@QmlElement
class NumberEntry(QObject):
    """The state of NumberPane.qml. Nothing typed is kept once the dialog is closed."""

    changed = Signal()

    def __init__(self, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._typed = ""
        self._before: UUID | None = None
        self._sent = self._begun = False
        self._outcome: LaneTile | None = None
        speaker.language_changed.connect(self.changed)

    @property
    def typed(self) -> str:
        return self._typed

    @property
    def valid(self) -> bool:
        """It can be a student number."""
        try:
            _NUMBER.validate_python(self._typed)
        except ValidationError:
            return False
        return True

    def clear(self) -> None:
        """Forget everything."""
        self._typed, self._before, self._outcome = "", None, None
        self._sent = self._begun = False
        self.changed.emit()

    @Slot(str)
    def type(self, text: str) -> None:
        """What stands in the line changed."""
        self._typed = text.strip()
        self.changed.emit()

    def send(self, tile: LaneTile) -> None:
        """It is sent now: whatever ``tile`` shows is about somebody before."""
        self._before, self._sent, self._outcome = tile.event, True, None

    def begin(self) -> None:
        """The lane checks the student from now on."""
        self._begun = True
        self.changed.emit()

    def see(self, tile: LaneTile) -> None:
        """Keep what the lane said of the student, also when it has gone from the tile.

        The lane may say it before its answer that it checks the student has come.
        """
        if self._sent and tile.event != self._before and tile.tone in _VERDICTS:
            self._outcome = tile
            self.changed.emit()

    def _get_typed(self) -> str:
        return self._typed

    def _get_begun(self) -> bool:
        return self._begun

    def _get_tone(self) -> str:
        return Tone.WORKING if self._outcome is None else self._outcome.tone

    def _get_word(self) -> str:
        return self._speaker.say(_CHECKING) if self._outcome is None else self._outcome.word

    def _get_sentence(self) -> str:
        return self._speaker.say(_WAIT) if self._outcome is None else self._outcome.sentence

    def _get_remedy(self) -> str:
        return "" if self._outcome is None else self._outcome.remedy

    typedText = Property(str, _get_typed, notify=changed)  # noqa: N815 - as QML spells it
    begun = Property(bool, _get_begun, notify=changed)
    tone = Property(str, _get_tone, notify=changed)
    word = Property(str, _get_word, notify=changed)
    sentence = Property(str, _get_sentence, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
