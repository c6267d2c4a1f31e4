"""Who stands at the kiosk, since when and until when. Pure: time comes in as a value.

Times are seconds of one monotonic clock. :func:`transition` is the only way from one state to the
next; what has to be done in the world comes out as effects.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final, assert_never

from sync.wire import Holder
from wording import Text

IDLE_S: Final = 60.0
"""Nobody touched anything for so long: reading a guide of one screen takes about 40 s."""
COUNTDOWN_S: Final = 20.0
"""Time to answer 'are you still there?', enough to come back from a bag on the floor."""
NOTICE_S: Final = 8.0
"""How long a sentence about a refused card stays: two short sentences are read in 5 s."""


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """Delays of one kiosk, in seconds."""

    idle_s: float = IDLE_S
    countdown_s: float = COUNTDOWN_S
    notice_s: float = NOTICE_S


class NoticeKind(Enum):
    """Why nobody was signed in, or why somebody no longer is."""

    CARD_UNKNOWN = "card_unknown"
    CARD_UNREADABLE = "card_unreadable"
    HALL_AWAY = "hall_away"
    REFUSED = "refused"
    ENDED = "ended"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing the next person reads on the idle screen."""

    kind: NoticeKind
    what: Text
    remedy: Text


# --- states -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody is signed in."""

    notice: Notice | None = None
    notice_until: float = 0.0


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A card was read and the hall is being asked who it belongs to."""

    since: float
    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody is signed in."""

    holder: Holder
    token: str = field(repr=False)
    credential: str = field(repr=False)
    since: float
    ends_at: float
    """When the hall ends the session whatever happens."""
    touched_at: float
    busy: bool = False
    """Something works for the person, as a print: standing still is no absence."""

    def warn_at(self, policy: SessionPolicy) -> float:
        """When the countdown begins."""
        return min(self.touched_at + policy.idle_s, self.ends_at - policy.countdown_s)

    def out_at(self, policy: SessionPolicy) -> float:
        """When the person is signed out."""
        return min(self.warn_at(policy) + policy.countdown_s, self.ends_at)


State = Away | SigningIn | Present


# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardRead:
    at: float
    credential: str = field(repr=False)
    """Keyed digest of the card (:func:`sync.credential.credential_digest`)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    at: float
    credential: str = field(repr=False)
    token: str = field(repr=False)
    holder: Holder
    lasts_s: float


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """The card could not be read, or the hall did not sign its holder in."""

    at: float
    notice: Notice


@dataclass(frozen=True, slots=True)
class Touched:
    """The person did something."""

    at: float


@dataclass(frozen=True, slots=True)
class BusyChanged:
    at: float
    busy: bool


@dataclass(frozen=True, slots=True)
class LeavePressed:
    at: float


@dataclass(frozen=True, slots=True)
class HallEnded:
    """The hall no longer knows the session."""

    at: float


@dataclass(frozen=True, slots=True)
class Tick:
    at: float


Event = CardRead | SignedIn | NotSignedIn | Touched | BusyChanged | LeavePressed | HallEnded | Tick


# --- effects ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskHall:
    """Ask the hall whose card this is."""

    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndAtHall:
    """Tell the hall that the session is over."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Show the signed-in person their home screen."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop everything the person typed, showed or was shown, and go to the idle screen."""


Effect = AskHall | EndAtHall | Welcome | Forget

TIMED_OUT: Final = Notice(
    NoticeKind.TIMED_OUT,
    Text("长时间没有操作，已为你退出", "You were signed out because nothing was touched"),
    Text("需要继续时请再刷一次卡", "Tap your card again to go on"),
)
ENDED: Final = Notice(
    NoticeKind.ENDED,
    Text("登录已到期", "Your session has ended"),
    Text("请再刷一次卡", "Tap your card again"),
)


def transition(state: State, event: Event, policy: SessionPolicy) -> tuple[State, list[Effect]]:
    """The state after ``event`` and what has to be done now."""
    match state:
        case Away():
            return _away(state, event, policy)
        case SigningIn():
            return _signing_in(state, event, policy)
        case Present():
            return _present(state, event, policy)
        case _:
            assert_never(state)


def _away(state: Away, event: Event, policy: SessionPolicy) -> tuple[State, list[Effect]]:
    match event:
        case CardRead(at, credential):
            return SigningIn(at, credential), [AskHall(credential)]
        case NotSignedIn(at, notice):
            return _away_with(notice, at, policy), []
        case SignedIn(token=token):
            # The answer came after the kiosk had given up waiting for it.
            return state, [EndAtHall(token)]
        case Tick(at) | Touched(at):
            if state.notice is not None and at >= state.notice_until:
                return Away(), []
            return state, []
        case BusyChanged() | LeavePressed() | HallEnded():
            return state, []
        case _:
            assert_never(event)


def _signing_in(
    state: SigningIn, event: Event, policy: SessionPolicy
) -> tuple[State, list[Effect]]:
    match event:
        case SignedIn() if event.credential == state.credential:
            present = Present(
                holder=event.holder,
                token=event.token,
                credential=event.credential,
                since=event.at,
                ends_at=event.at + event.lasts_s,
                touched_at=event.at,
            )
            return present, [Welcome()]
        case SignedIn(token=token):
            return state, [EndAtHall(token)]
        case NotSignedIn(at, notice):
            return _away_with(notice, at, policy), []
        case CardRead() | Touched() | BusyChanged() | LeavePressed() | HallEnded() | Tick():
            # One question at a time; the call to the hall has a time limit of its own.
            return state, []
        case _:
            assert_never(event)


def _present(state: Present, event: Event, policy: SessionPolicy) -> tuple[State, list[Effect]]:
    match event:
        case Touched(at):
            return replace(state, touched_at=max(at, state.touched_at)), []
        case BusyChanged(at, busy):
            return replace(state, busy=busy, touched_at=max(at, state.touched_at)), []
        case CardRead(at, credential):
            if credential == state.credential:
                return replace(state, touched_at=max(at, state.touched_at)), []
            effects: list[Effect] = [EndAtHall(state.token), Forget(), AskHall(credential)]
            return SigningIn(at, credential), effects
        case Tick(at):
            return _watched(state, at, policy)
        case LeavePressed():
            return Away(), [EndAtHall(state.token), Forget()]
        case HallEnded(at):
            return _away_with(ENDED, at, policy), [Forget()]
        case SignedIn(token=token):
            return state, [EndAtHall(token)] if token != state.token else []
        case NotSignedIn():
            # A second card that was held badly is no reason to send the first person away.
            return state, []
        case _:
            assert_never(event)


def _watched(state: Present, at: float, policy: SessionPolicy) -> tuple[State, list[Effect]]:
    if at >= state.ends_at:
        return _away_with(ENDED, at, policy), [EndAtHall(state.token), Forget()]
    if state.busy:
        return replace(state, touched_at=max(at, state.touched_at)), []
    if at >= state.out_at(policy):
        return _away_with(TIMED_OUT, at, policy), [EndAtHall(state.token), Forget()]
    return state, []


def _away_with(notice: Notice, at: float, policy: SessionPolicy) -> Away:
    return Away(notice, at + policy.notice_s)


def countdown(state: State, at: float, policy: SessionPolicy) -> int | None:
    """Whole seconds left to answer 'are you still there?', or None when it is not asked."""
    if not isinstance(state, Present) or (state.busy and at < state.ends_at - policy.countdown_s):
        return None
    if at < state.warn_at(policy):
        return None
    return max(0, round(state.out_at(policy) - at + 0.49))
