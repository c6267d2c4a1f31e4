"""Faces read by the real models: verdicts, templates, who is who."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations

import cv2
import numpy as np
import pytest

from devices.camera.configs import MjpegConfig
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera
from devices.face.engine import FaceEngine, PictureMalformed
from devices.face.judge import PASSAGE, FaceVerdict
from devices.face.models import MODEL_ID
from devices.face.reader import FaceReader, FaceReading
from devices.face.template import Template, match
from devices.face.thumbnail import HEIGHT_PX, LIMIT_BYTES, WIDTH_PX, thumbnail
from devices.ports import Picture
from tests.helpers import pictures
from tests.helpers.camera import CameraPeer
from tests.helpers.faces import photograph
from tests.helpers.links import serving
from tests.helpers.waiting import wait_until

SUGGESTED_THRESHOLD = 0.45
"""For three templates; docs/devices/face.md says where it comes from."""
PEOPLE = ("person_a_1", "person_a_2", "person_b_1", "person_b_2", "impostor_1", "impostor_2")
SAME = {("person_a_1", "person_a_2"), ("person_b_1", "person_b_2")}


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    return pictures.engine()


@pytest.fixture(scope="module")
def reader(engine: FaceEngine) -> FaceReader:
    return FaceReader(engine)


@pytest.fixture(scope="module")
def enrolled(reader: FaceReader) -> dict[str, list[Template]]:
    """Three templates of each photograph."""
    return {name: [template_of(reader, name, at) for at in (0, 17, 34)] for name in PEOPLE}


def template_of(reader: FaceReader, name: str, moment: int) -> Template:
    reading = reader.read(pictures.taken(name, moment))
    assert reading.template is not None, reading.judgement
    return reading.template


@pytest.mark.parametrize("name", PEOPLE)
def test_who_comes_is_seen_at_once_from_further_than_needed(reader: FaceReader, name: str) -> None:
    """A small copy hints where to search; an approaching face must not be missed by that."""
    near = reader.read(pictures.taken(name)).face
    assert near is not None
    part = 0.7 * PASSAGE.eye_distance_px / (near.left_eye[0] - near.right_eye[0])
    assert reader.read(pictures.nobody()).face is None
    assert reader.read(pictures.shrunken(pictures.taken(name), part)).face is not None


def test_reader_names_its_model(reader: FaceReader) -> None:
    assert reader.model_id == MODEL_ID


@pytest.mark.parametrize("name", PEOPLE)
def test_portrait_is_good(reader: FaceReader, name: str) -> None:
    reading = reader.read(pictures.taken(name))
    assert reading.judgement.verdict is FaceVerdict.GOOD
    assert reading.judgement.quality > 0.6
    assert reading.face is not None
    assert abs(reading.face.centre[0] - 320) < 30


@pytest.mark.parametrize(
    ("spoil", "verdict"),
    [
        (partial(pictures.blurred, spread_px=4.0), FaceVerdict.BLURRED),
        (partial(pictures.exposed, gain=0.15), FaceVerdict.TOO_DARK),
        (partial(pictures.exposed, gain=2.2), FaceVerdict.TOO_BRIGHT),
        (partial(pictures.moved, right_px=180), FaceVerdict.OFF_CENTRE),
        (partial(pictures.turned, degrees=-35.0), FaceVerdict.TURNED),
        (partial(pictures.shrunken, part=0.4), FaceVerdict.TOO_FAR),
        (partial(pictures.enlarged, factor=1.8), FaceVerdict.TOO_CLOSE),
    ],
    ids=lambda case: case.func.__name__ if isinstance(case, partial) else case.value,
)
@pytest.mark.parametrize("name", ["person_a_2", "person_b_1"])
def test_spoilt_portrait_is_refused_with_the_reason(
    reader: FaceReader, name: str, spoil: Callable[[Picture], Picture], verdict: FaceVerdict
) -> None:
    reading = reader.read(spoil(pictures.taken(name)))
    assert reading.judgement.verdict is verdict
    assert reading.template is None
    assert reading.face is not None


def test_empty_scene_has_no_face(reader: FaceReader) -> None:
    reading = reader.read(pictures.nobody())
    assert reading == FaceReading(reading.judgement, None, None)
    assert reading.judgement.verdict is FaceVerdict.NO_FACE


def test_two_people_are_several(reader: FaceReader) -> None:
    both = pictures.side_by_side(pictures.taken("person_a_2"), pictures.taken("person_b_2"))
    assert reader.read(both).judgement.verdict is FaceVerdict.SEVERAL_FACES


def test_gate_takes_the_nearer_of_two(engine: FaceEngine) -> None:
    scene = pictures.taken("person_b_1").copy()
    behind = cv2.resize(pictures.taken("person_a_2"), None, fx=0.45, fy=0.45)
    scene[: behind.shape[0], :144] = behind[:, 72:216]
    assert len(engine.detect(scene)) == 2
    reading = FaceReader(engine, PASSAGE).read(scene)
    assert reading.judgement.good
    assert reading.face is not None
    assert reading.face.centre[0] > 250


@pytest.mark.parametrize("name", PEOPLE)
def test_the_next_picture_of_the_same_moment_matches(
    reader: FaceReader, enrolled: dict[str, list[Template]], name: str
) -> None:
    assert match(enrolled[name], template_of(reader, name, 25)) > 0.9


@pytest.mark.parametrize(("one", "other"), sorted(SAME))
def test_the_same_person_years_later_matches(
    enrolled: dict[str, list[Template]], one: str, other: str
) -> None:
    assert match(enrolled[one], enrolled[other][0]) > SUGGESTED_THRESHOLD
    assert match(enrolled[other], enrolled[one][0]) > SUGGESTED_THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"), [pair for pair in combinations(PEOPLE, 2) if pair not in SAME]
)
def test_other_people_do_not_match(
    enrolled: dict[str, list[Template]], one: str, other: str
) -> None:
    assert match(enrolled[one], enrolled[other][0]) < SUGGESTED_THRESHOLD - 0.1
    assert match(enrolled[other], enrolled[one][0]) < SUGGESTED_THRESHOLD - 0.1


def test_three_pictures_give_three_templates(enrolled: dict[str, list[Template]]) -> None:
    for templates in enrolled.values():
        assert not any(
            np.array_equal(one.vector, other.vector) for one, other in combinations(templates, 2)
        )


def test_large_picture_is_read_like_a_small_one(
    reader: FaceReader, enrolled: dict[str, list[Template]]
) -> None:
    large = cv2.resize(pictures.taken("person_b_2"), (1920, 1440), interpolation=cv2.INTER_CUBIC)
    reading = reader.read(np.asarray(large, dtype=np.uint8))
    assert reading.face is not None
    assert abs(reading.face.centre[0] - 960) < 90
    template = reader.read(pictures.taken("person_b_2")).template
    assert template is not None
    assert match(enrolled["person_b_2"], template) > 0.9


@pytest.mark.parametrize(
    "malformed",
    [
        np.zeros((480, 640), dtype=np.uint8),
        np.zeros((480, 640, 4), dtype=np.uint8),
        np.zeros((8, 8, 3), dtype=np.uint8),
        np.zeros((480, 640, 3), dtype=np.float32),
    ],
    ids=["grey", "with alpha", "tiny", "floating point"],
)
def test_other_arrays_are_no_picture(reader: FaceReader, malformed: Picture) -> None:
    with pytest.raises(PictureMalformed):
        reader.read(malformed)


def test_noise_is_read_without_a_face(reader: FaceReader) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    assert reader.read(noise).judgement.verdict is FaceVerdict.NO_FACE


@pytest.mark.parametrize("name", PEOPLE)
def test_thumbnail_shows_the_face(reader: FaceReader, engine: FaceEngine, name: str) -> None:
    picture = pictures.taken(name)
    face = reader.read(picture).face
    assert face is not None
    jpeg = thumbnail(picture, face)
    assert len(jpeg) <= LIMIT_BYTES
    small = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    assert small is not None
    assert small.shape == (HEIGHT_PX, WIDTH_PX, 3)
    found = engine.detect(np.asarray(small, dtype=np.uint8))
    assert len(found) == 1
    assert abs(found[0].centre[0] - WIDTH_PX / 2) < 15


def test_thumbnail_of_noise_fits_too(reader: FaceReader) -> None:
    picture = pictures.taken("person_a_1")
    face = reader.read(picture).face
    assert face is not None
    noise = np.random.default_rng(7).integers(0, 256, picture.shape, dtype=np.uint8)
    assert len(thumbnail(noise, face)) <= LIMIT_BYTES


def test_person_before_the_camera_is_recognised(
    reader: FaceReader, enrolled: dict[str, list[Template]]
) -> None:
    with CameraPeer("--photo", str(photograph("person_a_2"))) as peer:
        camera = VideoCamera("camera", source_of(MjpegConfig(driver="mjpeg", url=peer.url)))
        with serving(camera):
            wait_until(lambda: camera.latest() is not None, "a frame")
            frame = camera.latest()
            assert frame is not None
            reading = reader.read(frame.picture)
    assert reading.template is not None
    assert match(enrolled["person_a_1"], reading.template) > SUGGESTED_THRESHOLD
    assert match(enrolled["person_b_1"], reading.template) < SUGGESTED_THRESHOLD
