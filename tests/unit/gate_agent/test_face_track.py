"""The track on the real models: the best fresh face, and no stale one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from devices.face.judge import PASSAGE
from devices.face.liveness import Liveness
from devices.face.reader import FaceReader
from devices.face.template import match
from devices.ports import Frame, Picture
from gate_agent.lane.face_track import FaceTrack
from gate_agent.passage.live_face import LiveFace
from sync.wire import LivenessFinding
from tests.helpers.pictures import blurred, engine, nobody, taken
from tests.helpers.waiting import LIMIT_S, wait_until


class StillCamera:
    """A camera that shows the pictures it is given."""

    name = "still"

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._number = 0

    def show(self, picture: Picture, age_s: float = 0.0) -> None:
        self._number += 1
        self._frame = Frame(picture, self._number, time.monotonic() - age_s)

    def fail(self) -> None:
        self._frame = None

    def latest(self) -> Frame | None:
        return self._frame


class Watched:
    """A running track and the faces it saw."""

    def __init__(self, camera: StillCamera, fresh_s: float) -> None:
        self.camera = camera
        self.seen: SimpleQueue[LiveFace] = SimpleQueue()
        reader = FaceReader(engine(), PASSAGE)
        self.track = FaceTrack("L1", camera, reader, self.seen.put, fresh_s)

    def sees(self, picture: Picture) -> LiveFace:
        self.camera.show(picture)
        return self.seen.get(timeout=LIMIT_S)


@contextmanager
def watching(fresh_s: float) -> Iterator[Watched]:
    watched = Watched(StillCamera(), fresh_s)
    watched.track.start()
    try:
        yield watched
    finally:
        watched.track.stop()


def test_the_face_is_ready_before_anybody_asks() -> None:
    with watching(fresh_s=5.0) as lane:
        assert lane.track.best() is None
        face = lane.sees(taken("person_a_1"))
        assert lane.track.best() is face
        assert face.jpeg.startswith(b"\xff\xd8")
        again = lane.sees(taken("person_a_2"))
        other = lane.sees(taken("impostor_1"))
        assert match([face.template], again.template) > match([face.template], other.template)


def test_the_better_of_two_fresh_faces_counts() -> None:
    with watching(fresh_s=5.0) as lane:
        sharp = lane.sees(taken("person_a_1"))
        soft = lane.sees(blurred(taken("person_a_1", 17), 1.0))
        assert soft.quality < sharp.quality
        assert lane.track.best() is sharp


def test_a_stale_face_is_nobodys() -> None:
    with watching(fresh_s=0.3) as lane:
        lane.sees(taken("person_a_1"))
        lane.camera.show(nobody())
        wait_until(lambda: lane.track.best() is None, "the face has gone stale")


def test_a_picture_that_was_old_when_it_came_counts_for_nothing() -> None:
    with watching(fresh_s=0.5) as lane:
        lane.camera.show(taken("person_a_1"), age_s=2.0)
        lane.seen.get(timeout=LIMIT_S)
        assert lane.track.best() is None


def test_what_was_decided_upon_is_forgotten() -> None:
    with watching(fresh_s=5.0) as lane:
        lane.sees(taken("person_a_1"))
        lane.track.forget()
        assert lane.track.best() is None


@pytest.mark.parametrize("broken", [True, False])
def test_it_knows_whether_the_camera_delivers(broken: bool) -> None:
    with watching(fresh_s=5.0) as lane:
        assert not lane.track.available
        lane.camera.show(nobody())
        if broken:
            lane.camera.fail()
        assert lane.track.available is not broken


def test_whatever_a_check_finds_can_be_journalled() -> None:
    assert [found.value for found in Liveness] == [found.value for found in LivenessFinding]
