"""The served form and the message model judge answers alike."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from hall.returns.form import FIELDS, return_form
from sync.wire import HealthStatus, ReturnAnswers, TravelMode
from tests.helpers.hall import submission

FORM = return_form()
VALIDATOR = Draft202012Validator(FORM, format_checker=FormatChecker())

dates = st.one_of(
    st.dates().map(str),
    st.from_regex(r"\A[0-9]{3,5}-[0-9]{1,2}-[0-9]{1,2}\n?\Z"),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.just("20260901"),
    st.just("2026-W10-1"),
    st.integers(0, 10**10),
)
words = st.one_of(st.text(max_size=70), st.text(" \t\n\x1c\x1f\x85\u3000", max_size=3))
phones = st.one_of(st.from_regex(r"\A\+?[0-9 -]{4,22}\n?\Z"), st.text(max_size=8))
odd: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.just([])
)
ANSWERS = st.fixed_dictionaries(
    {
        "origin": words | odd,
        "leaves_on": dates | odd,
        "arrives_on": dates,
        "travel_mode": st.sampled_from([*(mode.value for mode in TravelMode), "Train", ""]) | odd,
        "health": st.sampled_from([*(state.value for state in HealthStatus), "WELL"]),
        "declares_true": st.sampled_from([True, False, 1, "true", "yes", None]),
        "emergency_name": words,
        "emergency_phone": phones | odd,
    },
    optional={"surprise": st.just("x")},
)
GOOD = json.loads(submission(date(2026, 9, 1)).answers.model_dump_json())


def _model_takes(answers: object) -> bool:
    try:
        ReturnAnswers.model_validate(answers)
    except ValidationError:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(ANSWERS)
def test_schema_and_model_agree_on_any_answers(answers: dict[str, object]) -> None:
    assert VALIDATOR.is_valid(answers) == _model_takes(answers)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_schema_and_model_agree_when_one_answer_is_odd(name: str, data: st.DataObject) -> None:
    strategy = {
        "leaves_on": dates,
        "arrives_on": dates,
        "emergency_phone": phones,
        "declares_true": odd,
        "travel_mode": odd,
        "health": odd,
    }.get(name, words)
    answers = GOOD | {name: data.draw(strategy)}
    assert VALIDATOR.is_valid(answers) == _model_takes(answers)


def test_good_answers_fit() -> None:
    Draft202012Validator.check_schema(FORM)
    VALIDATOR.validate(GOOD)


@pytest.mark.parametrize("name", sorted(ReturnAnswers.model_fields))
def test_a_missing_answer_does_not_fit(name: str) -> None:
    answers = {key: value for key, value in GOOD.items() if key != name}
    assert not VALIDATOR.is_valid(answers)
    assert not _model_takes(answers)


def test_every_field_is_worded_in_both_languages_and_ordered() -> None:
    properties = FORM["properties"]
    assert isinstance(properties, dict)
    assert properties.keys() == ReturnAnswers.model_fields.keys() == FIELDS.keys()
    orders = []
    for rules in properties.values():
        assert isinstance(rules, dict)
        orders.append(rules["x-order"])
        for part in ("x-label", "x-hint", "x-section"):
            text = rules[part]
            assert isinstance(text, dict)
            assert text.keys() == {"zh", "en"}
            assert all(text.values())
    assert orders == list(range(1, len(orders) + 1))


@pytest.mark.parametrize(
    ("name", "values"), [("travel_mode", TravelMode), ("health", HealthStatus)]
)
def test_every_choice_is_offered_with_a_label(
    name: str, values: type[TravelMode] | type[HealthStatus]
) -> None:
    properties = FORM["properties"]
    assert isinstance(properties, dict)
    rules = properties[name]
    assert isinstance(rules, dict)
    options = rules["x-options"]
    assert isinstance(options, list)
    assert [option["value"] for option in options if isinstance(option, dict)] == rules["enum"]
    assert rules["enum"] == [value.value for value in values]
    assert all(isinstance(option, dict) and option["label"] for option in options)
