"""A video file, or a folder of pictures, in the place of a camera: for commissioning and tests.

It is shown at its own pace and from the beginning again after its end.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import cv2

from devices.camera import jpeg
from devices.camera.configs import FASTEST_FPS, SLOWEST_FPS, VideoFileConfig
from devices.camera.opencv_stream import OpenCvStream
from devices.camera.source import CameraLost, PictureRefused, PictureStream
from devices.camera.watch import FROZEN_AFTER_S
from devices.driver import Link
from devices.errors import NotFound
from devices.ports import Picture

FOLDER_FPS: Final = 25.0
"""Pictures in a folder don't tell how fast they were taken."""
READ_TIMEOUT_S: Final = 2.0
"""A disk that takes longer for one picture has failed."""
LARGEST_FILE: Final = 16 * 1024 * 1024
"""Of one picture in a folder."""
_SUFFIXES: Final = (".jpg", ".jpeg")


class VideoFileSource:
    """A :class:`devices.camera.source.PictureSource`."""

    protocol: Final = "file"
    read_timeout_s: Final = READ_TIMEOUT_S
    frozen_after_s: Final = FROZEN_AFTER_S

    def __init__(self, config: VideoFileConfig) -> None:
        self._config: Final = config

    @property
    def address(self) -> str:
        return self._config.path

    def open(self, link: Link) -> PictureStream:
        """Raises NotFound, and PictureRefused when nothing there can be shown."""
        path = Path(self._config.path)
        if path.is_dir():
            return PictureFolder(path, self._config.fps or FOLDER_FPS)
        if not path.is_file():
            raise NotFound(f"{path}: no such file or folder")
        return VideoFile(path, self._config.fps)


class Pace:
    """Lets a reader through at a fixed rate."""

    def __init__(self, fps: float) -> None:
        self._interval_s: Final = 1 / min(max(fps, SLOWEST_FPS), FASTEST_FPS)
        self._due = time.monotonic()

    def wait(self) -> None:
        """Return when the next frame is due; late ones are not made up for."""
        now = time.monotonic()
        time.sleep(max(0.0, self._due - now))
        self._due = max(self._due, now) + self._interval_s


class VideoFile:
    """A :class:`devices.camera.source.PictureStream`."""

    def __init__(self, path: Path, fps: float | None) -> None:
        """Raises PictureRefused unless ``path`` is a video."""
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
        try:
            self._stream: Final = OpenCvStream(capture, str(path), READ_TIMEOUT_S)
        except CameraLost as exc:
            raise PictureRefused(f"{path} is no video that OpenCV reads") from exc
        self._capture: Final = capture
        self._pace: Final = Pace(fps or capture.get(cv2.CAP_PROP_FPS) or FOLDER_FPS)

    def read(self) -> Picture:
        self._pace.wait()
        try:
            return self._stream.read()
        except CameraLost:  # its end
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            return self._stream.read()

    def close(self) -> None:
        self._stream.close()


class PictureFolder:
    """A :class:`devices.camera.source.PictureStream`."""

    def __init__(self, folder: Path, fps: float) -> None:
        """Raises NotFound when no picture is there."""
        self._files: Final = sorted(
            file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES
        )
        if not self._files:
            raise NotFound(f"{folder} holds no {' or '.join(_SUFFIXES)} file")
        self._pace: Final = Pace(fps)
        self._number = 0

    def read(self) -> Picture:
        self._pace.wait()
        file = self._files[self._number % len(self._files)]
        self._number += 1
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST_FILE)
        except OSError as exc:
            raise CameraLost(f"{file}: {exc.strerror}") from exc
        try:
            return jpeg.decode(content)
        except PictureRefused as exc:
            raise PictureRefused(f"{file.name}: {exc}", exc.fault) from exc

    def close(self) -> None:
        """Nothing stays open between two pictures."""
