"""What another policy would have decided of a journal, and what can't be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from gate_agent.rules.access import Denied, Granted
from gate_agent.rules.policy import Mode, ModeRule, Passback, Policy
from gate_agent.rules.reasons import Reason
from gate_agent.rules.replay import Unknown, replay
from sync.wire import JOURNAL_START, CredentialKind, Direction, GateEvent, GateEventKind, event_hash

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
CARD = Policy(Mode.CARD, 0.45)
FACE = Policy(Mode.CARD_FACE, 0.6)
HOLDER = UUID(int=7)
PASS, ALONE = CredentialKind.PASS, CredentialKind.FACE


def event(kind: str = "granted", seconds: float = 0, **changes: object) -> GateEvent:
    return GateEvent(
        event_id=uuid4(),
        gate="east",
        lane="L1",
        seq=1,
        kind=GateEventKind(kind),
        at=NOW + timedelta(seconds=seconds),
        direction=Direction.IN,
        holder=HOLDER,
        mirror_age_s=5.0,
        previous_hash=JOURNAL_START,
        hash=JOURNAL_START,
    ).model_copy(update=changes)


def shown(what: CredentialKind, kind: str = "granted", **changes: object) -> GateEvent:
    return event(kind, 0, credential_kind=what, **changes)


def now(one: GateEvent, policy: Policy) -> object:
    ((again),) = replay([one], lambda _: policy, lambda _: "site")
    return again.now


@pytest.mark.parametrize(
    ("then", "policy", "expected"),
    [
        (event(score=0.5, threshold=0.45), FACE, Denied(Reason.FACE_MISMATCH)),
        (event(score=0.6, threshold=0.45), FACE, Granted(0.6)),
        (event(), FACE, Unknown.FACE),
        (event("denied", reason="no_face"), FACE, Denied(Reason.NO_FACE)),
        (event("denied", reason="no_face"), CARD, Granted()),
        (event("denied", reason="expired"), CARD, Denied(Reason.EXPIRED)),
        (event("denied", reason="revoked", mirror_age_s=9e9), CARD, Denied(Reason.REVOKED)),
        (event("denied", reason="records_too_old", mirror_age_s=500.0), CARD, Unknown.RECORD),
        (event("denied", reason="of_tomorrow"), CARD, Unknown.OTHER_CODE),
        (shown(PASS), FACE, Unknown.FACE),
        (shown(PASS), CARD, Unknown.FACE),
        (shown(PASS), Policy(Mode.PASS, 0.45), Granted()),
        (event(), Policy(Mode.PASS_FACE, 0.45), Denied(Reason.CREDENTIAL_NOT_TAKEN)),
        (shown(PASS, "denied", reason="pass_used"), CARD, Denied(Reason.PASS_USED)),
        (shown(PASS, "denied", reason="pass_forged"), CARD, Denied(Reason.PASS_FORGED)),
        (shown(ALONE, score=0.55), Policy(Mode.FACE, 0.45), Granted(0.55)),
        (
            shown(ALONE, score=0.55),
            Policy(Mode.FACE, 0.45, alone_threshold=0.6),
            Denied(Reason.FACE_NOT_RECOGNISED, 0.55),
        ),
        (shown(ALONE, score=0.55), FACE, Denied(Reason.CREDENTIAL_NOT_TAKEN)),
        (
            shown(ALONE, "denied", reason="face_ambiguous", score=0.55),
            Policy(Mode.FACE, 0.45),
            Unknown.FACE,
        ),
        (event(), replace(CARD, max_record_age_s=1), Denied(Reason.RECORDS_TOO_OLD)),
        (event(), replace(CARD, guard_after_s=1), Denied(Reason.GUARD_MUST_CONFIRM)),
        (
            event(),
            replace(CARD, rules=(ModeRule(Mode.GUARD, groups=frozenset({"2024"})),)),
            Unknown.GROUPS,
        ),
    ],
)
def test_each_decision_is_taken_again(then: GateEvent, policy: Policy, expected: object) -> None:
    assert now(then, policy) == expected


def test_who_was_inside_is_read_from_the_journal() -> None:
    events = [event(), event("passed", 2), event("granted", 9), event("granted", 90_000)]
    hard = replace(CARD, passback=Passback.HARD)
    again = list(replay(events, lambda _: hard, lambda _: "site"))
    assert [one.now for one in again] == [Granted(), Denied(Reason.PASSBACK), Granted()]
    assert [one.changed for one in again] == [False, True, False]


def test_hours_are_the_halls_however_wrong_the_gates_clock_is() -> None:
    """The gate's clock was six hours ahead; by the hall's it was 8 o'clock, when cards suffice."""
    by_day = ModeRule(Mode.CARD, begin=time(7), end=time(9))
    policy = Policy(Mode.GUARD, 0.45, rules=(by_day,))
    assert now(event(seconds=6 * 3600, hall_offset_s=6 * 3600.0), policy) == Granted()
    assert now(event(seconds=6 * 3600), policy) == Denied(Reason.GUARD_MUST_CONFIRM)


def test_fields_that_older_journals_lack_do_not_change_their_hashes() -> None:
    """Fixed once for a journal from before those fields."""
    old = event(event_id=UUID(int=1))
    assert event_hash(old) == event_hash(old.model_copy(update={"mode": "", "noted": ""}))
    assert event_hash(old) != event_hash(old.model_copy(update={"mode": "card"}))
    assert event_hash(old) != event_hash(old.model_copy(update={"noted": "passback"}))
    assert event_hash(old) == "b53db2042dc88741c712754ad71f63749bc922de54e1d6e1b0481e2c3bf87ea1"
