"""Who may pass: pure rules over one attempt, one record, one policy and one moment.

No I/O, no clock, no thread: what is known comes in as values, the decision goes out as a value.
The hall applies the same rules to say beforehand what a gate would decide. Rules are asked in the
order of :func:`_permitted`; the first that refuses names the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from gate_agent.rules.credentials import (
    CardShown,
    FaceFound,
    Shown,
    elsewhere,
    kind_of,
    nobody,
    spent,
    unknown,
)
from gate_agent.rules.policy import LivenessPolicy, ModeSource, Need, Passback, Step, needed
from gate_agent.rules.policy import Mode as Mode
from gate_agent.rules.policy import Policy as Policy
from gate_agent.rules.reasons import Reason
from sync.wire import AccessRecord, Direction, LivenessFinding, ReturnStatus

NOT_CHECKED: Final = LivenessFinding.NOT_CHECKED


@dataclass(frozen=True, slots=True)
class Records:
    """How good the local records are at this moment."""

    complete: bool
    """They were read in once to the end; before that nobody is unknown, only not yet known."""
    age_s: float | None
    """Seconds since the hall last confirmed them; None when that can't be told."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Where the holder was last seen to go, and how often."""

    inside: bool | None = None
    """In the lane's zone; None when they were never seen there."""
    since: datetime | None = None
    entries: int = 0
    """Entries since the record's validity began."""


NEVER_SEEN = Presence()

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
class NoCamera:
    """The lane has none: a guard looks instead."""


@dataclass(frozen=True, slots=True)
class FaceOtherModel:
    """The enrolled templates come from another model and must not be compared."""


@dataclass(frozen=True, slots=True)
class FaceCompared:
    """The face at the lane was compared with the record's templates."""

    score: float
    """Best cosine similarity, -1 to 1."""


Face = FaceAwaited | FaceAbsent | FaceUnavailable | NoCamera | FaceOtherModel | FaceCompared


A_CARD: Final = CardShown()


class Lately(StrEnum):
    """What happened to the holder at this lane moments ago."""

    WENT = "went"
    """They went through: who shows their card now is somebody else, or nobody."""
    SENT_AWAY = "sent_away"
    """A guard refused them: another card of theirs changes nothing."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person at one lane."""

    gate: str
    face: Face
    lane: str = ""
    direction: Direction = Direction.IN
    campus: str = ""
    """Where the gate stands; empty when the campus is not told apart."""
    presence: Presence = NEVER_SEEN
    lockdown: bool = False
    """Only the policy's named groups are let in."""
    shown: Shown = A_CARD
    """What they showed."""
    liveness: LivenessFinding = NOT_CHECKED
    """Of the face that was compared."""
    lately: Lately | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """Let in. ``score`` is None when no face was asked for."""

    score: float | None = None
    noted: Reason | None = None
    """What a stricter policy would have refused for."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Not let in, and why."""

    reason: Reason
    score: float | None = None


@dataclass(frozen=True, slots=True)
class FaceNeeded:
    """All else holds; only the face is still to be compared."""


Decision = Granted | Denied | FaceNeeded


@dataclass(frozen=True, slots=True)
class Demand:
    """What was asked for, and how the records' age had a part in it."""

    mode: Mode
    step: Step
    rule: str
    """The policy's rule that asked for ``mode``, or a :class:`ModeSource`."""


def demanded(
    attempt: Attempt,
    record: AccessRecord | None,
    policy: Policy,
    now: datetime,
    records: Records,
) -> Demand:
    """What :func:`decide` asks for in this situation."""
    step = policy.step_of(attempt.direction, records.age_s)
    groups = record.groups if record is not None else ()
    rule = policy.rule_for(attempt.lane, attempt.direction, now, groups)
    mode = policy.demand(attempt.lane, attempt.direction, now, groups, step)
    aged = step is Step.REFUSE or mode is not (policy.mode if rule is None else rule.mode)
    if aged:
        return Demand(mode, step, ModeSource.AGE)
    return Demand(mode, step, ModeSource.LANE if rule is None else rule.name)


def decide(
    attempt: Attempt,
    record: AccessRecord | None,
    policy: Policy,
    now: datetime,
    records: Records,
) -> Decision:
    """Decide one attempt at the (aware) moment ``now``; see :func:`_permitted` for the order."""
    decision = _permitted(attempt, record, policy, now, records)
    return enlivened(decision, attempt.liveness, policy)


def enlivened(decision: Decision, liveness: LivenessFinding, policy: Policy) -> Decision:
    """``decision`` with what the policy makes of the liveness of the face that led to it.

    Only FAILED is a doubt: most who walk up to a gate stay UNSURE (docs/devices/face.md).
    """
    if liveness is not LivenessFinding.FAILED or not isinstance(decision, Granted):
        return decision
    if decision.score is None:
        return decision
    match policy.liveness:
        case LivenessPolicy.OFF:
            return decision
        case LivenessPolicy.NOTE:
            return replace(decision, noted=decision.noted or Reason.LIVENESS_DOUBTFUL)
        case LivenessPolicy.GUARD:
            return Denied(Reason.LIVENESS_DOUBTFUL, decision.score)
        case _:
            assert_never(policy.liveness)


