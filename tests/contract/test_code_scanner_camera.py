"""What is particular to codes that are shown to a camera."""

from __future__ import annotations

import random
from typing import Final

import numpy as np

from devices.errors import Fault
from devices.ports import CodeScanned, DeviceState, Symbology
from devices.scanner.camera_scanner import CameraScannerConfig, Format, read_codes
from tests.helpers.rigs import running
from tests.helpers.scanners import CameraScannerBench, random_code
from tests.helpers.telephones import held_up

QR_ONLY: Final[frozenset[Format]] = frozenset(("qr",))
PICTURES: Final = 60
MOST_MISSED: Final = 1
"""Of so many: the bench measures 500 against its 99 %."""


def test_kind_of_code_is_told() -> None:
    with (
        CameraScannerBench() as bench,
        running(bench.devices()) as devices,
        bench.code(random_code()),
    ):
        scanned = devices.next(CodeScanned)
    assert (scanned.symbology, scanned.gs1) == (Symbology.QR, False)


def test_codes_are_read_as_people_hold_them() -> None:
    chance, codes = np.random.default_rng(3), random.Random(3)
    missed = 0
    for _ in range(PICTURES):
        text = f"yanhu:pass:{codes.getrandbits(128):032x}"
        seen = [scan.text for scan in read_codes(held_up(text, chance), QR_ONLY)]
        missed += seen != [text]
    assert missed <= MOST_MISSED


def test_camera_that_nobody_configured_is_named() -> None:
    config = CameraScannerConfig(driver="camera-scanner", camera="nowhere")
    with running({"scanner": config}, ready=False) as devices:
        down = devices.next_health_in(DeviceState.DOWN)
    assert down.fault is Fault.CAMERA_LOST
    assert down.port == "nowhere"


def test_device_that_is_no_camera_is_named() -> None:
    config = CameraScannerConfig(driver="camera-scanner", camera="scanner")
    with running({"scanner": config}, ready=False) as devices:
        assert devices.next_health_in(DeviceState.DOWN).fault is Fault.CAMERA_LOST
