"""The quality gate, verdict by verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face.judge import (
    ENROLMENT,
    INSTRUCTIONS,
    PASSAGE,
    FaceObservation,
    FaceVerdict,
    Observations,
    QualityThresholds,
    judge,
)

PORTRAIT: Final = FaceObservation(
    eye_distance_px=70,
    height=0.45,
    offset_x=0.0,
    offset_y=-0.1,
    cut_off=False,
    yaw=0.02,
    pitch=0.57,
    roll_deg=2.0,
    sharpness=0.3,
    brightness=120,
)

CASES: Final = [
    (PORTRAIT, FaceVerdict.GOOD),
    (replace(PORTRAIT, eye_distance_px=44.9), FaceVerdict.TOO_FAR),
    (replace(PORTRAIT, eye_distance_px=45.0), FaceVerdict.GOOD),
    (replace(PORTRAIT, height=0.71), FaceVerdict.TOO_CLOSE),
    (replace(PORTRAIT, offset_x=-0.21), FaceVerdict.OFF_CENTRE),
    (replace(PORTRAIT, offset_x=0.21), FaceVerdict.OFF_CENTRE),
    (replace(PORTRAIT, offset_y=0.23), FaceVerdict.OFF_CENTRE),
    (replace(PORTRAIT, cut_off=True), FaceVerdict.OFF_CENTRE),
    (replace(PORTRAIT, yaw=0.21), FaceVerdict.TURNED),
    (replace(PORTRAIT, yaw=-0.21), FaceVerdict.TURNED),
    (replace(PORTRAIT, pitch=0.41), FaceVerdict.TURNED),
    (replace(PORTRAIT, pitch=0.71), FaceVerdict.TURNED),
    (replace(PORTRAIT, roll_deg=-16), FaceVerdict.TURNED),
    (replace(PORTRAIT, brightness=39), FaceVerdict.TOO_DARK),
    (replace(PORTRAIT, brightness=216), FaceVerdict.TOO_BRIGHT),
    (replace(PORTRAIT, sharpness=0.07), FaceVerdict.BLURRED),
]


@pytest.mark.parametrize(("face", "verdict"), CASES)
def test_one_thing_wrong(face: FaceObservation, verdict: FaceVerdict) -> None:
    assert judge(Observations(face, 0.0)).verdict is verdict


@pytest.mark.parametrize(
    ("brightness", "verdict"), [(10, FaceVerdict.TOO_DARK), (250, FaceVerdict.TOO_BRIGHT)]
)
@pytest.mark.parametrize("limits", [ENROLMENT, PASSAGE])
def test_light_is_put_right_before_the_pose_that_it_hides(
    limits: QualityThresholds, brightness: float, verdict: FaceVerdict
) -> None:
    turned = replace(PORTRAIT, yaw=0.45)
    assert judge(Observations(turned, 0.0), limits).verdict is FaceVerdict.TURNED
    unclear = replace(turned, brightness=brightness)
    assert judge(Observations(unclear, 0.0), limits).verdict is verdict


def test_nobody() -> None:
    judgement = judge(Observations(None, 0.0))
    assert (judgement.verdict, judgement.quality) == (FaceVerdict.NO_FACE, 0.0)


@pytest.mark.parametrize(
    ("second_size", "verdict"),
    [(0.0, FaceVerdict.GOOD), (0.49, FaceVerdict.GOOD), (0.5, FaceVerdict.SEVERAL_FACES)],
)
def test_a_second_face(second_size: float, verdict: FaceVerdict) -> None:
    assert judge(Observations(PORTRAIT, second_size)).verdict is verdict


@pytest.mark.parametrize(("face", "at_enrolment"), CASES)
def test_a_gate_is_content_with_what_enrolment_takes(
    face: FaceObservation, at_enrolment: FaceVerdict
) -> None:
    if at_enrolment is FaceVerdict.GOOD:
        assert judge(Observations(face, 0.0), PASSAGE).good


def test_a_gate_takes_somebody_who_is_still_walking_up() -> None:
    walking = replace(PORTRAIT, eye_distance_px=30, offset_x=0.3, yaw=0.25, sharpness=0.05)
    assert not judge(Observations(walking, 0.6), ENROLMENT).good
    assert judge(Observations(walking, 0.6), PASSAGE).good


@pytest.mark.parametrize("verdict", FaceVerdict)
def test_every_verdict_tells_the_person_what_to_do(verdict: FaceVerdict) -> None:
    assert len(INSTRUCTIONS[verdict].zh) <= 14
    assert len(INSTRUCTIONS[verdict].en) <= 40


@pytest.mark.parametrize(
    "worse",
    [
        replace(PORTRAIT, eye_distance_px=50),
        replace(PORTRAIT, sharpness=0.1),
        replace(PORTRAIT, yaw=0.15),
        replace(PORTRAIT, pitch=0.45),
        replace(PORTRAIT, roll_deg=12),
        replace(PORTRAIT, brightness=45),
        replace(PORTRAIT, brightness=210),
    ],
)
def test_quality_falls_with_each_aspect(worse: FaceObservation) -> None:
    best = judge(Observations(PORTRAIT, 0.0))
    less = judge(Observations(worse, 0.0))
    assert less.good
    assert less.quality < best.quality


numbers = st.floats(-1e6, 1e6)


@given(
    st.builds(
        FaceObservation,
        numbers,
        numbers,
        numbers,
        numbers,
        st.booleans(),
        numbers,
        numbers,
        numbers,
        numbers,
        numbers,
    )
)
def test_quality_stays_between_0_and_1(face: FaceObservation) -> None:
    assert 0.0 <= judge(Observations(face, 0.0)).quality <= 1.0
