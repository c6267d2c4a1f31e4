"""The rules as tables: each case names what is known and what must be decided."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_agent.rules.access import (
    Attempt,
    Decision,
    Denied,
    Face,
    FaceAbsent,
    FaceAwaited,
    FaceCompared,
    FaceNeeded,
    FaceOtherModel,
    FaceUnavailable,
    Granted,
    Mode,
    Policy,
    Records,
    decide,
    demanded,
)
from gate_agent.rules.policy import ModeRule
from gate_agent.rules.reasons import Reason, advice
from sync.wire import AccessRecord, FaceTemplates, ReturnStatus
from tests.helpers.records import approved

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
FACE = FaceTemplates(model="0" * 64, vectors=("A" * 344,))
WITH_FACE = Policy(Mode.CARD_FACE, threshold=0.45, max_record_age_s=3600, face_after_s=3600)
CARD_ONLY = Policy(Mode.CARD, threshold=0.45, max_record_age_s=3600, face_after_s=3600)
FRESH = Records(complete=True, age_s=5.0)


def record(**changes: object) -> AccessRecord:
    fields: dict[str, object] = {
        "valid_from": NOW - timedelta(hours=1),
        "valid_until": NOW + timedelta(hours=1),
        "face": FACE,
    }
    return approved("0" * 64, **{**fields, **changes})


def decided(
    known: AccessRecord | None,
    face: Face | None = None,
    policy: Policy = WITH_FACE,
    now: datetime = NOW,
    records: Records = FRESH,
) -> Decision:
    return decide(Attempt("east", face or FaceCompared(0.9)), known, policy, now, records)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (None, Reason.UNKNOWN_CARD),
        (record(status=ReturnStatus.NONE), Reason.NOT_REGISTERED),
        (record(status=ReturnStatus.PENDING), Reason.PENDING),
        (record(status=ReturnStatus.REJECTED), Reason.REJECTED),
        (record(status=ReturnStatus.REVOKED), Reason.REVOKED),
        (record(valid_from=NOW + timedelta(seconds=1)), Reason.NOT_YET_VALID),
        (record(valid_until=NOW), Reason.EXPIRED),
        (record(valid_until=NOW - timedelta(days=9)), Reason.EXPIRED),
        (record(gates=("west", "north")), Reason.WRONG_GATE),
    ],
)
@pytest.mark.parametrize("policy", [WITH_FACE, CARD_ONLY])
def test_what_a_record_does_not_permit(
    known: AccessRecord | None, reason: Reason, policy: Policy
) -> None:
    assert decided(known, policy=policy) == Denied(reason)


@pytest.mark.parametrize(
    "known",
    [
        record(),
        record(valid_from=None, valid_until=None),
        record(valid_from=NOW),
        record(valid_until=NOW + timedelta(microseconds=1)),
        record(gates=("west", "east")),
    ],
)
def test_what_a_record_permits(known: AccessRecord) -> None:
    assert decided(known) == Granted(0.9)
    assert decided(known, policy=CARD_ONLY, face=FaceAwaited()) == Granted()


@pytest.mark.parametrize(
    ("face", "decision"),
    [
        (FaceAwaited(), FaceNeeded()),
        (FaceAbsent(), Denied(Reason.NO_FACE)),
        (FaceUnavailable(), Denied(Reason.FACE_UNAVAILABLE)),
        (FaceOtherModel(), Denied(Reason.MODEL_MISMATCH)),
        (FaceCompared(0.45), Granted(0.45)),
        (FaceCompared(0.4499), Denied(Reason.FACE_MISMATCH, 0.4499)),
        (FaceCompared(-1.0), Denied(Reason.FACE_MISMATCH, -1.0)),
    ],
)
def test_what_the_face_decides(face: Face, decision: Decision) -> None:
    assert decided(record(), face) == decision


def test_a_comparison_that_gave_no_number_admits_nobody() -> None:
    decision = decided(record(), FaceCompared(float("nan")))
    assert isinstance(decision, Denied)
    assert decision.reason is Reason.FACE_MISMATCH


@pytest.mark.parametrize("face", [FaceAwaited(), FaceCompared(0.9), FaceUnavailable()])
def test_without_an_enrolled_face_the_guard_must_look(face: Face) -> None:
    assert decided(record(face=None), face) == Denied(Reason.NO_TEMPLATE)


@pytest.mark.parametrize(
    ("age_s", "admitted"), [(0.0, True), (3600.0, True), (3600.1, False), (None, False)]
)
def test_how_old_records_may_be(age_s: float | None, admitted: bool) -> None:
    decision = decided(record(), records=Records(complete=True, age_s=age_s))
    assert decision == (Granted(0.9) if admitted else Denied(Reason.RECORDS_TOO_OLD))


def test_old_records_still_say_who_was_revoked() -> None:
    old = Records(complete=True, age_s=None)
    assert decided(record(status=ReturnStatus.REVOKED), records=old) == Denied(Reason.REVOKED)
    assert decided(None, records=old) == Denied(Reason.RECORDS_TOO_OLD)


@pytest.mark.parametrize("known", [None, record(), record(status=ReturnStatus.REVOKED)])
def test_before_the_records_are_complete_nobody_is_judged(known: AccessRecord | None) -> None:
    incomplete = Records(complete=False, age_s=1.0)
    assert decided(known, records=incomplete) == Denied(Reason.RECORDS_UNAVAILABLE)


FACES = st.sampled_from(
    [FaceAwaited(), FaceAbsent(), FaceUnavailable(), FaceOtherModel()]
) | st.builds(FaceCompared, st.floats(min_value=-1, max_value=1))
MOMENTS = st.none() | st.integers(-5000, 5000).map(lambda s: NOW + timedelta(seconds=s))
RECORDS = st.builds(
    record,
    status=st.sampled_from(ReturnStatus),
    valid_from=MOMENTS,
    valid_until=MOMENTS,
    gates=st.sampled_from([(), ("east",), ("west",)]),
    face=st.sampled_from([None, FACE]),
)
AGES = st.builds(Records, st.booleans(), st.none() | st.floats(min_value=0, max_value=7200))


@given(st.none() | RECORDS, FACES, st.sampled_from([WITH_FACE, CARD_ONLY]), AGES)
def test_nobody_is_granted_without_every_condition(
    known: AccessRecord | None, face: Face, policy: Policy, records: Records
) -> None:
    """The rules said once more, the other way round."""
    decision = decided(known, face, policy, records=records)
    may = (
        known is not None
        and known.status is ReturnStatus.APPROVED
        and (known.valid_from is None or known.valid_from <= NOW)
        and (known.valid_until is None or known.valid_until > NOW)
        and (not known.gates or "east" in known.gates)
        and records.complete
        and records.age_s is not None
        and records.age_s <= policy.max_record_age_s
        and (
            policy.mode is Mode.CARD
            or (
                known.face is not None
                and isinstance(face, FaceCompared)
                and face.score >= policy.threshold
            )
        )
    )
    assert isinstance(decision, Granted) == may


def test_every_reason_has_words_in_both_languages() -> None:
    for reason in Reason:
        words = advice(reason)
        for text in (words.sentence, words.remedy):
            assert text.zh.strip()
            assert text.en.isascii()


def test_reasons_are_told_apart_by_their_words() -> None:
    sentences = [advice(reason).sentence for reason in Reason]
    assert all(a != b for a, b in product(sentences, sentences) if a is not b)


NIGHT = ModeRule(Mode.GUARD, begin=time(7), end=time(9), name="night")
OPEN_DAY = ModeRule(Mode.CARD, name="open-day")


@pytest.mark.parametrize(
    ("rules", "age_s", "expected"),
    [
        ((), 5.0, (Mode.CARD, "lane")),
        ((NIGHT, OPEN_DAY), 5.0, (Mode.GUARD, "night")),
        ((OPEN_DAY, NIGHT), 5.0, (Mode.CARD, "open-day")),
        ((NIGHT,), 2000.0, (Mode.GUARD, "night")),
        ((OPEN_DAY,), 2000.0, (Mode.CARD_FACE, "age")),
        ((), 9e9, (Mode.CARD, "age")),
        ((), None, (Mode.CARD, "age")),
    ],
)
def test_it_is_told_what_asked_for_the_mode(
    rules: tuple[ModeRule, ...], age_s: float | None, expected: tuple[Mode, str]
) -> None:
    policy = Policy(Mode.CARD, 0.45, rules=rules)
    asked = demanded(
        Attempt("east", FaceAwaited()), record(), policy, NOW, Records(complete=True, age_s=age_s)
    )
    assert (asked.mode, asked.rule) == expected
