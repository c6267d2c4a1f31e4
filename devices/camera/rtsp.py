"""A network camera that streams over RTSP (RFC 2326), usually H.264 or H.265."""

from __future__ import annotations

import os
from typing import Final

import cv2

from devices.camera.address import shown
from devices.camera.configs import RtspConfig
from devices.camera.opencv_stream import OpenCvStream
from devices.camera.rtsp_refusal import refusal
from devices.camera.source import CameraLost
from devices.driver import Link

# FFmpeg takes what OpenCV's own parameters don't cover from here, at each opening. TCP: pictures
# that lose packets smear, and firewalls let it through. 0.2 s of looking at the stream, which the
# first pictures are late by, instead of more than one second; what they are is in the SDP anyway.
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp|analyzeduration;200000")


class RtspSource:
    """A :class:`devices.camera.source.PictureSource`."""

    protocol: Final = "rtsp"

    def __init__(self, config: RtspConfig) -> None:
        self._config: Final = config

    @property
    def address(self) -> str:
        return shown(self._config.url)

    @property
    def read_timeout_s(self) -> float:
        return self._config.read_timeout_s

    @property
    def frozen_after_s(self) -> float:
        return self._config.frozen_after_s

    def open(self, link: Link) -> OpenCvStream:
        """Raises CameraLost, and PictureRefused for a stream of too large pictures."""
        capture = cv2.VideoCapture(
            self._config.url,
            cv2.CAP_FFMPEG,
            [
                *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(self._config.open_timeout_s * 1000)),
                *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(self._config.read_timeout_s * 1000)),
                *(cv2.CAP_PROP_N_THREADS, 1),  # a second decoder thread delays by one frame
            ],
        )
        try:
            return OpenCvStream(capture, self.address, self.read_timeout_s)
        except CameraLost as error:
            raise CameraLost(str(error), refusal(self._config.url)) from error
