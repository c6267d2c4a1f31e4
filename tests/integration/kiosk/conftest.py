"""One set of peers and one kiosk a module; each test is another student's visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.printing.ledger import Ledger
from tests.helpers.kiosk_bench import Peers, Visit, kiosk_config, kiosk_peers, kiosk_visit
from tests.helpers.kiosk_hall import KioskHall


@dataclass(frozen=True, slots=True)
class Site:
    """A kiosk that is up, with its hall and its print ledger."""

    hall: KioskHall
    visit: Visit
    ledger: Ledger


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    with kiosk_peers(tmp_path_factory.mktemp("peers")) as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, peers: Peers) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("kiosk")
    config = kiosk_config(folder, peers)
    with (
        KioskHall().running() as hall,
        kiosk_visit(folder, hall, peers, config=config) as visit,
    ):
        yield Site(hall, visit, Ledger(config.ledger))


@pytest.fixture
def hall(site: Site) -> KioskHall:
    """The hall, with a student whom nobody knows yet."""
    site.hall.renew()
    return site.hall


@pytest.fixture
def visit(site: Site, hall: KioskHall, peers: Peers) -> Iterator[Visit]:
    """A kiosk with nobody in front of it."""
    peers.camera.show(None)
    yield site.visit
    site.visit.leave()


@pytest.fixture
def ledger(site: Site) -> Ledger:
    """The kiosk's ledger; other students' documents may stand in it."""
    return site.ledger