def _permitted(
    attempt: Attempt,
    record: AccessRecord | None,
    policy: Policy,
    now: datetime,
    records: Records,
) -> Decision:
    """What comes out before anybody asks whether the face lives.

    ``record`` is what the presented credential leads to, None if it leads nowhere. A block and a
    revocation are said even when records are old or a pass has ended: age can only hide a newer
    permission, and a guard must not be invited to lift a revocation. On the way out the permission
    is asked for only where the policy says so.
    """
    demand = demanded(attempt, record, policy, now, records)
    at_once = _at_once(attempt, record, policy, records, demand.step)
    if at_once is not None:
        return at_once
    if record is None:
        return Denied(unknown(attempt.shown))
    refusal = spent(attempt.shown, now) or _lockdown(attempt, record, policy)
    if refusal is None and not policy.lets_out(attempt.direction):
        refusal = (
            elsewhere(attempt.shown, attempt.gate)
            or _permission(record, now)
            or _place(record, attempt)
        )
    if refusal is not None:
        return Denied(refusal)
    noted = _passback(attempt, policy, now)
    if noted is not None and policy.passback is Passback.HARD and attempt.direction is Direction.IN:
        return Denied(noted)
    if attempt.lately is not None:
        return Denied(_AGAIN[attempt.lately])
    match needed(demand.mode, kind_of(attempt.shown)):
        case Need.NOTHING:
            return Granted(_likeness(attempt.shown), noted)
        case Need.FACE if isinstance(attempt.face, NoCamera):
            aged = demand.rule == ModeSource.AGE
            return Denied(Reason.RECORDS_AGED if aged else Reason.GUARD_MUST_CONFIRM)
        case Need.FACE:
            return _face(attempt.face, record, policy, noted)
        case Need.GUARD:
            return Denied(Reason.GUARD_MUST_CONFIRM)
        case Need.OTHER:
            return Denied(Reason.CREDENTIAL_NOT_TAKEN)
        case never:
            assert_never(never)


_AGAIN: Final = {Lately.WENT: Reason.JUST_PASSED, Lately.SENT_AWAY: Reason.SENT_AWAY}


def _at_once(
    attempt: Attempt, record: AccessRecord | None, policy: Policy, records: Records, step: Step
) -> Denied | None:
    """What is said before anything the record permits is looked at."""
    if not records.complete:
        return Denied(Reason.RECORDS_UNAVAILABLE)
    nameless = nobody(attempt.shown, policy)
    if nameless is not None:
        return Denied(nameless, _likeness(attempt.shown))
    if record is not None and record.blocked:
        return Denied(Reason.BLOCKED)
    if record is not None and record.status is ReturnStatus.REVOKED:
        return Denied(Reason.REVOKED)
    return Denied(Reason.RECORDS_TOO_OLD) if step is Step.REFUSE else None


def _likeness(shown: Shown) -> float | None:
    """The score of a face that was shown alone."""
    return shown.score if isinstance(shown, FaceFound) else None


def _lockdown(attempt: Attempt, record: AccessRecord, policy: Policy) -> Reason | None:
    if attempt.lockdown and policy.lockdown_groups.isdisjoint(record.groups):
        return Reason.LOCKDOWN
    return None


def _permission(record: AccessRecord, now: datetime) -> Reason | None:
    """Why ``record`` permits nothing now; None when it does."""
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
    return None


def _place(record: AccessRecord, attempt: Attempt) -> Reason | None:
    """Why ``record`` does not permit this way through this gate; None when it does."""
    if record.campuses and attempt.campus and attempt.campus not in record.campuses:
        return Reason.WRONG_CAMPUS
    if record.gates and attempt.gate not in record.gates:
        return Reason.WRONG_GATE
    if record.directions and attempt.direction not in record.directions:
        return Reason.WRONG_DIRECTION
    used_up = record.entries is not None and attempt.presence.entries >= record.entries
    if used_up and attempt.direction is Direction.IN:
        return Reason.ENTRIES_USED
    return None


def _passback(attempt: Attempt, policy: Policy, now: datetime) -> Reason | None:
    """That the holder goes the same way twice; None when not, or when it does not matter.

    Nobody is kept in by it: on the way out it is noted at most.
    """
    presence = attempt.presence
    if policy.passback is Passback.OFF or presence.inside is None or presence.since is None:
        return None
    if now - presence.since >= timedelta(seconds=policy.passback_reset_s):
        return None
    again = presence.inside is (attempt.direction is Direction.IN)
    return Reason.PASSBACK if again else None


def _face(face: Face, record: AccessRecord, policy: Policy, noted: Reason | None) -> Decision:
    if record.face is None:
        return Denied(Reason.NO_TEMPLATE)
    match face:
        case FaceAwaited():
            return FaceNeeded()
        case FaceAbsent():
            return Denied(Reason.NO_FACE)
        case FaceUnavailable() | NoCamera():
            return Denied(Reason.FACE_UNAVAILABLE)
        case FaceOtherModel():
            return Denied(Reason.MODEL_MISMATCH)
        case FaceCompared(score=score):
            if score >= policy.threshold:
                return Granted(score, noted)
            return Denied(Reason.FACE_MISMATCH, score)
        case _:
            assert_never(face)
