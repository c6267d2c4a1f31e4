"""A hall as a process of its own, for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.hall import HallPeer, running_hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallPeer]:
    with running_hall(tmp_path_factory.mktemp("hall")) as peer:
        yield peer
