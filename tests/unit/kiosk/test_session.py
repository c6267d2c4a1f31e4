"""The session machine by a clock that the test advances."""

from __future__ import annotations

import secrets
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session import (
    AskHall,
    Away,
    BusyChanged,
    CardRead,
    Effect,
    EndAtHall,
    Event,
    Forget,
    HallEnded,
    LeavePressed,
    Notice,
    NoticeKind,
    NotSignedIn,
    Present,
    SessionPolicy,
    SignedIn,
    SigningIn,
    State,
    Tick,
    Touched,
    Welcome,
    countdown,
    transition,
)
from sync.wire import Holder
from wording import Text

POLICY = SessionPolicy(idle_s=60, countdown_s=20, notice_s=8)
CARD = secrets.token_hex(32)
OTHER_CARD = secrets.token_hex(32)
TOKEN = secrets.token_urlsafe(24)
HOLDER = Holder(
    holder=uuid4(),
    student_no="20240001",
    name="林小雨",
    name_en="Lin Xiaoyu",
    class_name="2 班",
    department="地学院",
    department_en="Earth Sciences",
)
NOTICE = Notice(NoticeKind.CARD_UNKNOWN, Text("不认识", "Unknown"), Text("换卡", "Another card"))


def present(at: float = 100.0, lasts_s: float = 900.0) -> Present:
    state, effects = transition(
        SigningIn(at - 1, CARD), SignedIn(at, CARD, TOKEN, HOLDER, lasts_s), POLICY
    )
    assert isinstance(state, Present)
    assert effects == [Welcome()]
    return state


def after(state: State, *events: Event) -> tuple[State, list[Effect]]:
    effects: list[Effect] = []
    for event in events:
        state, now = transition(state, event, POLICY)
        effects += now
    return state, effects


def test_a_card_is_asked_about_and_its_holder_welcomed() -> None:
    state, effects = after(Away(), CardRead(10.0, CARD))
    assert state == SigningIn(10.0, CARD)
    assert effects == [AskHall(CARD)]
    assert present().holder == HOLDER


def test_a_refused_card_leaves_a_notice_that_goes_by_itself() -> None:
    state, effects = after(Away(), CardRead(10.0, CARD), NotSignedIn(11.0, NOTICE))
    assert effects == [AskHall(CARD)]
    assert state == Away(NOTICE, 19.0)
    assert after(state, Tick(18.9))[0] == state
    assert after(state, Tick(19.0))[0] == Away()


def test_a_second_card_while_the_hall_is_asked_is_not_asked_about() -> None:
    state, effects = after(Away(), CardRead(10.0, CARD), CardRead(10.5, OTHER_CARD))
    assert state == SigningIn(10.0, CARD)
    assert effects == [AskHall(CARD)]


def test_an_answer_for_another_card_signs_nobody_in() -> None:
    late = SignedIn(12.0, OTHER_CARD, TOKEN, HOLDER, 900.0)
    state, effects = after(SigningIn(10.0, CARD), late)
    assert state == SigningIn(10.0, CARD)
    assert effects == [EndAtHall(TOKEN)]


def test_an_answer_that_nobody_waits_for_is_ended_at_the_hall() -> None:
    state, effects = after(Away(), SignedIn(12.0, CARD, TOKEN, HOLDER, 900.0))
    assert state == Away()
    assert effects == [EndAtHall(TOKEN)]


def test_leaving_forgets_everything_and_tells_the_hall() -> None:
    state, effects = after(present(), LeavePressed(110.0))
    assert state == Away()
    assert effects == [EndAtHall(TOKEN), Forget()]


def test_idleness_is_asked_about_and_then_ends_the_session() -> None:
    state: State = present(at=100.0)
    assert countdown(state, 159.9, POLICY) is None
    assert countdown(state, 160.0, POLICY) == 20
    assert countdown(state, 179.2, POLICY) == 1
    state, effects = after(state, Tick(179.9))
    assert isinstance(state, Present)
    assert effects == []
    state, effects = after(state, Tick(180.0))
    assert isinstance(state, Away)
    assert state.notice is not None
    assert state.notice.kind is NoticeKind.TIMED_OUT
    assert effects == [EndAtHall(TOKEN), Forget()]


@pytest.mark.parametrize("sign", [Touched(170.0), CardRead(170.0, CARD)])
def test_a_touch_or_the_same_card_answers_the_countdown(sign: Event) -> None:
    state, _ = after(present(at=100.0), sign)
    assert countdown(state, 171.0, POLICY) is None
    assert countdown(state, 230.0, POLICY) == 20


def test_work_for_the_person_is_no_idleness() -> None:
    state, effects = after(present(at=100.0), BusyChanged(110.0, True), Tick(400.0))
    assert isinstance(state, Present)
    assert effects == []
    assert countdown(state, 400.0, POLICY) is None
    state, _ = after(state, BusyChanged(410.0, False))
    assert countdown(state, 469.0, POLICY) is None
    assert countdown(state, 470.0, POLICY) == 20


def test_another_card_sends_the_first_person_away_before_the_second_is_asked_about() -> None:
    state, effects = after(present(), CardRead(120.0, OTHER_CARD))
    assert state == SigningIn(120.0, OTHER_CARD)
    assert effects == [EndAtHall(TOKEN), Forget(), AskHall(OTHER_CARD)]


def test_a_badly_held_second_card_changes_nothing() -> None:
    state = present()
    assert after(state, NotSignedIn(120.0, NOTICE)) == (state, [])


def test_the_halls_own_end_is_announced_and_kept() -> None:
    state = replace(present(at=100.0, lasts_s=120.0), touched_at=195.0, busy=True)
    assert countdown(state, 199.9, POLICY) is None
    assert countdown(state, 200.0, POLICY) == 20
    ended, effects = after(state, Tick(220.0))
    assert isinstance(ended, Away)
    assert effects == [EndAtHall(TOKEN), Forget()]


def test_a_session_that_the_hall_has_ended_is_forgotten() -> None:
    state, effects = after(present(), HallEnded(130.0))
    assert isinstance(state, Away)
    assert state.notice is not None
    assert state.notice.kind is NoticeKind.ENDED
    assert effects == [Forget()]


def test_no_secret_is_in_a_repr() -> None:
    for thing in (present(), SigningIn(1.0, CARD), CardRead(1.0, CARD), AskHall(CARD)):
        assert CARD not in repr(thing)
        assert TOKEN not in repr(thing)


_times = st.floats(0, 5_000, allow_nan=False)
_events = st.one_of(
    st.builds(CardRead, _times, st.sampled_from([CARD, OTHER_CARD])),
    st.builds(
        SignedIn,
        _times,
        st.sampled_from([CARD, OTHER_CARD]),
        st.just(TOKEN),
        st.just(HOLDER),
        st.floats(0, 900),
    ),
    st.builds(NotSignedIn, _times, st.just(NOTICE)),
    st.builds(Touched, _times),
    st.builds(BusyChanged, _times, st.booleans()),
    st.builds(LeavePressed, _times),
    st.builds(HallEnded, _times),
    st.builds(Tick, _times),
)


@given(st.lists(_events, max_size=30))
def test_nobody_leaves_without_everything_being_forgotten(events: list[Event]) -> None:
    state: State = Away()
    for event in events:
        before = state
        state, effects = transition(state, event, POLICY)
        left = isinstance(before, Present) and not isinstance(state, Present)
        assert left == (Forget() in effects)
        came = isinstance(state, Present) and not isinstance(before, Present)
        assert came == (Welcome() in effects)
