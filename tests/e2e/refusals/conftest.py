"""One return day for all refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.return_day import ReturnDay, return_day


@pytest.fixture(scope="package")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReturnDay]:
    with return_day(tmp_path_factory.mktemp("day")) as running:
        yield running
