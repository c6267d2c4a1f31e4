"""What another policy would have decided of what is in a journal, and what can't be known. Pure.

A journal keeps what a decision rested on, not the record itself: groups, permitted gates and the
number of entries are not in it, and a face that was not compared then can't be compared now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from gate_agent.rules.access import NEVER_SEEN, NOT_CHECKED, Decision, Denied, Granted, enlivened
from gate_agent.rules.policy import Need, Passback, Policy, Step, needed
from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.rules.reasons import Reason
from sync.wire import CredentialKind, Direction, GateEvent, GateEventKind


class Unknown(StrEnum):
    """Why it can't be said what would have been decided."""

    GROUPS = "groups"
    """A rule asks for groups, and the journal does not say the holder's."""
    FACE = "face"
    """The face would have been asked for, and none was compared."""
    RECORD = "record"
    """It was decided before the record was looked at, which would now count."""
    OTHER_CODE = "other_code"
    """A later version journalled a reason that is not known here."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision then, and what would have come out now."""

    event: GateEvent
    now: Decision | Unknown

    @property
    def changed(self) -> bool:
        """It would have come out another way; False when that can't be known."""
        match self.now:
            case Granted():
                return self.event.kind is not GateEventKind.GRANTED
            case Denied(reason=reason):
                return self.event.reason != reason
            case _:
                return False


_DEMANDED: Final = frozenset(
    {
        Reason.NO_TEMPLATE,
        Reason.MODEL_MISMATCH,
        Reason.NO_FACE,
        Reason.FACE_MISMATCH,
        Reason.LIVENESS_DOUBTFUL,
        Reason.FACE_UNAVAILABLE,
        Reason.RECORDS_AGED,
        Reason.PASSBACK,
        Reason.GUARD_MUST_CONFIRM,
        Reason.CREDENTIAL_NOT_TAKEN,
    }
)
"""Refusals that came last: the record itself permitted the passage."""
_AT_THE_FACE: Final = _DEMANDED - {
    Reason.PASSBACK,
    Reason.GUARD_MUST_CONFIRM,
    Reason.CREDENTIAL_NOT_TAKEN,
}
"""The face was asked for then as well."""
_BEFORE_ANY_POLICY: Final = frozenset(
    {
        Reason.CARD_UNREADABLE,
        Reason.CARD_NOT_GENUINE,
        Reason.RECORDS_UNAVAILABLE,
        Reason.BLOCKED,
        Reason.REVOKED,
        Reason.PASS_MALFORMED,
        Reason.PASS_FORGED,
        Reason.PASS_KEY_UNKNOWN,
    }
)
_PERMISSION: Final = frozenset(
    {
        Reason.NOT_REGISTERED,
        Reason.PENDING,
        Reason.REJECTED,
        Reason.NOT_YET_VALID,
        Reason.EXPIRED,
        Reason.WRONG_CAMPUS,
        Reason.WRONG_GATE,
        Reason.WRONG_DIRECTION,
    }
)
"""What the record does not permit; not asked of those who leave, unless the policy says so."""
_NOT_FOUND_BY_FACE: Final = frozenset({Reason.FACE_NOT_RECOGNISED, Reason.FACE_AMBIGUOUS})


def replay(
    events: Iterable[GateEvent], policy_of: Callable[[str], Policy], zone_of: Callable[[str], str]
) -> Iterator[Replayed]:
    """Each decision of ``events`` (oldest first) under the policies of the lanes.

    Who is inside follows what really happened, not what would have.
    """
    zones: dict[str, str] = {}
    presence: dict[str, PresenceBook] = {}
    for event in events:
        zone = zones.setdefault(event.lane, zone_of(event.lane))
        book = presence.setdefault(zone, PresenceBook({zone: zone}))
        at = event.hall_at
        if event.kind in (GateEventKind.FIRE, GateEventKind.FIRE_RELEASED):
            for one in presence.values():
                one.evacuated(at)
        elif event.kind is GateEventKind.PASSED and event.holder is not None:
            book.passed(Passage(event.holder, zone, event.direction, at))
        elif event.kind in (GateEventKind.GRANTED, GateEventKind.DENIED):
            seen = NEVER_SEEN if event.holder is None else book.last(event.holder, zone)
            policy = policy_of(event.lane)
            fresh = seen.since is not None and at - seen.since < timedelta(
                seconds=policy.passback_reset_s
            )
            again = fresh and seen.inside is (event.direction is Direction.IN)
            yield Replayed(event, _again(event, at, policy, inside_already=again))


def _again(
    event: GateEvent, at: datetime, policy: Policy, *, inside_already: bool
) -> Decision | Unknown:
    """``at``: the moment of the event by the hall's clock, as the rules took it (decision 8)."""
    reason: Reason | None = None
    if event.kind is GateEventKind.DENIED:
        try:
            reason = Reason(event.reason)
        except ValueError:
            return Unknown.OTHER_CODE
        if reason in _BEFORE_ANY_POLICY:
            return Denied(reason)
    step = policy.step_of(event.direction, event.mirror_age_s)
    if step is Step.REFUSE:
        return Denied(Reason.RECORDS_TOO_OLD)
    if reason in (Reason.RECORDS_TOO_OLD, Reason.LOCKDOWN):
        return Unknown.RECORD
    alone = event.credential_kind is CredentialKind.FACE
    if alone and event.score is not None and event.score < policy.alone_threshold:
        return Denied(Reason.FACE_NOT_RECOGNISED, event.score)
    if reason in _NOT_FOUND_BY_FACE:
        return Unknown.FACE
    free = policy.lets_out(event.direction) and reason in _PERMISSION
    if reason is not None and reason not in _DEMANDED and not free:
        return Denied(reason)
    if event.direction is Direction.OUT and not policy.lets_out(event.direction):
        return Unknown.RECORD  # Who left may not have been asked for a permission.
    hard = policy.passback is Passback.HARD and event.direction is Direction.IN
    if inside_already and hard:
        return Denied(Reason.PASSBACK)
    return _demand(event, at, policy, step, reason)


def _demand(
    event: GateEvent, at: datetime, policy: Policy, step: Step, reason: Reason | None
) -> Decision | Unknown:
    if step is not Step.GUARD and any(rule.groups for rule in policy.rules):
        return Unknown.GROUPS
    mode = policy.demand(event.lane, event.direction, at, (), step)
    shown, liveness = event.credential_kind or CredentialKind.CARD, event.liveness or NOT_CHECKED
    match needed(mode, shown):
        case Need.NOTHING if shown is CredentialKind.FACE:
            return enlivened(Granted(event.score), liveness, policy)
        case Need.NOTHING:
            return Granted(event.score)
        case Need.GUARD:
            return Denied(Reason.GUARD_MUST_CONFIRM)
        case Need.OTHER:
            return Denied(Reason.CREDENTIAL_NOT_TAKEN)
        case Need.FACE:
            if event.score is not None:
                enough = event.score >= policy.threshold
                decision = Granted(event.score) if enough else Denied(Reason.FACE_MISMATCH)
                return enlivened(decision, liveness, policy)
            asked = reason in _AT_THE_FACE
            return Denied(reason) if asked and reason is not None else Unknown.FACE
        case never:
            assert_never(never)
