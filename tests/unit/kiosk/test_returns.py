"""The registration's rules, item by item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.returns import (
    ARRIVES_WITHIN,
    JOURNEY,
    LABELS,
    LEFT_WITHIN,
    PERSON,
    Draft,
    Item,
    check,
    refused_item,
)
from sync.wire import Bilingual, HealthStatus, Problem, ReturnAnswers, TravelMode

TODAY = date(2026, 2, 14)
GOOD = Draft(
    origin="湖北武汉",
    leaves_on=TODAY,
    arrives_on=TODAY + timedelta(days=1),
    travel_mode=TravelMode.TRAIN,
    health=HealthStatus.WELL,
    emergency_name="林建国",
    emergency_phone="+86 138 0000 0000",
    declares_true=True,
)


def mistakes(draft: Draft) -> set[Item]:
    checked = check(draft, TODAY)
    return set() if isinstance(checked, ReturnAnswers) else set(checked)


def test_a_complete_draft_becomes_the_answers_that_travel() -> None:
    answers = check(replace(GOOD, origin="  湖北武汉 ", emergency_phone=" 13800000000 "), TODAY)
    assert isinstance(answers, ReturnAnswers)
    assert answers.origin == "湖北武汉"
    assert answers.emergency_phone == "13800000000"
    assert answers.declares_true


def test_an_empty_draft_says_what_is_missing_everywhere() -> None:
    assert mistakes(Draft()) == set(Item)


@pytest.mark.parametrize(
    ("draft", "item"),
    [
        (replace(GOOD, origin="   "), Item.ORIGIN),
        (replace(GOOD, origin="远" * 61), Item.ORIGIN),
        (replace(GOOD, emergency_name=" "), Item.EMERGENCY_NAME),
        (replace(GOOD, emergency_name="名" * 81), Item.EMERGENCY_NAME),
        (replace(GOOD, emergency_phone="12345"), Item.EMERGENCY_PHONE),
        (replace(GOOD, emergency_phone="妈妈的手机"), Item.EMERGENCY_PHONE),
        (replace(GOOD, emergency_phone="1" * 21), Item.EMERGENCY_PHONE),
        (replace(GOOD, travel_mode=None), Item.TRAVEL_MODE),
        (replace(GOOD, health=None), Item.HEALTH),
        (replace(GOOD, declares_true=False), Item.DECLARES_TRUE),
        (replace(GOOD, leaves_on=TODAY - LEFT_WITHIN - timedelta(days=1)), Item.LEAVES_ON),
        (replace(GOOD, arrives_on=TODAY - timedelta(days=1), leaves_on=TODAY), Item.ARRIVES_ON),
        (replace(GOOD, arrives_on=TODAY + ARRIVES_WITHIN + timedelta(days=1)), Item.ARRIVES_ON),
        (
            replace(GOOD, leaves_on=TODAY + timedelta(days=3), arrives_on=TODAY),
            Item.ARRIVES_ON,
        ),
    ],
)
def test_one_wrong_item_is_named_alone(draft: Draft, item: Item) -> None:
    assert mistakes(draft) == {item}


@pytest.mark.parametrize(
    "draft",
    [
        replace(GOOD, leaves_on=TODAY - LEFT_WITHIN),
        replace(GOOD, arrives_on=TODAY + ARRIVES_WITHIN),
        replace(GOOD, leaves_on=TODAY, arrives_on=TODAY),
        replace(GOOD, emergency_phone="027-67880000"),
    ],
)
def test_what_is_just_allowed_is_allowed(draft: Draft) -> None:
    assert mistakes(draft) == set()


def test_each_item_is_asked_on_exactly_one_page_and_has_a_label() -> None:
    assert sorted([*JOURNEY, *PERSON]) == sorted(Item)
    assert set(LABELS) == set(Item)
    assert set(ReturnAnswers.model_fields) == {item.value for item in Item}


def test_the_item_that_the_hall_refuses_is_found() -> None:
    def refused(where: str) -> Item | None:
        return refused_item(
            Problem(code="invalid", message=Bilingual(zh="不行", en="No"), where=where)
        )

    assert refused("answers.leaves_on") is Item.LEAVES_ON
    assert refused("/answers/emergency_phone") is Item.EMERGENCY_PHONE
    assert refused("face.quality") is None
    assert refused("") is None


def test_nothing_personal_is_in_a_repr() -> None:
    shown = repr(GOOD)
    for personal in ("湖北武汉", "林建国", "138", "well"):
        assert personal not in shown
