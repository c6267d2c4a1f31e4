"""A running gate with real peers, and whoever works at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtGui import QGuiApplication

from gate_agent.rules.roles import Role
from tests.helpers.gate import Gate, GateSite
from tests.helpers.misbehaving_hall import misbehaving_hall
from tests.helpers.qt import settle


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with GateSite() as running:
        yield running


@pytest.fixture(scope="module")
def staffed(
    site: GateSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gate, dict[Role, str]]]:
    """A running gate, and the tokens of a technician and of a guard."""
    with misbehaving_hall() as hall:
        gate = site.configure(tmp_path_factory.mktemp("gate"), hall.identity())
        tokens = {role: gate.add_guard(role, role) for role in (Role.TECHNICIAN, Role.GUARD)}
        with gate.process():
            gate.wait_ready()
            yield gate, tokens


@pytest.fixture
def screens_open(qapp: QGuiApplication) -> Iterator[ExitStack]:
    """Closes what a test has opened."""
    with ExitStack() as open_:
        open_.callback(settle)
        yield open_
