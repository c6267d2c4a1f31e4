"""A list model tells its views only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from ui.rows import Rows


@dataclass(frozen=True)
class Line:
    place: int
    spoken_name: str = ""


@pytest.fixture
def rows() -> Iterator[Rows]:
    model = Rows(Line)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    del tester


def shown(model: Rows) -> list[object]:
    role = next(role for role, name in model.roleNames().items() if name == b"spokenName")
    return [model.data(model.index(place), role) for place in range(model.rowCount())]


def test_fields_become_roles(rows: Rows) -> None:
    assert {bytes(name.data()) for name in rows.roleNames().values()} == {b"place", b"spokenName"}


@given(st.lists(st.lists(st.text(max_size=2), max_size=6), max_size=5))
def test_the_model_shows_what_it_was_given(pages: list[list[str]]) -> None:
    model = Rows(Line)
    for page in pages:
        model.show([Line(place, name) for place, name in enumerate(page)])
        assert shown(model) == page


def test_an_unchanged_row_is_not_touched(rows: Rows) -> None:
    rows.show([Line(1, "a"), Line(2, "b")])
    touched: list[int] = []
    rows.dataChanged.connect(lambda first, _last: touched.append(first.row()))
    rows.show([Line(1, "a"), Line(2, "c"), Line(3, "d")])
    assert touched == [1]
    assert rows.rowCount() == 3
    assert rows.rowCount(rows.index(0)) == 0
    assert rows.data(QModelIndex(), 0) is None
