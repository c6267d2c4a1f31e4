"""Opening a lane by hand: choose a reason, confirm, and hear what the agent says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from gate_agent.opening_reasons import WORDS, OpenReason
from ui.agents.errors import AgentError, CallCancelled
from ui.gate_console.tiles import LaneTile
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


class Stage(StrEnum):
    CLOSED = "closed"
    CHOOSING = "choosing"
    SENDING = "sending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One choice of the dialog."""

    number: int
    words: str
    chosen: bool


Send = Callable[[int, OpenReason, Callable[[AgentError | None], None]], None]
"""Number of the lane, the reason, and who wants the answer."""

NO_TILE: Final = LaneTile(number=0, lane="", tone="", word="")
_OUT_OF_CONTACT: Final = Text(
    "这个道口失去联系，不能从这里打开；请用钥匙",
    "This lane is out of contact and can't be opened from here; use the key",
)
_OPEN_ALREADY: Final = Text("这个道口正开着", "This lane is open already")


@QmlElement
class Opening(QObject):
    """The dialog's state. One lane at a time."""

    changed = Signal()

    def __init__(self, speaker: Speaker, send: Send, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._send = send
        self._stage = Stage.CLOSED
        self._tile: LaneTile | None = None
        self._reason: OpenReason | None = None
        self._problem: Text | None = None
        self._attempt = 0
        self._reasons = Rows(ReasonRow, self)
        self._show()
        speaker.language_changed.connect(self._show)

    @property
    def stage(self) -> Stage:
        return self._stage

    def begin(self, tile: LaneTile) -> None:
        """Ask for a reason to open the lane of ``tile``; nothing when one is being sent."""
        if self._stage is Stage.SENDING:
            return
        self._stage, self._tile = Stage.CHOOSING, tile
        self._reason, self._problem = None, None
        self._show()

    def see(self, tiles: tuple[LaneTile, ...]) -> None:
        """The lanes changed: follow the one that the dialog is about."""
        if self._tile is None:
            return
        self._tile = next((tile for tile in tiles if tile.number == self._tile.number), None)
        if self._tile is None:
            self._stage = Stage.CLOSED
        self.changed.emit()

    @Slot(int)
    def choose(self, number: int) -> None:
        """Pick the reason with this number, 1 for the first; others are ignored."""
        codes = list(OpenReason)
        if self._stage in (Stage.CHOOSING, Stage.REFUSED) and 1 <= number <= len(codes):
            self._reason = codes[number - 1]
            self._show()

    @Slot(int)
    def move(self, by: int) -> None:
        """Pick the next (1) or the previous (-1) reason."""
        codes = list(OpenReason)
        place = codes.index(self._reason) if self._reason is not None else -1 if by > 0 else 0
        self.choose((place + by) % len(codes) + 1)

    @Slot()
    def confirm(self) -> None:
        """Send the order, if a reason is chosen and the lane can be reached."""
        if self._tile is None or self._reason is None or not self._ready():
            return
        self._stage, self._problem = Stage.SENDING, None
        self._attempt += 1
        attempt = self._attempt
        self._send(self._tile.number, self._reason, lambda answer: self._hear(attempt, answer))
        self._show()

    @Slot()
    def cancel(self) -> None:
        """Close the dialog. An order that is on its way is not taken back."""
        self._stage, self._tile = Stage.CLOSED, None
        self._show()

    def _hear(self, attempt: int, answer: AgentError | None) -> None:
        if attempt != self._attempt or self._stage is not Stage.SENDING:
            return
        if answer is None or isinstance(answer, CallCancelled):
            self.cancel()
            return
        self._stage, self._problem = Stage.REFUSED, answer.text
        self._show()

    def _ready(self) -> bool:
        return (
            self._stage in (Stage.CHOOSING, Stage.REFUSED)
            and self._reason is not None
            and self._tile is not None
            and self._tile.openable
        )

    def _show(self) -> None:
        say = self._speaker.say
        self._reasons.show(
            [
                ReasonRow(number, say(WORDS[reason]), reason is self._reason)
                for number, reason in enumerate(OpenReason, 1)
            ]
        )
        self.changed.emit()

    def _get_stage(self) -> str:
        return self._stage.value

    def _get_number(self) -> int:
        return self._shown().number

    def _get_reason(self) -> int:
        return 0 if self._reason is None else list(OpenReason).index(self._reason) + 1

    def _get_lane(self) -> str:
        return self._shown().lane

    def _shown(self) -> LaneTile:
        return self._tile or NO_TILE

    def _get_who(self) -> str:
        return self._shown().who

    def _get_sentence(self) -> str:
        return self._shown().sentence

    def _get_faces(self) -> bool:
        return self._shown().faces

    def _get_enrolled(self) -> QImage:
        return self._shown().enrolled

    def _get_enrolled_label(self) -> str:
        return self._shown().enrolled_label

    def _get_live(self) -> QImage:
        return self._shown().live

    def _get_live_label(self) -> str:
        return self._shown().live_label

    def _get_problem(self) -> str:
        if self._tile is not None and not self._tile.reachable:
            return self._speaker.say(_OUT_OF_CONTACT)
        if self._tile is not None and not self._tile.openable:
            return self._speaker.say(_OPEN_ALREADY)
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_reasons(self) -> Rows:
        return self._reasons

    def _get_ready(self) -> bool:
        return self._ready()

    stageName = Property(str, _get_stage, notify=changed)  # noqa: N815 - names as QML spells them
    number = Property(int, _get_number, notify=changed)
    reason = Property(int, _get_reason, notify=changed)
    lane = Property(str, _get_lane, notify=changed)
    who = Property(str, _get_who, notify=changed)
    sentence = Property(str, _get_sentence, notify=changed)
    faces = Property(bool, _get_faces, notify=changed)
    enrolled = Property(QImage, _get_enrolled, notify=changed)
    enrolledLabel = Property(str, _get_enrolled_label, notify=changed)  # noqa: N815
    live = Property(QImage, _get_live, notify=changed)
    liveLabel = Property(str, _get_live_label, notify=changed)  # noqa: N815
    problem = Property(str, _get_problem, notify=changed)
    reasons = Property(Rows, _get_reasons, notify=changed)
    ready = Property(bool, _get_ready, notify=changed)
