"""A hall as a process of its own, and a gate that is enrolled there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.wire import TerminalIdentity, TerminalRole
from tests.helpers.hall import HallPeer, running_hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallPeer]:
    with running_hall(tmp_path_factory.mktemp("hall")) as peer:
        yield peer


@pytest.fixture(scope="module")
def gate(hall: HallPeer) -> TerminalIdentity:
    return hall.enrol(TerminalRole.GATE, "east")
