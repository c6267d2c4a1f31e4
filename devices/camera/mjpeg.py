"""A network camera that serves Motion JPEG over HTTP (``multipart/x-mixed-replace``).

OpenCV's FFmpeg backend reads the stream. Three things about it shape this driver: once a stream has
died its handle never recovers, though it still says that it is open; a stalled stream blocks until
the read time-out; and releasing a handle while another thread reads it crashes the process.
"""

from __future__ import annotations

import os
import re
import threading
import time
from threading import Event
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from devices.camera.watch import PictureStatistics, PictureWatch, Sample, sample, statistics
from devices.driver import Link
from devices.errors import Cancelled, DeviceError, Fault
from devices.latency import Operation
from devices.ports import DeviceKind, Frame, Picture
from wording import Text

FRESH_FOR_S: Final = 1.0
"""An older frame is not what stands before the camera now: somebody else may."""
TEST_FRAMES: Final = 25
"""Enough for a frame rate; one second of a usual camera."""
TEST_LIMIT_S: Final = 5.0
"""A camera slower than five frames a second is of no use for faces."""
_LOOK_AGAIN_S: Final = 0.1
"""How soon a self-test notices that it was cancelled."""

_SEEN: Final = Text(
    "{width}x{height}，{fps:.1f} 帧/秒，亮度 {brightness:.0f}/255，对比度 {contrast:.0f}",
    "{width}x{height}, {fps:.1f} frames/s, brightness {brightness:.0f} of 255, "
    "contrast {contrast:.0f}",
)

# Both libraries print each failed try on standard error; the supervisor logs it once, in our words.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


class MjpegConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "mjpeg"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    driver: Literal["mjpeg"]
    url: str = Field(repr=False, max_length=500)
    """``http://[user:password@]host[:port]/path``."""
    open_timeout_s: float = Field(default=2.0, ge=0.2, le=10.0)
    read_timeout_s: float = Field(default=2.0, ge=0.2, le=4.0)
    """A stream silent for so long is given up."""

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+(/\S*)?", url):
            raise ValueError("must be http://host/path or https://host/path")
        return url

    @property
    def address(self) -> str:
        """The address without user, password and query, fit to be shown."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class CameraLost(DeviceError):
    """The stream can't be opened, or ended."""

    fault = Fault.CAMERA_LOST


class CameraFrozen(DeviceError):
    """The stream is open but delivers nothing."""

    fault = Fault.CAMERA_FROZEN


