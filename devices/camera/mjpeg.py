"""A network camera that serves Motion JPEG over HTTP (``multipart/x-mixed-replace``)."""

from __future__ import annotations

import re
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from devices.camera.address import shown
from devices.camera.http_stream import HttpStream
from devices.camera.watch import FROZEN_AFTER_S
from devices.driver import Link


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

    def source(self) -> MjpegSource:
        return MjpegSource(self)


class MjpegSource:
    """A :class:`devices.camera.source.PictureSource`."""

    protocol: Final = "mjpeg"
    frozen_after_s: Final = FROZEN_AFTER_S

    def __init__(self, config: MjpegConfig) -> None:
        self._config: Final = config

    @property
    def address(self) -> str:
        return shown(self._config.url)

    @property
    def read_timeout_s(self) -> float:
        return self._config.read_timeout_s

    def open(self, link: Link) -> HttpStream:
        """Raises CameraLost, and CameraFrozen when it takes the request and says nothing."""
        return HttpStream(
            self._config.url,
            open_timeout_s=self._config.open_timeout_s,
            read_timeout_s=self._config.read_timeout_s,
            verify_tls=self._config.verify_tls,
        )
