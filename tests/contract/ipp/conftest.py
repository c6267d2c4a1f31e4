"""One real IPP Everywhere printer and its driver."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.printer.ipp import Ipp
from devices.sim.ippeve import IppPrinterPeer
from tests.helpers.ipp import config_of


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[IppPrinterPeer]:
    with IppPrinterPeer(tmp_path) as printer:
        yield printer


@pytest.fixture
def driver(peer: IppPrinterPeer) -> Ipp:
    return Ipp("printer", config_of(peer))


@pytest.fixture
def cancel() -> threading.Event:
    return threading.Event()
