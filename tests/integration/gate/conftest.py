"""One set of hardware for each module of gate tests, one agent and one hall for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.gate import Gate, GateSite
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with GateSite() as running:
        yield running


@pytest.fixture(scope="module")
def shared_hall() -> Iterator[MisbehavingHall]:
    """For modules whose tests share one running gate."""
    with misbehaving_hall() as running:
        yield running


@pytest.fixture
def hall() -> Iterator[MisbehavingHall]:
    with misbehaving_hall() as running:
        yield running


@pytest.fixture
def gate(site: GateSite, hall: MisbehavingHall, tmp_path: Path) -> Gate:
    """Configured, not running; the lane's hardware is as new."""
    site.relay.reset()
    site.person(None)
    return site.configure(tmp_path, hall.identity())
