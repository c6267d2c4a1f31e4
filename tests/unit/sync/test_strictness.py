"""Of two records under one version: nobody is let in whom either refuses, by the gates' rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gate_agent.rules.access import (
    Attempt,
    FaceCompared,
    Granted,
    Mode,
    Policy,
    Presence,
    Records,
    decide,
)
from sync.strictness import stricter
from sync.wire import AccessRecord, Direction, FaceTemplates, ReturnStatus
from tests.helpers.records import approved

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
FRESH = Records(complete=True, age_s=5.0)
HOLDER = approved().holder
CARDS = ("0" * 64, "1" * 64)
HOURS = st.none() | st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours, minutes=30))
FACES = (FaceTemplates(model="0" * 64, vectors=("A" * 344,)), None)


def some(*names: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), unique=True).map(tuple)


def record() -> st.SearchStrategy[AccessRecord]:
    permitted = st.sampled_from([ReturnStatus.APPROVED] * 4 + list(ReturnStatus))
    changes = st.fixed_dictionaries(
        {
            "status": permitted,
            "valid_from": HOURS,
            "valid_until": HOURS,
            "credentials": some(*CARDS),
            "gates": some("east", "west"),
            "campuses": some("main", "lake"),
            "directions": st.lists(st.sampled_from(Direction), unique=True).map(tuple),
            "groups": some("2024", "staff"),
            "entries": st.none() | st.integers(1, 3),
            "blocked": st.sampled_from([False, False, False, True]),
            "face": st.sampled_from(FACES),
        }
    )
    return changes.map(lambda drawn: approved(holder=HOLDER, **drawn))


@given(
    kept=record(),
    came=record(),
    mode=st.sampled_from([Mode.CARD, Mode.CARD_FACE]),
    entries=st.integers(0, 3),
)
def test_only_what_both_permit_is_permitted(
    kept: AccessRecord, came: AccessRecord, mode: Mode, entries: int
) -> None:
    policy = Policy(mode, threshold=0.45, max_record_age_s=3600, face_after_s=3600)
    for gate in ("east", "west"):
        for campus in ("main", "lake"):
            attempt = Attempt(
                gate, FaceCompared(0.9), campus=campus, presence=Presence(entries=entries)
            )

            def lets_in(known: AccessRecord, attempt: Attempt = attempt) -> bool:
                return isinstance(decide(attempt, known, policy, NOW, FRESH), Granted)

            both = lets_in(kept) and lets_in(came)
            assert both or not lets_in(stricter(kept, came))


@given(kept=record(), came=record())
def test_told_again_it_stays_as_it_is(kept: AccessRecord, came: AccessRecord) -> None:
    once = stricter(kept, came)
    assert stricter(once, came) == once
    assert stricter(once, once) == once
    assert set(once.credentials) == set(kept.credentials) & set(came.credentials)
