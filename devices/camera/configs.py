"""The ``[devices.NAME]`` tables of cameras.

What reads such a camera is made by :func:`devices.camera.sources.source_of`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

BY_ID: Final = Path("/dev/v4l/by-id")
"""Names that stay with a camera whichever port it is plugged into."""
QUIET_STREAM_S: Final = 15.0
"""An encoder that saves bandwidth repeats a quiet scene bit by bit until its next key frame, which
may be ten seconds away."""
SLOWEST_FPS: Final = 1.0
FASTEST_FPS: Final = 120.0


class MjpegConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "mjpeg"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    driver: Literal["mjpeg"]
    url: str = Field(repr=False, max_length=500)
    """``http://[user:password@]host[:port]/path``."""
    open_timeout_s: float = Field(default=2.0, ge=0.2, le=10.0)
    read_timeout_s: float = Field(default=2.0, ge=0.2, le=4.0)
    """A stream without a picture for so long is given up."""
    verify_tls: bool = True
    """False accepts any certificate of an ``https`` camera: most have one that nobody signed."""

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+(/\S*)?", url):
            raise ValueError("must be http://host/path or https://host/path")
        return url


class RtspConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "rtsp"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    driver: Literal["rtsp"]
    url: str = Field(repr=False, max_length=500)
    """``rtsp://[user:password@]host[:port]/path``."""
    open_timeout_s: float = Field(default=3.0, ge=0.5, le=10.0)
    read_timeout_s: float = Field(default=2.0, ge=0.2, le=4.0)
    """A stream silent for so long is given up."""
    frozen_after_s: float = Field(default=QUIET_STREAM_S, ge=3.0, le=3600.0)
    """Pictures equal bit by bit for so long are no picture of the present."""

    @field_validator("url")
    @classmethod
    def _is_stream_address(cls, url: str) -> str:
        if not re.fullmatch(r"rtsp://[^/\s]+(/\S*)?", url):
            raise ValueError("must be rtsp://host/path")
        return url


class ControlSettings(BaseModel):
    """``[devices.NAME.controls]``. What is left out stays as the camera has it.

    A fixed value switches the automatic off that would overrule it. Ranges are each camera's own:
    ``v4l2-ctl --list-ctrls`` lists them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    auto_exposure: bool | None = None
    exposure: int | None = Field(default=None, ge=1, le=100_000)
    """In units of 100 microseconds: 100 is a hundredth of a second."""
    autofocus: bool | None = None
    focus: int | None = Field(default=None, ge=0, le=65_535)
    auto_white_balance: bool | None = None
    white_balance_k: int | None = Field(default=None, ge=1000, le=12_000)
    """Colour temperature in kelvin."""
    brightness: int | None = Field(default=None, ge=-65_535, le=65_535)
    contrast: int | None = Field(default=None, ge=0, le=65_535)
    gain: int | None = Field(default=None, ge=0, le=65_535)
    backlight: int | None = Field(default=None, ge=0, le=65_535)
    """Compensation for a bright window behind people."""

    @model_validator(mode="after")
    def _agree(self) -> ControlSettings:
        for automatic, fixed in (
            ("auto_exposure", "exposure"),
            ("autofocus", "focus"),
            ("auto_white_balance", "white_balance_k"),
        ):
            if getattr(self, automatic) is True and getattr(self, fixed) is not None:
                raise ValueError(f"{fixed} has no effect while {automatic} is true: leave one out")
        return self


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


class VideoFileConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "file"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["file"]
    path: str = Field(min_length=1, max_length=4096)
    """A video file, or a folder of ``.jpg`` files, shown in the order of their names."""
    fps: float | None = Field(default=None, ge=SLOWEST_FPS, le=FASTEST_FPS)
    """Frames a second; the file's own when it is left out, 25 for a folder."""
