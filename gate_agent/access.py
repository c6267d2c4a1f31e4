"""Who may pass: pure rules over one attempt, one record, one policy and one moment.

No I/O, no clock, no thread: what is known comes in as values, the decision goes out as a value.
The hall applies the same rules to say beforehand what a gate would decide. Rules are asked in the
order of :func:`decide`; the first that refuses names the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from gate_agent.reasons import Reason
from sync.wire import AccessRecord, ReturnStatus


class Mode(StrEnum):
    """What a lane asks for."""

    CARD = "card"
    CARD_FACE = "card+face"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the campus demands at this gate."""

    mode: Mode
    threshold: float
    """Least cosine similarity, 0 to 1, at which two faces count as one person's."""
    max_record_age_s: float
    """Longest time in seconds since the hall confirmed the records, for them to count."""


@dataclass(frozen=True, slots=True)
class Records:
    """How good the local records are at this moment."""

    complete: bool
    """They were read in once to the end; before that nobody is unknown, only not yet known."""
    age_s: float | None
    """Seconds since the hall last confirmed them; None when that can't be told."""


# What is known of the face at the lane, from nothing yet to a comparison.


@dataclass(frozen=True, slots=True)
class FaceAwaited:
    """Nobody was compared yet; there is still time."""


@dataclass(frozen=True, slots=True)
class FaceAbsent:
    """The time is over and no face was seen."""


@dataclass(frozen=True, slots=True)
class FaceUnavailable:
    """The camera or the model does not work."""


@dataclass(frozen=True, slots=True)
class FaceOtherModel:
    """The enrolled templates come from another model and must not be compared."""


@dataclass(frozen=True, slots=True)
class FaceCompared:
    """The face at the lane was compared with the record's templates."""

    score: float
    """Best cosine similarity, -1 to 1."""


Face = FaceAwaited | FaceAbsent | FaceUnavailable | FaceOtherModel | FaceCompared


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person at one lane."""

    gate: str
    face: Face


@dataclass(frozen=True, slots=True)
class Granted:
    """Let in. ``score`` is None when no face was asked for."""

    score: float | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """Not let in, and why."""

    reason: Reason
    score: float | None = None


@dataclass(frozen=True, slots=True)
class FaceNeeded:
    """All else holds; only the face is still to be compared."""


Decision = Granted | Denied | FaceNeeded


def decide(
    attempt: Attempt,
    record: AccessRecord | None,
    policy: Policy,
    now: datetime,
    records: Records,
) -> Decision:
    """Decide one attempt at the (aware) moment ``now``.

    ``record`` is what the presented credential leads to, None if it leads nowhere. A revocation is
    said even when records are old: age can only hide a newer permission, and a guard must not be
    invited to lift a revocation.
    """
    if not records.complete:
        return Denied(Reason.RECORDS_UNAVAILABLE)
    if record is not None and record.status is ReturnStatus.REVOKED:
        return Denied(Reason.REVOKED)
    if records.age_s is None or records.age_s > policy.max_record_age_s:
        return Denied(Reason.RECORDS_TOO_OLD)
    if record is None:
        return Denied(Reason.UNKNOWN_CARD)
    refusal = _permission(record, attempt.gate, now)
    if refusal is not None:
        return Denied(refusal)
    match policy.mode:
        case Mode.CARD:
            return Granted()
        case Mode.CARD_FACE:
            return _face(attempt.face, record, policy)
        case _:
            assert_never(policy.mode)


def _permission(record: AccessRecord, gate: str, now: datetime) -> Reason | None:
    """Why ``record`` permits nobody at ``gate`` now; None when it does."""
    match record.status:
        case ReturnStatus.NONE:
            return Reason.NOT_REGISTERED
        case ReturnStatus.PENDING:
            return Reason.PENDING
        case ReturnStatus.REJECTED:
            return Reason.REJECTED
        case ReturnStatus.REVOKED:
            return Reason.REVOKED
        case ReturnStatus.APPROVED:
            pass
        case _:
            assert_never(record.status)
    if record.valid_from is not None and now < record.valid_from:
        return Reason.NOT_YET_VALID
    if record.valid_until is not None and now >= record.valid_until:
        return Reason.EXPIRED
    if record.gates and gate not in record.gates:
        return Reason.WRONG_GATE
    return None


def _face(face: Face, record: AccessRecord, policy: Policy) -> Decision:
    if record.face is None:
        return Denied(Reason.NO_TEMPLATE)
    match face:
        case FaceAwaited():
            return FaceNeeded()
        case FaceAbsent():
            return Denied(Reason.NO_FACE)
        case FaceUnavailable():
            return Denied(Reason.FACE_UNAVAILABLE)
        case FaceOtherModel():
            return Denied(Reason.MODEL_MISMATCH)
        case FaceCompared(score=score):
            if score >= policy.threshold:
                return Granted(score)
            return Denied(Reason.FACE_MISMATCH, score)
        case _:
            assert_never(face)
