"""What somebody shows at a lane to say who they are, and whether it is good for that. Pure.

Who they are is not yet whether they may pass: that is :mod:`gate_agent.rules.access`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

from gate_agent.rules.policy import Policy
from gate_agent.rules.reasons import Reason
from sync.passes import PASS_LIFE, Pass, flaw_of
from sync.wire import CredentialKind

_CERTAIN: Final = 1.0
"""A face that is surely theirs: what the camera will see is not foreseen."""


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card was read."""


@dataclass(frozen=True, slots=True)
class PassShown:
    """A pass that the hall signed was read from a telephone."""

    shown: Pass = field(repr=False)
    used: bool
    """Somebody was let in by it before."""


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """A code was read that is no pass of this hall."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class NumberTyped:
    """A guard typed the student number."""


@dataclass(frozen=True, slots=True)
class FaceFound:
    """A face alone was compared with everybody in the gallery; the record is the likest's."""

    score: float
    """Likeness to the likest, -1 to 1."""
    second: float = -1.0
    """Likeness to the next."""


Shown = CardShown | PassShown | CodeRefused | NumberTyped | FaceFound


def kind_of(shown: Shown) -> CredentialKind:
    """What kind of credential it is, as journalled."""
    match shown:
        case CardShown():
            return CredentialKind.CARD
        case PassShown() | CodeRefused():
            return CredentialKind.PASS
        case NumberTyped():
            return CredentialKind.NUMBER
        case FaceFound():
            return CredentialKind.FACE
        case _:
            assert_never(shown)


def nobody(shown: Shown, policy: Policy) -> Reason | None:
    """Why ``shown`` does not say who somebody is; None when it does, or leads to a record."""
    match shown:
        case CodeRefused(reason=reason):
            return reason
        case FaceFound(score=score, second=second):
            if score < policy.alone_threshold:
                return Reason.FACE_NOT_RECOGNISED
            return Reason.FACE_AMBIGUOUS if score - second < policy.alone_margin else None
        case CardShown() | PassShown() | NumberTyped():
            return None
        case _:
            assert_never(shown)


def unknown(shown: Shown) -> Reason:
    """What is said when ``shown`` leads to no record."""
    match shown:
        case CardShown():
            return Reason.UNKNOWN_CARD
        case PassShown():
            return Reason.UNKNOWN_HOLDER
        case CodeRefused(reason=reason):
            return reason
        case NumberTyped():
            return Reason.UNKNOWN_NUMBER
        case FaceFound():
            return Reason.FACE_NOT_RECOGNISED
        case _:
            assert_never(shown)


def spent(shown: Shown, now: datetime) -> Reason | None:
    """Why a pass does not count now; None for all that has no life of its own."""
    if not isinstance(shown, PassShown):
        return None
    flaw = flaw_of(shown.shown, now)
    if flaw is not None:
        return Reason(flaw.code)
    return Reason.PASS_USED if shown.used else None


def elsewhere(shown: Shown, gate: str) -> Reason | None:
    """Why a pass does not count at ``gate``; None for all that is not bound to gates."""
    if not isinstance(shown, PassShown) or not shown.shown.gates:
        return None
    return None if gate in shown.shown.gates else Reason.WRONG_GATE


def fresh_pass(holder: UUID, at: datetime) -> PassShown:
    """A pass as the hall would issue it at ``at``, to foresee what would be said to it."""
    return PassShown(Pass(holder, holder, at, at, at + PASS_LIFE), used=False)


def shown_as(kind: CredentialKind, holder: UUID, at: datetime) -> Shown:
    """A credential of this kind that is in order."""
    match kind:
        case CredentialKind.CARD:
            return CardShown()
        case CredentialKind.PASS:
            return fresh_pass(holder, at)
        case CredentialKind.NUMBER:
            return NumberTyped()
        case CredentialKind.FACE:
            return FaceFound(_CERTAIN)
        case _:
            assert_never(kind)
