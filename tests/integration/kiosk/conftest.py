"""One set of peers a module, one hall and one kiosk a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.kiosk_bench import Peers, Visit, kiosk_peers, kiosk_visit
from tests.helpers.kiosk_hall import KioskHall


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    with kiosk_peers(tmp_path_factory.mktemp("peers")) as running:
        yield running


@pytest.fixture
def hall() -> Iterator[KioskHall]:
    with KioskHall().running() as running:
        yield running


@pytest.fixture
def visit(tmp_path: Path, hall: KioskHall, peers: Peers) -> Iterator[Visit]:
    """A kiosk with nobody in front of it."""
    peers.camera.show(None)
    with kiosk_visit(tmp_path, hall, peers) as running:
        yield running
