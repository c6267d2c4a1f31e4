"""Somebody proves to be the guard who gives an order: by a card at the desk, or by a token.

While this asks, the order waits at the agent for a card; a token may be typed or scanned at the
same time. Whoever comes first gives the order, and all of it ends when the time is over.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.agents.address import is_token
from ui.agents.client import UNAUTHORIZED
from ui.agents.errors import AgentError, AgentRefused, CallCancelled
from ui.agents.exchange import Call
from ui.agents.vouchers import DESK_CARD, GuardToken, Voucher
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

VOUCH_S: Final = 60.0
"""As long as an agent waits for a second guard: time to walk over and look."""
_LOOK_MS: Final = 250
_ROUNDING_S: Final = 1.5
"""Less is no news, and the bar would jump."""
_SOMEBODY_ELSE: Final = frozenset({"card_unknown", UNAUTHORIZED, "role_lacks", "same_guard"})
"""Refusals of who vouched, not of the order: another guard may still."""
_AGAIN: Final = frozenset({"no_card"})
_NO_READER: Final = frozenset({"desk_busy", "no_desk_reader"})

_SHOW_CARD: Final = Text(
    "把值班卡放到值班台读卡器上，或扫描、输入令牌",
    "Put your card on the desk's reader, or scan or type your token",
)
_RESUME: Final = Text(
    "读卡器没有在等卡：按 Enter 再等，或扫描、输入令牌",
    "The reader waits for no card: Enter tries again, or scan or type your token",
)
_TOKEN_ONLY: Final = Text("扫描或输入您的令牌", "Scan or type your token")
WHO: Final = Text("请证明由谁下令", "Show who gives this order")
"""Heading where anybody whose role may will do."""
_LEFT: Final = Text("还剩 {seconds} 秒", "{seconds} s left")
_NO_TOKEN: Final = Text("这不是令牌；请重新扫描或输入", "That is no token; scan or type it again")
_TOO_LATE: Final = Text(
    "时间到了，没有人证明身份；没有执行任何操作",
    "The time is over and nobody vouched for it; nothing was done",
)

Heard = Callable[[AgentError | None], None]
Give = Callable[[Voucher, Heard], Call]
"""Gives the order in somebody's name; says what became of it to whoever asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be vouched for."""

    heading: Text
    desk: bool
    """The gate has a reader for guards' cards."""
    give: Give
    ended: Heard
    """Called once: None when the order was carried out, else why nobody is asked any more."""


@QmlElement
class Vouching(QObject):
    """The state of VouchPane.qml. Belongs to the GUI thread."""

    changed = Signal()

    def __init__(
        self,
        speaker: Speaker,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._speaker, self._clock = speaker, clock
        self._wanted: Wanted | None = None
        self._turn = 0
        self._began = self._until = 0.0
        self._card: Call | None = None
        self._token: Call | None = None
        self._problem: Text | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        speaker.language_changed.connect(self.changed)

    @property
    def waits_for_card(self) -> bool:
        return self._card is not None

    def begin(self, wanted: Wanted, limit_s: float = VOUCH_S) -> None:
        """Ask for somebody who vouches for ``wanted``, for at most ``limit_s`` seconds."""
        self.leave()
        self._wanted, self._problem = wanted, None
        self._began = self._clock()
        self._until = self._began + limit_s
        self._timer.start(_LOOK_MS)
        self._await_card()
        self.changed.emit()

    def limit(self, left_s: float) -> None:
        """The agent says in whole seconds how long it still waits."""
        until = self._clock() + left_s
        if abs(until - self._until) > _ROUNDING_S:
            self._until = until

    @Slot()
    def look(self) -> None:
        """Look at the clock."""
        if self._wanted is None:
            return
        if self._clock() >= self._until and self._token is None:
            self._end(AgentRefused("too_late", _TOO_LATE))
        self.changed.emit()

    def leave(self) -> None:
        """Ask no more; an order that waits for a card is dropped."""
        self._turn += 1
        for call in (self._card, self._token):
            if call is not None:
                call.cancel()
        self._timer.stop()
        self._wanted = self._card = self._token = None
        self._problem = None
        self.changed.emit()

    @Slot(str)
    def submit(self, token: str) -> None:
        """Take what was typed or scanned; nothing at all lets the reader wait again."""
        typed = token.strip()
        if self._wanted is None or self._token is not None:
            return
        if not typed:
            self._await_card()
        elif is_token(typed):
            self._problem = None
            self._token = self._give(GuardToken(typed))
        else:
            self._problem = _NO_TOKEN
        self.changed.emit()

    def _await_card(self) -> None:
        if self._wanted is not None and self._wanted.desk and self._card is None:
            self._card = self._give(DESK_CARD)

    def _give(self, voucher: Voucher) -> Call | None:
        if self._wanted is None:
            return None
        turn, typed = self._turn, isinstance(voucher, GuardToken)
        return self._wanted.give(voucher, lambda answer: self._hear(turn, typed, answer))

    def _hear(self, turn: int, typed: bool, answer: AgentError | None) -> None:
        if turn != self._turn or isinstance(answer, CallCancelled):
            return
        if typed:
            self._token = None
        else:
            self._card = None
        code = answer.code if isinstance(answer, AgentRefused) else ""
        if answer is not None and code in _SOMEBODY_ELSE:
            self._problem = answer.text
            self._await_card()
        elif code in _AGAIN:
            self._await_card()
        elif answer is not None and code in _NO_READER:
            self._problem = answer.text
        else:
            self._end(answer)
        self.changed.emit()

    def _end(self, answer: AgentError | None) -> None:
        wanted = self._wanted
        self.leave()
        if wanted is not None:
            wanted.ended(answer)

    def _get_heading(self) -> str:
        return "" if self._wanted is None else self._speaker.say(self._wanted.heading)

    def _get_instruction(self) -> str:
        if self._wanted is None:
            return ""
        if not self._wanted.desk:
            return self._speaker.say(_TOKEN_ONLY)
        return self._speaker.say(_SHOW_CARD if self.waits_for_card else _RESUME)

    def _get_desk(self) -> bool:
        return self._wanted is not None and self._wanted.desk

    def _get_waiting(self) -> bool:
        return self.waits_for_card

    def _get_checking(self) -> bool:
        return self._token is not None

    def _get_left(self) -> str:
        seconds = max(0, math.ceil(self._until - self._clock()))
        return self._speaker.say(_LEFT.format(seconds=seconds)) if self._wanted is not None else ""

    def _get_share(self) -> float:
        whole = self._until - self._began
        return max(0.0, (self._until - self._clock()) / whole) if whole > 0 else 0.0

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    heading = Property(str, _get_heading, notify=changed)
    instruction = Property(str, _get_instruction, notify=changed)
    desk = Property(bool, _get_desk, notify=changed)
    waiting = Property(bool, _get_waiting, notify=changed)
    checking = Property(bool, _get_checking, notify=changed)
    left = Property(str, _get_left, notify=changed)
    share = Property(float, _get_share, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
