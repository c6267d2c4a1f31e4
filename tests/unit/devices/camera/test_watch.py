"""What the pictures say about the camera."""

from __future__ import annotations

import numpy as np
import pytest

from devices.camera.watch import (
    COVERED_AFTER_S,
    FROZEN_AFTER_S,
    PictureStatistics,
    PictureWatch,
    sample,
    statistics,
)
from devices.errors import Fault

WELL = PictureStatistics(brightness=120, contrast=50, repeated=False)
DARK = PictureStatistics(brightness=6, contrast=2, repeated=False)
REPEATED = PictureStatistics(brightness=120, contrast=50, repeated=True)
BLACK = PictureStatistics(brightness=0, contrast=0, repeated=True)


def watched(*seen: tuple[float, PictureStatistics]) -> PictureWatch:
    watch = PictureWatch()
    for at, numbers in seen:
        watch = watch.after(numbers, at)
    return watch


def test_a_good_picture_is_no_fault() -> None:
    assert watched((0.0, WELL), (10.0, WELL)).fault is None


@pytest.mark.parametrize(
    ("bad", "after_s", "fault"),
    [
        (DARK, COVERED_AFTER_S, Fault.CAMERA_COVERED),
        (REPEATED, FROZEN_AFTER_S, Fault.CAMERA_FROZEN),
        (BLACK, FROZEN_AFTER_S, Fault.CAMERA_COVERED),
    ],
)
def test_a_fault_needs_its_time(bad: PictureStatistics, after_s: float, fault: Fault) -> None:
    assert watched((0.0, WELL), (1.0, bad), (1.0 + after_s, bad)).fault is fault


@pytest.mark.parametrize(("bad", "after_s"), [(DARK, COVERED_AFTER_S), (REPEATED, FROZEN_AFTER_S)])
def test_one_good_picture_starts_the_time_anew(bad: PictureStatistics, after_s: float) -> None:
    nearly = 0.9 * after_s
    assert watched((0.0, bad), (nearly, bad), (nearly, WELL), (2 * nearly, bad)).fault is None


def test_a_fault_ends_with_the_first_good_picture() -> None:
    assert watched((0.0, DARK), (5.0, DARK), (5.1, WELL)).fault is None


def test_statistics_of_known_pictures() -> None:
    picture = np.zeros((480, 640, 3), dtype=np.uint8)
    picture[:, 320:] = 200
    halves = statistics(sample(picture), None)
    assert halves.brightness == pytest.approx(100, abs=0.1)
    assert halves.contrast == pytest.approx(100, abs=0.1)
    assert not halves.repeated


def test_one_changed_grey_level_is_no_repetition() -> None:
    picture = np.full((480, 640, 3), 128, dtype=np.uint8)
    before = sample(picture)
    assert statistics(sample(picture), before).repeated
    picture[0, 0] = 129
    assert not statistics(sample(picture), before).repeated
