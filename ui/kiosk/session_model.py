"""The session machine on the screen: feeds it events, carries out its effects."""

from __future__ import annotations

import time
from typing import Final, assert_never

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk import session as machine
from kiosk.sentences import Trouble, notice_of, unreadable
from kiosk.session import Notice, SessionPolicy
from sync.client import HallClient
from sync.wire import Holder, Session
from ui.kiosk.worker import Worker
from ui.speaker import Speaker
from wording import Language

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

TICK_MS: Final = 250
"""A countdown of seconds must not seem to stumble."""


@QmlElement
class SessionModel(QObject):
    """Who is here. The other models take the token from it and forget with it."""

    changed = Signal()
    welcomed = Signal()
    """Somebody was signed in."""
    forgotten = Signal()
    """Nobody is signed in any more; every model drops what it holds."""

    def __init__(
        self,
        hall: HallClient,
        worker: Worker,
        speaker: Speaker,
        policy: SessionPolicy,
        parent: QObject | None = None,
    ) -> None:
        """``hall`` is used on ``worker``'s thread only."""
        super().__init__(parent)
        self._hall = hall
        self._worker = worker
        self._speaker = speaker
        self._policy = policy
        self._state: machine.State = machine.Away()
        self._seconds: int | None = None
        self._busy: set[str] = set()
        speaker.language_changed.connect(self.changed)
        timer = QTimer(self)
        timer.setInterval(TICK_MS)
        timer.timeout.connect(lambda: self._feed(machine.Tick(time.monotonic())))
        timer.start()

    @property
    def holder(self) -> Holder | None:
        """The person who is signed in."""
        return self._state.holder if isinstance(self._state, machine.Present) else None

    @property
    def token(self) -> str:
        """The hall's session token; empty when nobody is signed in."""
        return self._state.token if isinstance(self._state, machine.Present) else ""

    @Slot(str)
    def present_card(self, credential: str) -> None:
        """A card with this keyed digest was read."""
        self._feed(machine.CardRead(time.monotonic(), credential))

    @Slot()
    def refuse_card(self) -> None:
        """A card was there, but could not be read."""
        self._feed(machine.NotSignedIn(time.monotonic(), unreadable()))

    def work(self, name: str, going_on: bool) -> None:
        """Say that something works for the person: the idle clock stands still meanwhile."""
        before = bool(self._busy)
        (self._busy.add if going_on else self._busy.discard)(name)
        if before != bool(self._busy):
            self._feed(machine.BusyChanged(time.monotonic(), bool(self._busy)))

    def hall_ended(self) -> None:
        """The hall no longer knows the session."""
        self._feed(machine.HallEnded(time.monotonic()))

    @Slot()
    def touch(self) -> None:
        """The person did something."""
        self._feed(machine.Touched(time.monotonic()))

    @Slot()
    def leave(self) -> None:
        """The person pressed 'finish and leave'."""
        self._feed(machine.LeavePressed(time.monotonic()))

    def _feed(self, event: machine.Event) -> None:
        before = self._view()
        self._state, effects = machine.transition(self._state, event, self._policy)
        self._seconds = machine.countdown(self._state, time.monotonic(), self._policy)
        for effect in effects:
            self._carry_out(effect)
        if self._view() != before:
            self.changed.emit()

    def _view(self) -> tuple[type, Notice | None, Holder | None, int | None]:
        """What the screen shows of the state."""
        return type(self._state), self._notice(), self.holder, self._seconds

    def _carry_out(self, effect: machine.Effect) -> None:
        match effect:
            case machine.AskHall(credential):
                self._worker.run(
                    lambda: self._hall.sign_in(credential),
                    lambda answer: self._signed_in(credential, answer),
                )
            case machine.EndAtHall(token):
                # What was asked for the person who leaves is dropped, this farewell is not awaited.
                self._worker.forget()
                self._worker.run(lambda: self._hall.sign_out(token), lambda _: None)
            case machine.Welcome():
                self.welcomed.emit()
            case machine.Forget():
                self._worker.forget()
                self._busy.clear()
                self.forgotten.emit()
            case _:
                assert_never(effect)

    def _signed_in(self, credential: str, answer: Session | Trouble) -> None:
        at = time.monotonic()
        match answer:
            case Session():
                lasts_s = (answer.expires_at - self._hall.clock.now()).total_seconds()
                event = machine.SignedIn(at, credential, answer.token, answer.holder, lasts_s)
                self._feed(event)
            case _:
                self._feed(machine.NotSignedIn(at, notice_of(answer)))

    def _notice(self) -> Notice | None:
        return self._state.notice if isinstance(self._state, machine.Away) else None

    def _get_notice(self) -> str:
        notice = self._notice()
        return "" if notice is None else self._speaker.say(notice.what)

    def _get_remedy(self) -> str:
        notice = self._notice()
        return "" if notice is None else self._speaker.say(notice.remedy)

    def _get_notice_kind(self) -> str:
        notice = self._notice()
        return "" if notice is None else notice.kind.value

    def _get_signing_in(self) -> bool:
        return isinstance(self._state, machine.SigningIn)

    def _get_present(self) -> bool:
        return isinstance(self._state, machine.Present)

    def _get_name(self) -> str:
        holder = self.holder
        if holder is None:
            return ""
        return holder.name if self._speaker.current is Language.ZH else holder.name_en

    def _get_department(self) -> str:
        holder = self.holder
        if holder is None:
            return ""
        if self._speaker.current is Language.ZH:
            return f"{holder.department} · {holder.class_name}"
        return holder.department_en

    def _get_countdown(self) -> int:
        return -1 if self._seconds is None else self._seconds

    present = Property(bool, _get_present, notify=changed)
    signingIn = Property(bool, _get_signing_in, notify=changed)  # noqa: N815 - a QML name
    name = Property(str, _get_name, notify=changed)
    department = Property(str, _get_department, notify=changed)
    notice = Property(str, _get_notice, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    noticeKind = Property(str, _get_notice_kind, notify=changed)  # noqa: N815 - a QML name
    countdown = Property(int, _get_countdown, notify=changed)
    """Seconds left to answer 'are you still there?', or -1."""