class Mjpeg:
    """Reads continuously, so that :meth:`latest` is never older than the wire makes it.

    Counters: ``frames`` read; ``dropped``, those replaced before anybody looked at them.
    """

    kind: Final = DeviceKind.CAMERA
    protocol: Final = "mjpeg"

    def __init__(self, name: str, config: MjpegConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._capture: cv2.VideoCapture | None = None
        self._handle: Final = threading.Lock()
        """Held while the capture is read or released: never both at once."""
        self._arrived: Final = threading.Condition()
        """Guards the four below, and tells of each new frame."""
        self._newest: Frame | None = None
        self._looked_at = True
        self._statistics: PictureStatistics | None = None
        self._watch = PictureWatch()

    @property
    def port(self) -> str:
        return self._config.address

    @property
    def stall_after_s(self) -> float:
        """One read that runs into its time-out, and as much again on a busy machine."""
        return 2 * self._config.read_timeout_s + 1.0

    def connect(self, link: Link) -> str:
        """Open the stream and read the first frame. Returns the picture's size."""
        capture = cv2.VideoCapture(
            self._config.url,
            cv2.CAP_FFMPEG,
            [
                *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(self._config.open_timeout_s * 1000)),
                *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(self._config.read_timeout_s * 1000)),
                *(cv2.CAP_PROP_N_THREADS, 1),  # a second decoder thread delays by one frame
            ],
        )
        if not capture.isOpened():
            capture.release()
            raise CameraLost(f"{self.port} does not open")
        with self._handle:
            self._capture = capture
        with self._arrived:
            self._newest, self._watch = None, PictureWatch()
        try:
            picture = self._read()
        except DeviceError:
            self.close()
            raise
        self._keep(picture, 1, None)
        return f"{picture.shape[1]}x{picture.shape[0]}"

    def serve(self, link: Link, stop: Event) -> None:
        before: Sample | None = None
        said: Fault | None = None
        number = 1
        read_at = time.monotonic()
        while not stop.is_set():
            picture = self._read()
            now = time.monotonic()
            link.took(Operation.FRAME_GAP, now - read_at)
            read_at = now
            number += 1
            link.beat()
            link.count("frames")
            before, unseen = self._keep(picture, number, before)
            if unseen:
                link.count("dropped")
            if self._watch.fault is not said:
                said = self._watch.fault
                link.degrade(said)

    def close(self) -> None:
        with self._arrived:
            self._newest = None
        with self._handle:
            if self._capture is not None:
                self._capture.release()
                self._capture = None

    def latest(self) -> Frame | None:
        """As :meth:`devices.ports.Camera.latest`; None too when the picture is old or frozen."""
        with self._arrived:
            frame = self._newest
            if frame is None or self._watch.fault is Fault.CAMERA_FROZEN:
                return None
            if time.monotonic() - frame.at > FRESH_FOR_S:
                return None
            self._looked_at = True
            return frame

    def self_test(self, cancel: Event) -> Text:
        """Watch a second of the live stream: size, frame rate, light."""
        first = self._next_frame(0, cancel)
        last = first
        while last.number < first.number + TEST_FRAMES:
            last = self._next_frame(last.number, cancel)
        with self._arrived:
            seen, fault = self._statistics, self._watch.fault
        if fault is not None or seen is None:
            raise DeviceError(f"{self.port} delivers, but no usable picture", fault)
        height, width = last.picture.shape[:2]
        return _SEEN.format(
            width=width,
            height=height,
            fps=(last.number - first.number) / (last.at - first.at),
            brightness=seen.brightness,
            contrast=seen.contrast,
        )

    def _next_frame(self, after: int, cancel: Event) -> Frame:
        deadline = time.monotonic() + TEST_LIMIT_S
        with self._arrived:
            while (frame := self._newest) is None or frame.number <= after:
                if cancel.is_set():
                    raise Cancelled("the self-test was stopped")
                if time.monotonic() > deadline:
                    raise CameraLost(f"{self.port} delivered nothing for {TEST_LIMIT_S:g} s")
                self._arrived.wait(_LOOK_AGAIN_S)
            return frame

    def _read(self) -> Picture:
        """The next picture. Raises CameraLost when the stream ends, CameraFrozen when it stalls."""
        started = time.monotonic()
        with self._handle:
            if self._capture is None:
                raise CameraLost(f"{self.port} was closed")
            delivered, picture = self._capture.read()
        if delivered:
            seen: Picture = np.asarray(picture, dtype=np.uint8)
            seen.setflags(write=False)  # many look at it, on several threads
            return seen
        if time.monotonic() - started >= self._config.read_timeout_s:
            raise CameraFrozen(f"{self.port} sent nothing for {self._config.read_timeout_s:g} s")
        raise CameraLost(f"{self.port} ended the stream")

    def _keep(self, picture: Picture, number: int, before: Sample | None) -> tuple[Sample, bool]:
        """Put a frame into the mailbox. Returns its sample, and whether one was lost unseen."""
        now, at = sample(picture), time.monotonic()
        with self._arrived:
            unseen = not self._looked_at
            self._statistics = statistics(now, before)
            self._watch = self._watch.after(self._statistics, at)
            self._newest = Frame(picture, number, at)
            self._looked_at = False
            self._arrived.notify_all()
        return now, unseen
