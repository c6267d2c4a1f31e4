"""A camera on this computer, through Video4Linux: USB webcams, camera modules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import cv2
import structlog

from devices.camera.configs import V4l2Config
from devices.camera.opencv_stream import OpenCvStream
from devices.camera.source import CameraLost
from devices.camera.v4l2_controls import Control, controls
from devices.camera.watch import FROZEN_AFTER_S
from devices.driver import Link
from devices.errors import Fault, NotFound
from devices.port_opening import not_opened

READ_TIMEOUT_S: Final = 2
"""How long OpenCV waits for a frame; a camera in the dark may take half a second for one."""

# Whole seconds, read at the first capture of the process; the default is ten.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(READ_TIMEOUT_S))

_log = structlog.get_logger(__name__)


class V4l2Source:
    """A :class:`devices.camera.source.PictureSource`."""

    protocol: Final = "v4l2"
    read_timeout_s: Final = float(READ_TIMEOUT_S)
    frozen_after_s: Final = FROZEN_AFTER_S

    def __init__(self, config: V4l2Config) -> None:
        self._config: Final = config

    @property
    def address(self) -> str:
        return str(self._config.path)

    def open(self, link: Link) -> OpenCvStream:
        """Raises NotFound when it is not plugged in, PortRefused when it may not be used, and
        CameraLost when it is no camera, does not know the size and format, or is busy."""
        path = self._config.path
        if not path.is_char_device():
            raise NotFound(f"{path}: no such camera")
        _check_permitted(path)
        config = self._config
        capture = cv2.VideoCapture(
            str(path),
            cv2.CAP_V4L2,
            [
                *(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*config.pixel_format)),
                *(cv2.CAP_PROP_FRAME_WIDTH, config.width),
                *(cv2.CAP_PROP_FRAME_HEIGHT, config.height),
                *(cv2.CAP_PROP_FPS, config.fps),
            ],
        )
        try:
            stream = OpenCvStream(capture, str(path), self.read_timeout_s)
        except CameraLost as error:
            raise CameraLost(str(error), Fault.CAMERA_NOT_STARTED) from error
        for control in controls(config.controls):
            self._apply(control, capture, link)
        return stream

    def _apply(self, control: Control, capture: cv2.VideoCapture, link: Link) -> None:
        """A camera that lacks a control still serves; the counter tells."""
        if not capture.set(control.property_id, control.value):
            link.count("controls_refused")
            _log.warning("camera.control_refused", port=self.address, control=control.key)


def _check_permitted(path: Path) -> None:
    """Raises what the kernel says at opening: OpenCV tells only that it did not open."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        raise not_opened(str(path), error) from error
