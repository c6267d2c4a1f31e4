"""What is particular to the file driver: real video files, and what else may lie there."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.camera.configs import VideoFileConfig
from devices.camera.source import PictureRefused
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera
from devices.errors import Fault, NotFound
from devices.ports import Picture
from tests.helpers.links import RecordingLink, serving
from tests.helpers.waiting import wait_until

WIDTH, HEIGHT = 64, 48
FILE_FPS = 50.0
FRAMES = 20


def shade(number: int) -> Picture:
    """A picture that tells its number by its brightness, and is not featureless."""
    picture = np.full((HEIGHT, WIDTH, 3), 5 * number, dtype=np.uint8)
    picture[:, WIDTH // 2 :] = 250 - 5 * number
    return picture


def write_video(path: Path, frames: int = FRAMES) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FILE_FPS, (WIDTH, HEIGHT))
    for number in range(frames):
        writer.write(shade(number))
    writer.release()
    return path


def camera_of(path: Path, fps: float | None = None) -> VideoCamera:
    return VideoCamera("camera", source_of(VideoFileConfig(driver="file", path=str(path), fps=fps)))


def test_video_begins_again_after_its_end(tmp_path: Path) -> None:
    camera = camera_of(write_video(tmp_path / "loop.avi"))
    with serving(camera) as service:
        wait_until(lambda: service.link.counters["frames"] > 3 * FRAMES, "three rounds")
        assert service.identity == f"{WIDTH}x{HEIGHT}"
        assert not service.ended


@pytest.mark.parametrize(("wanted", "shown"), [(None, FILE_FPS), (20.0, 20.0)])
def test_video_is_shown_at_its_own_pace_or_the_configured_one(
    tmp_path: Path, wanted: float | None, shown: float
) -> None:
    camera = camera_of(write_video(tmp_path / "loop.avi"), wanted)
    with serving(camera):
        told = camera.self_test(threading.Event()).en
    fps = float(told.split("frames/s")[0].split(", ")[-1])
    assert 0.55 * shown < fps < 1.1 * shown  # never faster; slower on a busy machine


def test_picture_that_repeats_itself_is_frozen(tmp_path: Path) -> None:
    (tmp_path / "still.jpg").write_bytes(cv2.imencode(".jpg", shade(3))[1].tobytes())
    camera = camera_of(tmp_path)
    with serving(camera) as service:
        wait_until(lambda: service.link.faults == [Fault.CAMERA_FROZEN], "frozen")
        assert camera.latest() is None


def test_bad_picture_of_a_folder_is_counted_and_the_next_one_shown(tmp_path: Path) -> None:
    for number in (1, 3):
        jpeg = cv2.imencode(".jpg", shade(number))[1].tobytes()
        (tmp_path / f"{number}.jpg").write_bytes(jpeg)
    (tmp_path / "2.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not shown")
    with serving(camera_of(tmp_path)) as service:
        wait_until(lambda: service.link.counters["malformed"] >= 2, "two rounds")
        assert service.link.counters["frames"] >= 2


def test_folder_of_nothing_but_bad_pictures_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"no picture")
    with pytest.raises(PictureRefused, match=r"1\.jpg"):
        camera_of(tmp_path).connect(RecordingLink())


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.avi", tmp_path):
        with pytest.raises(NotFound) as error:
            camera_of(path).connect(RecordingLink())
        assert error.value.fault is Fault.DEVICE_NOT_FOUND


@pytest.mark.parametrize("content", [b"", b"no video", b"RIFF" + bytes(1000)])
def test_what_is_no_video_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "video.avi"
    path.write_bytes(content)
    with pytest.raises(PictureRefused, match=r"video\.avi") as error:
        camera_of(path).connect(RecordingLink())
    assert error.value.fault is Fault.CAMERA_PICTURE_UNUSABLE


def test_video_of_pictures_that_no_camera_makes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.avi"
    size = (8192, 64)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FILE_FPS, size)
    writer.write(np.zeros((size[1], size[0], 3), dtype=np.uint8))
    writer.release()
    with pytest.raises(PictureRefused, match="8192x64") as error:
        camera_of(path).connect(RecordingLink())
    assert error.value.fault is Fault.CAMERA_PICTURE_TOO_LARGE
