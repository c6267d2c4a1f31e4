"""Where pictures come from: what each kind of camera gives to the one capture loop.

A source knows the protocol, :class:`devices.camera.video.VideoCamera` does the rest. One thread at
a time opens, reads and closes.
"""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.ports import Picture

LARGEST_WIDTH: Final = 4096
LARGEST_HEIGHT: Final = 4096
LARGEST_PIXELS: Final = 4096 * 2304
"""The largest cameras sold for doors and desks (4K); 28 MB a decoded picture."""


class CameraLost(DeviceError):
    """The stream can't be opened, or ended."""

    fault = Fault.CAMERA_LOST


class CameraFrozen(DeviceError):
    """The stream is open but delivers nothing."""

    fault = Fault.CAMERA_FROZEN


class PictureRefused(DeviceError):
    """Something arrived that is no picture, or none of a camera. The stream may go on."""

    fault = Fault.CAMERA_PICTURE_UNUSABLE


class PictureStream(Protocol):
    """One open connection to a camera."""

    def read(self) -> Picture:
        """The next picture. Blocks for little more than the source's ``read_timeout_s``.

        Raises CameraLost when the stream ended, CameraFrozen when it is silent, and PictureRefused
        for a picture that can't be used; after the last one it may be read on.
        """
        ...

    def close(self) -> None:
        """Release everything; harmless when closed already."""
        ...


class PictureSource(Protocol):
    """One camera as configured. Makes streams; holds none."""

    @property
    def protocol(self) -> str:
        """The driver's name in the configuration."""
        ...

    @property
    def address(self) -> str:
        """Where the camera is, without user, password and query."""
        ...

    @property
    def read_timeout_s(self) -> float:
        """A camera silent for so long is given up."""
        ...

    @property
    def frozen_after_s(self) -> float:
        """Equal pictures for so long are no picture of the present."""
        ...

    def open(self, link: Link) -> PictureStream:
        """Raises DeviceError, and leaves nothing open then. ``link`` counts what is odd."""
        ...


def check_size(width: int, height: int) -> None:
    """Raises PictureRefused for a picture (in pixels) that no camera makes."""
    if width <= 0 or height <= 0:
        raise PictureRefused(f"a picture of {width}x{height} pixels")
    too_long = width > LARGEST_WIDTH or height > LARGEST_HEIGHT
    if too_long or width * height > LARGEST_PIXELS:
        detail = f"{width}x{height} pixels; at most {LARGEST_PIXELS:,} are read"
        raise PictureRefused(detail, Fault.CAMERA_PICTURE_TOO_LARGE)


def picture_of(decoded: npt.NDArray[np.uint8]) -> Picture:
    """``decoded`` as everybody may look at it: read-only. Raises PictureRefused."""
    if decoded.ndim != 3 or decoded.shape[2] != 3 or decoded.dtype != np.uint8:
        raise PictureRefused("the decoder gave no picture of three channels")
    check_size(decoded.shape[1], decoded.shape[0])
    decoded.setflags(write=False)  # many look at it, on several threads
    return decoded
