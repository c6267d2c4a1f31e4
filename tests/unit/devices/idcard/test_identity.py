"""The text of a card: what it says, and every way in which it can contradict itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import Fault, ProtocolError
from devices.idcard.identity import (
    IdentityInvalid,
    NotResidentCard,
    Sex,
    check_character,
    resident,
)
from tests.helpers.residents import Person, made_up_person

LENGTHS = {
    "name": 15,
    "sex": 1,
    "ethnicity": 2,
    "born": 8,
    "address": 35,
    "number": 18,
    "issuer": 15,
    "valid_from": 8,
    "valid_until": 8,
    "reserved": 14,
    "kind": 1,
}


def text_of(person: Person) -> bytes:
    fields = "".join(person.get(name, "").ljust(length) for name, length in LENGTHS.items())
    return fields.ljust(128).encode("utf-16-le")


@pytest.fixture
def person() -> Person:
    return made_up_person()


def test_card_without_end(person: Person) -> None:
    identity = resident(text_of({**person, "valid_until": "长期"}))
    assert identity.valid_until is None
    assert identity.valid_from == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("code", "sex"),
    [("0", Sex.UNKNOWN), ("1", Sex.MALE), ("2", Sex.FEMALE), ("9", Sex.NOT_STATED)],
)
def test_codes_of_sex(person: Person, code: str, sex: Sex) -> None:
    assert resident(text_of({**person, "sex": code})).sex is sex


def test_known_check_characters() -> None:
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@pytest.mark.parametrize("kind", ["I", "J", "Y", "1"])
def test_other_kinds_of_document(person: Person, kind: str) -> None:
    with pytest.raises(NotResidentCard) as error:
        resident(text_of({**person, "kind": kind}))
    assert error.value.fault is Fault.ID_CARD_UNSUPPORTED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "虚\n构"),
        ("sex", "3"),
        ("sex", "男"),
        ("ethnicity", "1"),
        ("ethnicity", "汉族"),
        ("ethnicity", "①②"),
        ("born", "20010229"),
        ("born", "2001022"),
        ("born", "２００１０１０１"),
        ("born", "00000101"),
        ("address", ""),
        ("number", "99000120000101001"),
        ("number", "A90001200001010011"),
        ("issuer", ""),
        ("valid_from", "长期"),
        ("valid_until", "20200228"),
        ("valid_until", "永久"),
    ],
)
def test_impossible_field_is_named_and_its_value_is_not(
    person: Person, name: str, value: str
) -> None:
    with pytest.raises(IdentityInvalid) as error:
        resident(text_of({**person, name: value}))
    assert name in str(error.value)
    assert error.value.fault is Fault.ID_CARD_UNREADABLE
    assert not value or value not in str(error.value)
    assert person["number"] not in str(error.value)


def test_wrong_check_character(person: Person) -> None:
    wrong = next(c for c in "0123456789X" if c != person["number"][-1])
    with pytest.raises(IdentityInvalid, match="wrong check character"):
        resident(text_of({**person, "number": person["number"][:-1] + wrong}))


def test_number_of_somebody_born_on_another_day(person: Person) -> None:
    other = "19550505"
    with pytest.raises(IdentityInvalid, match="differ"):
        resident(text_of({**person, "born": other}))


@given(st.binary(min_size=0, max_size=300))
def test_any_bytes_are_a_person_or_a_named_error(text: bytes) -> None:
    with pytest.raises(ProtocolError):
        resident(text)


@given(st.integers(0, 255), st.integers(0, 255))
def test_one_changed_byte_is_a_person_or_a_named_error(at: int, value: int) -> None:
    text = bytearray(text_of(made_up_person()))
    text[at] = value
    with suppress(ProtocolError):
        assert resident(bytes(text)).name
