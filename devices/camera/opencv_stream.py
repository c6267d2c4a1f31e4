"""Streams that OpenCV reads: files, RTSP, V4L2.

Two things about its handles shape what is here: once a stream has died its handle never recovers,
though it still says that it is open; and releasing one while another thread reads it crashes the
process, which :class:`devices.camera.video.VideoCamera` prevents.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from typing import Final

import cv2
import numpy as np

from devices.camera.source import (
    CameraFrozen,
    CameraLost,
    check_size,
    picture_of,
)
from devices.ports import Picture

# Both libraries print each failed try on standard error; the supervisor logs it once, in our words.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


class OpenCvStream:
    """An open ``cv2.VideoCapture``. Not thread-safe."""

    def __init__(self, capture: cv2.VideoCapture, shown_as: str, read_timeout_s: float) -> None:
        """Takes ``capture`` over. Raises CameraLost unless it is open, and PictureRefused when it
        announces a picture that is too large; it is released then."""
        self._capture: Final = capture
        self._shown_as: Final = shown_as
        self._read_timeout_s: Final = read_timeout_s
        with ExitStack() as undo:
            undo.callback(capture.release)
            if not capture.isOpened():
                raise CameraLost(f"{shown_as} does not open")
            check_size(*self.size)
            undo.pop_all()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as announced."""
        return (
            int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        )

    def read(self) -> Picture:
        """As :meth:`devices.camera.source.PictureStream.read`."""
        started = time.monotonic()
        try:
            delivered, picture = self._capture.read()
        except cv2.error as exc:
            raise CameraLost(f"{self._shown_as} can't be decoded any more") from exc
        if delivered:
            return picture_of(np.asarray(picture, dtype=np.uint8))
        if time.monotonic() - started >= self._read_timeout_s:
            raise CameraFrozen(f"{self._shown_as} sent nothing for {self._read_timeout_s:g} s")
        raise CameraLost(f"{self._shown_as} ended the stream")

    def close(self) -> None:
        self._capture.release()
