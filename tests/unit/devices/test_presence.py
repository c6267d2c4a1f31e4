"""When a card that is only announced has come and when it has left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.presence import Change, Presence

CARD = b"\x04\xa1\xb2\xc3"
OTHER = b"\x04\xa1\xb2\xc4"


def test_repeated_announcements_are_one_card() -> None:
    presence = Presence(1.0)
    assert presence.announced(CARD, 0.0) == [Change.CAME]
    assert presence.announced(CARD, 0.9) == []
    assert presence.lapsed(1.8) == []
    assert presence.lapsed(1.9) == [Change.LEFT]
    assert presence.lapsed(2.0) == []


def test_another_card_replaces_the_first_at_once() -> None:
    presence = Presence(1.0)
    presence.announced(CARD, 0.0)
    assert presence.announced(OTHER, 0.1) == [Change.LEFT, Change.CAME]


def test_same_card_after_its_time_is_presented_again() -> None:
    presence = Presence(1.0)
    presence.announced(CARD, 0.0)
    assert presence.announced(CARD, 5.0) == [Change.LEFT, Change.CAME]


def test_one_bad_reading_of_a_present_card_changes_nothing() -> None:
    presence = Presence(1.0)
    presence.announced(CARD, 0.0)
    assert presence.announced(None, 0.5) == []
    assert presence.announced(CARD, 1.0) == []


def test_card_that_is_read_at_last_comes_then() -> None:
    presence = Presence(1.0)
    assert presence.announced(None, 0.0) == [Change.CAME]
    assert presence.announced(None, 0.5) == []
    assert presence.announced(CARD, 0.6) == [Change.LEFT, Change.CAME]


def test_lost_reader_takes_its_card_along() -> None:
    presence = Presence(1.0)
    assert presence.gone() == []
    presence.announced(CARD, 0.0)
    assert presence.gone() == [Change.LEFT]


def test_waits_no_longer_than_the_card_may_stay() -> None:
    presence = Presence(1.0)
    assert presence.wait_s(0.0, 0.25) == 0.25
    presence.announced(CARD, 0.0)
    assert presence.wait_s(0.9, 0.25) < 0.11
    assert presence.wait_s(3.0, 0.25) == 0.0


@given(st.lists(st.tuples(st.floats(0, 2), st.sampled_from([CARD, OTHER, None])), max_size=30))
def test_cards_come_and_leave_in_turn(steps: list[tuple[float, bytes | None]]) -> None:
    presence, now, changes = Presence(1.0), 0.0, list[Change]()
    for pause, number in steps:
        now += pause
        changes += presence.announced(number, now)
    changes += presence.gone()
    assert changes == [Change.CAME, Change.LEFT] * (len(changes) // 2)
