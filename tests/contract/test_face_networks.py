"""The quick ways through both networks beside OpenCV's own, which take the long one."""

from __future__ import annotations

from itertools import product
from typing import Final

import cv2
import numpy as np
import pytest

from devices.face.detection import DetectedFace, from_row
from devices.face.detector import DETECT_SIDE_PX, SCORE_THRESHOLD, Detector
from devices.face.models import DETECTOR, RECOGNISER, FaceModels
from devices.face.recogniser import Recogniser
from devices.ports import Picture
from tests.helpers import pictures
from tests.helpers.faces import models_folder

PEOPLE: Final = (
    *("person_a_1", "person_a_2", "person_b_1", "person_b_2"),
    *("impostor_1", "impostor_2"),
)
PLACES: Final = ((0, 0), (270, 0), (530, 330), (0, 330), (300, 180))
FAR_PX: Final = 90
"""Height of a face that is still to be found in 640x480."""


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(FaceModels.load(models_folder()).detector)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(FaceModels.load(models_folder()).recogniser)


@pytest.fixture(scope="module")
def whole() -> cv2.FaceDetectorYN:
    """Searches all of a picture in full."""
    size = (DETECT_SIDE_PX, DETECT_SIDE_PX)
    file = str(models_folder() / DETECTOR.name)
    return cv2.FaceDetectorYN.create(file, "", size, SCORE_THRESHOLD, 0.3, 200)


@pytest.fixture(scope="module")
def reference() -> cv2.FaceRecognizerSF:
    return cv2.FaceRecognizerSF.create(str(models_folder() / RECOGNISER.name), "")


def searched_in_full(whole: cv2.FaceDetectorYN, picture: Picture) -> list[DetectedFace]:
    whole.setInputSize((picture.shape[1], picture.shape[0]))
    return [from_row(row, 1.0) for row in whole.detect(picture)[1]]


def eye_distances_apart(one: DetectedFace, other: DetectedFace) -> float:
    """On average over the landmarks."""
    apart = np.linalg.norm(np.subtract(one.landmarks, other.landmarks), axis=1)
    return float(apart.mean() / np.linalg.norm(np.subtract(other.right_eye, other.left_eye)))


def far_away(name: str, place: tuple[int, int]) -> Picture:
    """Head and shoulders of ``name``, small, with the upper left corner at ``place``."""
    near = pictures.taken(name)[40:420, 180:480]
    factor = FAR_PX / 205.0
    small = cv2.resize(near, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    scene = pictures.nobody()
    left, top = min(place[0], 640 - small.shape[1]), min(place[1], 480 - small.shape[0])
    scene[top : top + small.shape[0], left : left + small.shape[1]] = small
    return scene


@pytest.mark.parametrize("name", PEOPLE)
def test_hinted_part_shows_the_face_as_the_whole_picture_does(
    detector: Detector, whole: cv2.FaceDetectorYN, name: str
) -> None:
    for picture in (pictures.taken(name), pictures.turned(pictures.taken(name), 20.0)):
        (expected,) = searched_in_full(whole, picture)
        (found,) = detector.detect(picture)
        assert eye_distances_apart(found, expected) < 0.1
        assert found.score == pytest.approx(expected.score, abs=0.05)


@pytest.mark.parametrize("name", PEOPLE)
def test_far_face_is_found_wherever_it_is_and_in_dim_light(detector: Detector, name: str) -> None:
    for place, gain in product(PLACES, (1.0, 0.3)):
        (found,) = detector.detect(pictures.exposed(far_away(name, place), gain))
        assert 0.7 * FAR_PX < found.height < 1.3 * FAR_PX


def test_people_at_both_ends_of_the_picture_are_both_found(detector: Detector) -> None:
    scene = far_away("person_a_1", PLACES[0])
    scene[:, 320:] = far_away("person_b_1", PLACES[2])[:, 320:]
    first, second = sorted(detector.detect(scene), key=lambda face: face.left)
    assert first.centre[0] < 160
    assert second.centre[0] > 480


@pytest.mark.parametrize("name", PEOPLE)
def test_template_is_what_opencv_makes_of_the_face(
    detector: Detector, recogniser: Recogniser, reference: cv2.FaceRecognizerSF, name: str
) -> None:
    picture = pictures.turned(pictures.taken(name), 15.0)
    face = detector.detect(picture)[0]
    points = [number for point in face.landmarks for number in point]
    row = np.array([face.left, face.top, face.width, face.height, *points, face.score], np.float32)
    expected = np.asarray(reference.alignCrop(picture, row), dtype=np.uint8)
    crop = recogniser.align(picture, face)
    assert np.abs(crop.astype(int) - expected.astype(int)).max() <= 2
    assert recogniser.features(expected) == pytest.approx(reference.feature(expected)[0], abs=1e-4)
