"""From the detector's answer row to a face."""

from __future__ import annotations

import numpy as np
import pytest

from devices.face.detection import DetectedFace, from_row

ROW = np.array([10, 20, 30, 40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.5], dtype=np.float32)


def test_places_of_a_row() -> None:
    assert from_row(ROW, 1.0) == DetectedFace(
        left=10.0,
        top=20.0,
        width=30.0,
        height=40.0,
        right_eye=(1.0, 2.0),
        left_eye=(3.0, 4.0),
        nose=(5.0, 6.0),
        mouth_right=(7.0, 8.0),
        mouth_left=(9.0, 10.0),
        score=0.5,
    )


def test_centre_of_a_face() -> None:
    assert from_row(ROW, 1.0).centre == pytest.approx((25.0, 40.0))


def test_landmarks_come_in_the_order_of_the_row() -> None:
    assert from_row(ROW, 1.0).landmarks == ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))


def test_shrunken_picture_is_enlarged_again() -> None:
    face = from_row(ROW, 0.5)
    assert face.nose == pytest.approx((10.0, 12.0))
    assert face.score == 0.5


def test_face_of_a_part_is_placed_in_the_whole() -> None:
    face = from_row(ROW, 0.5, (100.0, 200.0))
    assert (face.left, face.top) == pytest.approx((120.0, 240.0))
    assert (face.width, face.height) == pytest.approx((60.0, 80.0))
    assert face.right_eye == pytest.approx((102.0, 204.0))
    assert face.mouth_left == pytest.approx((118.0, 220.0))
