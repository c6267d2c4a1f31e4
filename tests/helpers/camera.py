"""Cameras as a test holds them: simulated ones behind a wire that can be pulled, and a folder."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

import cv2

from devices.camera.configs import MjpegConfig, RtspConfig, VideoFileConfig
from devices.sim.free_port import free_port
from devices.sim.peer import PeerProcess
from devices.sim.scene import CYCLE, at_moment, covered_scene, empty_scene
from tests.helpers.network_line import NetworkLine

READ_TIMEOUT_S: Final = 0.5


class CameraPeer:
    """One camera process; started by ``with``, and again on the same port by :meth:`start`."""

    def __init__(self, *args: str, module: str = "devices.sim.mjpeg") -> None:
        """``args`` as ``--photo FILE`` or ``--credentials NAME:PASSWORD``."""
        self._port: Final = free_port()
        self._process: Final = PeerProcess(module, ["--port", str(self._port), *args])
        self.url = ""

    def start(self) -> None:
        self.url = str(self._process.start()["url"])

    def show(self, photograph: Path | None) -> None:
        self._process.ask(show=None if photograph is None else str(photograph))

    def cover(self, covered: bool) -> None:
        self._process.ask(cover=covered)

    def freeze(self, frozen: bool) -> None:
        """Repeat one picture, as a hung encoder does."""
        self._process.ask(freeze=frozen)

    def halt(self) -> None:
        """Stop sending without closing the connection, as a hung camera does."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)
        # Its main thread is awake once it answers; a SIGTERM before that may reach another one.
        self.cover(False)

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> CameraPeer:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._process.stop()


class NetworkCameraBench:
    """A camera process behind a network cable."""

    def __init__(self, module: str) -> None:
        self.peer: Final = CameraPeer(module=module)
        self._line: Final = NetworkLine()
        self._end: Final = ExitStack()

    @property
    def url(self) -> str:
        """The camera's address at the near end of the cable."""
        parts = urlsplit(self.peer.url)
        return parts._replace(netloc=f"127.0.0.1:{self._line.port}").geturl()

    def cover(self, covered: bool) -> None:
        self.peer.cover(covered)

    def disconnect(self) -> None:
        self._line.pull()

    def reconnect(self) -> None:
        self._line.plug()

    def fall_silent(self) -> None:
        """The connection stands, nothing comes any more."""
        self._line.hold()

    def speak_again(self) -> None:
        self._line.pass_on()

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.enter_context(self.peer)
            undo.enter_context(self._line).lead_to(urlsplit(self.peer.url).port or 0)
            self._end.push(undo.pop_all())
        return self

    def __exit__(self, *error: object) -> None:
        self._end.close()


class MjpegBench(NetworkCameraBench):
    def __init__(self) -> None:
        super().__init__("devices.sim.mjpeg")

    def config(self) -> MjpegConfig:
        return MjpegConfig(driver="mjpeg", url=self.url, read_timeout_s=READ_TIMEOUT_S)


class RtspBench(NetworkCameraBench):
    def __init__(self) -> None:
        super().__init__("devices.sim.rtsp")

    def config(self) -> RtspConfig:
        return RtspConfig(driver="rtsp", url=self.url, read_timeout_s=READ_TIMEOUT_S)


class FolderBench:
    """Pictures on a disk that can be taken out."""

    def __init__(self) -> None:
        self._folder: Final = Path(tempfile.mkdtemp(prefix="camera-"))
        self._shown: Final = self._folder / "shown"

    def config(self) -> VideoFileConfig:
        return VideoFileConfig(driver="file", path=str(self._shown))

    def cover(self, covered: bool) -> None:
        self.disconnect()
        self._shown.symlink_to(self._folder / ("covered" if covered else "room"))

    def disconnect(self) -> None:
        self._shown.unlink()

    def reconnect(self) -> None:
        self._shown.symlink_to(self._folder / "room")

    def __enter__(self) -> Self:
        for name, scene in (("room", empty_scene()), ("covered", covered_scene())):
            (self._folder / name).mkdir()
            for number in range(CYCLE):
                file = self._folder / name / f"{number:03}.jpg"
                cv2.imwrite(str(file), at_moment(scene, number))
        self.reconnect()
        return self

    def __exit__(self, *error: object) -> None:
        shutil.rmtree(self._folder)
