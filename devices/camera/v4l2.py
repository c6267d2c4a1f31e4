"""A camera on this computer, through Video4Linux: USB webcams, camera modules."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Final, Literal

import cv2
import structlog
from pydantic import BaseModel, ConfigDict, Field, field_validator

from devices.camera.opencv_stream import OpenCvStream
from devices.camera.v4l2_controls import Control, ControlSettings, controls
from devices.camera.watch import FROZEN_AFTER_S
from devices.driver import Link
from devices.errors import NotFound

BY_ID: Final = Path("/dev/v4l/by-id")
"""Names that stay with a camera whichever port it is plugged into."""
READ_TIMEOUT_S: Final = 2
"""How long OpenCV waits for a frame; a camera in the dark may take half a second for one."""

# Whole seconds, read at the first capture of the process; the default is ten.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(READ_TIMEOUT_S))

_log = structlog.get_logger(__name__)


class V4l2Config(BaseModel):
    """``[devices.NAME]`` with ``driver = "v4l2"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["v4l2"]
    device: Annotated[int, Field(ge=0, le=255)] | Annotated[str, Field(max_length=255)]
    """0 for ``/dev/video0``; a path below ``/dev``; or a name of ``/dev/v4l/by-id``."""
    width: int = Field(default=640, ge=160, le=4096)
    height: int = Field(default=480, ge=120, le=2304)
    fps: int = Field(default=25, ge=5, le=60)
    pixel_format: Literal["MJPG", "YUYV"] = "MJPG"
    """Compressed pictures let several USB cameras share a hub; some know only raw ones (YUYV)."""
    controls: ControlSettings = ControlSettings()

    @field_validator("device")
    @classmethod
    def _is_device(cls, device: int | str) -> int | str:
        if isinstance(device, str) and not re.fullmatch(r"(/dev/)?[\w.:+-]+(/[\w.:+-]+)*", device):
            raise ValueError("must be a number, /dev/... or a name of /dev/v4l/by-id")
        return device

    @property
    def path(self) -> Path:
        """The device file."""
        if isinstance(self.device, int):
            return Path(f"/dev/video{self.device}")
        return BY_ID / self.device  # an absolute path stays itself

    def source(self) -> V4l2Source:
        return V4l2Source(self)


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
        """Raises NotFound when it is not plugged in, CameraLost when it is no camera or busy."""
        path = self._config.path
        if not path.is_char_device():
            raise NotFound(f"{path}: no such camera")
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
        stream = OpenCvStream(capture, str(path), self.read_timeout_s)
        for control in controls(config.controls):
            self._apply(control, capture, link)
        return stream

    def _apply(self, control: Control, capture: cv2.VideoCapture, link: Link) -> None:
        """A camera that lacks a control still serves; the counter tells."""
        if not capture.set(control.property_id, control.value):
            link.count("controls_refused")
            _log.warning("camera.control_refused", port=self.address, control=control.key)
