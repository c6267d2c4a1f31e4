"""The motion check with the real models: photographs before the camera never pass.

How living people fare can't be tried here; docs/devices/face.md says what is known of that.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

import pytest

from devices.face.engine import FaceEngine
from devices.face.liveness import NOT_CHECKED, Liveness, LivenessResult
from devices.face.motion_liveness import FAILED_AFTER_S, MotionLivenessCheck
from devices.face.reader import FaceReader
from devices.ports import Picture
from tests.helpers import pictures
from tests.helpers.presentation_attacks import HANDLINGS, PICTURES, STILL, Handling, attack

PHOTOGRAPHS = ("person_a_2", "person_b_1", "impostor_2")
LOOK_EVERY_S = (FAILED_AFTER_S + 0.2) / (PICTURES - 1)


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    return pictures.engine()


class Steps:
    """A clock that goes on by one look a reading."""

    def __init__(self) -> None:
        self._at = 0.0

    def __call__(self) -> float:
        self._at += LOOK_EVERY_S
        return self._at


def results(engine: FaceEngine, seen: Iterable[Picture]) -> list[LivenessResult]:
    reader = FaceReader(engine, liveness=MotionLivenessCheck(), clock=Steps())
    return [reader.read(one).liveness for one in seen]


@pytest.mark.parametrize(
    ("handling", "name"), list(zip(HANDLINGS, cycle(PHOTOGRAPHS), strict=False))
)
def test_no_photograph_passes(engine: FaceEngine, handling: Handling, name: str) -> None:
    found = results(engine, attack(pictures.taken(name), handling))
    assert Liveness.PASSED not in {result.verdict for result in found}


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photograph_on_a_stand_fails_in_the_end(engine: FaceEngine, name: str) -> None:
    found = results(engine, attack(pictures.taken(name), STILL))
    assert found[0].verdict is Liveness.UNSURE
    assert found[-1].verdict is Liveness.FAILED


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_person_of_the_simulated_camera_is_a_photograph_to_it(
    engine: FaceEngine, name: str
) -> None:
    moments = (pictures.taken(name, 5 * number) for number in range(PICTURES))
    assert Liveness.PASSED not in {result.verdict for result in results(engine, moments)}


def test_readings_say_that_nothing_was_checked_unless_it_is_asked_for(engine: FaceEngine) -> None:
    assert FaceReader(engine).read(pictures.taken("person_a_1")).liveness == NOT_CHECKED


def test_face_that_was_gone_is_looked_at_anew(engine: FaceEngine) -> None:
    still = list(attack(pictures.taken("person_a_1"), STILL))
    found = results(engine, [*still, pictures.nobody(), *still[:3]])
    assert found[PICTURES - 1].verdict is Liveness.FAILED
    assert found[PICTURES] == NOT_CHECKED
    assert {result.verdict for result in found[PICTURES + 1 :]} == {Liveness.UNSURE}
