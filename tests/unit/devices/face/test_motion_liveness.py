"""The motion check on faces of known geometry, and what counts as looks at one face."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face.detection import DetectedFace, Point
from devices.face.liveness import (
    LIVENESS_SENTENCES,
    NOT_CHECKED,
    Liveness,
    LivenessResult,
    Look,
    NoLivenessCheck,
)
from devices.face.looks import LONGEST_GAP_S, MOST_LOOKS, RecentLooks
from devices.face.motion_liveness import (
    FAILED_AFTER_S,
    FAILED_BELOW,
    FEWEST_LOOKS,
    PASSED_ABOVE,
    WINDOW_S,
    MotionLivenessCheck,
    non_rigidity,
)

FACE = DetectedFace(
    left=250,
    top=150,
    width=120,
    height=160,
    right_eye=(280, 210),
    left_eye=(340, 212),
    nose=(311, 245),
    mouth_right=(288, 275),
    mouth_left=(333, 276),
    score=0.95,
)
CROP = np.zeros((112, 112, 3), dtype=np.uint8)
EYE_DISTANCE = 60.0


def look(face: DetectedFace, at: float) -> Look:
    return Look(face, CROP, at)


def turned(by: float) -> DetectedFace:
    """The nose has moved by so many eye distances against the rest."""
    return replace(FACE, nose=(FACE.nose[0] + by * EYE_DISTANCE, FACE.nose[1]))


def held(matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> DetectedFace:
    """A photograph of the face after an affine movement, a matrix of shape (2, 3)."""

    def moved(point: Point) -> Point:
        x, y = matrix @ np.array([*point, 1.0])
        return (float(x), float(y))

    return replace(
        FACE,
        right_eye=moved(FACE.right_eye),
        left_eye=moved(FACE.left_eye),
        nose=moved(FACE.nose),
        mouth_right=moved(FACE.mouth_right),
        mouth_left=moved(FACE.mouth_left),
    )


entry = st.floats(-0.3, 0.3)


@given(st.lists(st.tuples(entry, entry, entry, entry, entry, entry), min_size=2, max_size=8))
def test_a_flat_picture_is_rigid_however_it_is_held(
    movements: list[tuple[float, float, float, float, float, float]],
) -> None:
    faces = [
        held(np.array([[1 + a, b, 100 * c], [d, 1 + e, 100 * f]])) for a, b, c, d, e, f in movements
    ]
    assert non_rigidity(faces) < 1e-6


def test_a_turning_head_is_not() -> None:
    faces = [turned(by) for by in np.linspace(-0.3, 0.3, 12)]
    assert non_rigidity(faces) > PASSED_ABOVE


def test_more_of_a_turn_scores_higher() -> None:
    scores = [non_rigidity([turned(0), turned(by)]) for by in (0.0, 0.1, 0.2, 0.4)]
    assert scores == sorted(scores)
    assert scores[0] == pytest.approx(0.0, abs=1e-9)


def test_faces_that_fall_into_one_point_are_survived() -> None:
    point: Point = (10.0, 10.0)
    nothing = replace(
        FACE, right_eye=point, left_eye=point, nose=point, mouth_right=point, mouth_left=point
    )
    assert np.isfinite(non_rigidity([nothing, FACE, nothing]))


def judged(faces: list[DetectedFace], seconds: float) -> LivenessResult:
    times = np.linspace(0.0, seconds, len(faces))
    looks = [look(face, float(at)) for face, at in zip(faces, times, strict=True)]
    return MotionLivenessCheck().judge(looks)


def test_a_few_looks_say_nothing() -> None:
    few = [turned(0.1 * number) for number in range(FEWEST_LOOKS - 1)]
    assert judged(few, 3.5) == LivenessResult(Liveness.UNSURE, 0.0)


def test_turning_passes_and_stillness_fails_only_after_its_time() -> None:
    turning = [turned(0.05 * number) for number in range(10)]
    assert judged(turning, 1.0).verdict is Liveness.PASSED
    assert judged([FACE] * 10, FAILED_AFTER_S - 0.1).verdict is Liveness.UNSURE
    assert judged([FACE] * 10, FAILED_AFTER_S).verdict is Liveness.FAILED


def test_a_little_movement_is_neither() -> None:
    fidgeting = [turned(0.1 * (number % 2)) for number in range(10)]
    result = judged(fidgeting, WINDOW_S)
    assert FAILED_BELOW <= result.score < PASSED_ABOVE
    assert result.verdict is Liveness.UNSURE


def test_every_verdict_has_its_sentence() -> None:
    assert set(LIVENESS_SENTENCES) == set(Liveness)


def test_without_a_check_nothing_is_claimed() -> None:
    assert NoLivenessCheck().judge([look(FACE, 0.0)]) == NOT_CHECKED
    assert NOT_CHECKED.verdict is Liveness.NOT_CHECKED


def test_looks_of_one_face_are_kept_for_the_window() -> None:
    recent = RecentLooks(1.0)
    kept = [recent.add(look(FACE, tenth / 10)) for tenth in range(30)]
    assert [round(one.at, 1) for one in kept[-1]] == [round(1.9 + n / 10, 1) for n in range(11)]


@pytest.mark.parametrize(
    "other",
    [
        look(replace(FACE, left=FACE.left + FACE.width), 0.1),
        look(FACE, LONGEST_GAP_S + 0.1),
    ],
    ids=["elsewhere", "later"],
)
def test_what_may_be_another_face_starts_anew(other: Look) -> None:
    recent = RecentLooks(WINDOW_S)
    recent.add(look(FACE, 0.0))
    assert recent.add(other) == (other,)


def test_a_face_that_was_gone_starts_anew() -> None:
    recent = RecentLooks(WINDOW_S)
    recent.add(look(FACE, 0.0))
    recent.forget()
    assert len(recent.add(look(FACE, 0.1))) == 1


def test_looks_are_bounded() -> None:
    recent = RecentLooks(1e9)
    kept = [len(recent.add(look(FACE, number / 100))) for number in range(3 * MOST_LOOKS)]
    assert max(kept) == MOST_LOOKS
