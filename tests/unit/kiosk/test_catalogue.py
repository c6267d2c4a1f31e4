"""Finding services by words."""

from __future__ import annotations

import pytest

from kiosk.catalogue import search
from tests.helpers.kiosk_hall import SERVICES


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("成绩单", "transcript"),
        ("补办校园卡", "campus-card"),
        ("transcript", "transcript"),
        ("TRANSCRIPT of", "transcript"),
        ("宿舍 维修", "dormitory-repair"),
        ("lost card", "campus-card"),
        ("在读", "enrolment-certificate"),
    ],
)
def test_the_service_that_is_meant_comes_first(words: str, first: str) -> None:
    assert search(SERVICES, words)[0].code == first


@pytest.mark.parametrize("words", ["", "   ", "。，"])
def test_no_words_show_everything_in_order(words: str) -> None:
    assert search(SERVICES, words) == SERVICES


@pytest.mark.parametrize("words", ["zzz", "月球旅行"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert search(SERVICES, words) == ()
