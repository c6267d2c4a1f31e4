"""A network camera that serves Motion JPEG over HTTP (``multipart/x-mixed-replace``)."""

from __future__ import annotations

from typing import Final

from devices.camera.address import shown
from devices.camera.configs import MjpegConfig
from devices.camera.http_stream import HttpStream
from devices.camera.watch import FROZEN_AFTER_S
from devices.driver import Link


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
