"""The capture loop that all cameras share: open, read, watch, give up, be opened afresh."""

from __future__ import annotations

import threading
import time
from threading import Event
from typing import Final

import structlog

from devices.camera.mailbox import LatestFrame
from devices.camera.source import CameraLost, PictureRefused, PictureSource, PictureStream
from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.latency import Operation
from devices.ports import DeviceKind, Frame, Picture
from wording import Text

TEST_FRAMES: Final = 25
"""Enough for a frame rate; one second of a usual camera."""
TEST_LIMIT_S: Final = 5.0
"""A camera slower than five frames a second is of no use for faces."""

_SEEN: Final = Text(
    "{width}x{height}，{fps:.1f} 帧/秒，亮度 {brightness:.0f}/255，对比度 {contrast:.0f}",
    "{width}x{height}, {fps:.1f} frames/s, brightness {brightness:.0f} of 255, "
    "contrast {contrast:.0f}",
)

_log = structlog.get_logger(__name__)


class VideoCamera:
    """Reads continuously, so that :meth:`latest` is never older than the wire makes it.

    Counters: ``frames`` read; ``dropped``, those replaced before anybody looked at them;
    ``malformed``, what arrived but was no usable picture; ``reconnects``.
    """

    kind: Final = DeviceKind.CAMERA

    def __init__(self, name: str, source: PictureSource) -> None:
        self.name: Final = name
        self._source: Final = source
        self._stream: PictureStream | None = None
        self._handle: Final = threading.Lock()
        """Held while the stream is read or closed: OpenCV crashes when both happen at once."""
        self._frames: Final = LatestFrame()
        self._was_open = False
        self._refused = ""

    @property
    def protocol(self) -> str:
        return self._source.protocol

    @property
    def port(self) -> str:
        return self._source.address

    @property
    def stall_after_s(self) -> float:
        """One read that runs into its time-out, and as much again on a busy machine."""
        return 2 * self._source.read_timeout_s + 1.0

    def connect(self, link: Link) -> str:
        """Open the stream and read the first picture. Returns the picture's size."""
        stream = self._source.open(link)
        with self._handle:
            self._stream = stream
        self._frames.begin(self._source.frozen_after_s)
        try:
            picture = self._next_usable(link, time.monotonic())
        except DeviceError:
            self.close()
            raise
        if self._was_open:
            link.count("reconnects")
        self._was_open = True
        self._put(picture, link)
        return f"{picture.shape[1]}x{picture.shape[0]}"

    def serve(self, link: Link, stop: Event) -> None:
        said: Fault | None = None
        read_at = time.monotonic()
        while not stop.is_set():
            picture = self._next_usable(link, read_at)
            now = time.monotonic()
            link.took(Operation.FRAME_GAP, now - read_at)
            read_at = now
            link.beat()
            self._put(picture, link)
            if self._frames.fault is not said:
                said = self._frames.fault
                link.degrade(said)

    def close(self) -> None:
        self._frames.end()
        with self._handle:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def latest(self) -> Frame | None:
        """As :meth:`devices.ports.Camera.latest`; None too when the picture is old or frozen."""
        return self._frames.latest()

    def self_test(self, cancel: Event) -> Text:
        """Watch a second of the live stream: size, frame rate, light."""
        first = self._frames.after(0, cancel, TEST_LIMIT_S)
        last = first
        while last.number < first.number + TEST_FRAMES:
            last = self._frames.after(last.number, cancel, TEST_LIMIT_S)
        seen, fault = self._frames.statistics, self._frames.fault
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

    def _next_usable(self, link: Link, good_at: float) -> Picture:
        """The next picture that is one; gives up when none came for ``read_timeout_s``."""
        while True:
            try:
                with self._handle:
                    if self._stream is None:
                        raise CameraLost(f"{self.port} was closed")
                    return self._stream.read()
            except PictureRefused as refused:
                link.count("malformed")
                self._say_refused(refused)
                if time.monotonic() - good_at > self._source.read_timeout_s:
                    raise

    def _put(self, picture: Picture, link: Link) -> None:
        link.count("frames")
        if not self._frames.put(picture):
            link.count("dropped")

    def _say_refused(self, refused: PictureRefused) -> None:
        """Say each reason once: a broken camera repeats it 25 times a second."""
        if str(refused) != self._refused:
            self._refused = str(refused)
            _log.warning("camera.picture_refused", device=self.name, detail=self._refused)
