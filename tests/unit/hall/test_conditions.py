"""What a counsellor may choose within a policy."""

from __future__ import annotations

import pytest

from hall.gates.conditions import (
    ENTRIES_LIMIT,
    UNBOUND,
    Beyond,
    Conditions,
    checked_codes,
    within,
)
from sync.wire import Direction

LIMIT = Conditions(("east", "west"), ("lake",), (Direction.IN,), 5)


def test_nothing_chosen_takes_the_policys_own() -> None:
    assert within(UNBOUND, LIMIT) == LIMIT


def test_what_is_chosen_within_the_policy_counts() -> None:
    chosen = Conditions(("east",), ("lake",), (Direction.IN,), 1)
    assert within(chosen, LIMIT) == chosen


def test_without_a_policy_anything_goes() -> None:
    chosen = Conditions(("north",), ("hill",), (Direction.OUT,), ENTRIES_LIMIT)
    assert within(chosen, UNBOUND) == chosen


@pytest.mark.parametrize(
    ("chosen", "beyond"),
    [
        (Conditions(gates=("east", "north")), Beyond.GATES),
        (Conditions(campuses=("hill",)), Beyond.CAMPUSES),
        (Conditions(directions=(Direction.OUT,)), Beyond.DIRECTIONS),
        (Conditions(directions=(Direction.IN, Direction.OUT)), Beyond.DIRECTIONS),
        (Conditions(entries=6), Beyond.ENTRIES),
        (Conditions(entries=0), Beyond.ENTRIES),
    ],
)
def test_more_than_the_policy_is_named(chosen: Conditions, beyond: Beyond) -> None:
    assert within(chosen, LIMIT) is beyond


def test_more_entries_than_anybody_counts_are_refused() -> None:
    assert within(Conditions(entries=ENTRIES_LIMIT + 1), UNBOUND) is Beyond.ENTRIES


@pytest.mark.parametrize("wrong", [Conditions(("a gate",)), Conditions(campuses=("校区",))])
def test_codes_that_records_cannot_carry_are_refused(wrong: Conditions) -> None:
    with pytest.raises(ValueError, match="code"):
        checked_codes(wrong)
