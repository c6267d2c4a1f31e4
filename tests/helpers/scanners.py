"""Code scanners: one on a serial cable, one that looks through a camera."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import cv2

from devices.camera.configs import MjpegConfig
from devices.inventory import DeviceConfig
from devices.scanner.camera_scanner import CameraScannerConfig
from devices.scanner.serial_scanner import SerialScannerConfig
from devices.sim.peer import PeerProcess
from devices.sim.serial_cable import SerialCable
from tests.helpers.camera import CameraPeer
from tests.helpers.telephones import telephone

SAME_CODE_AFTER_S: Final = 1.0
"""Short, so that tests need not wait; longer than a busy machine holds pictures of it back."""


def random_code() -> str:
    """A code's content that is in no file and differs at each run."""
    return f"yanhu:pass:{uuid.uuid4()}"


class SerialScannerBench:
    """A context manager."""

    protocol: Final = "serial-scanner"

    def __init__(self, *args: str) -> None:
        """``args`` of the peer, as ``--prefix``."""
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-scanner-")
        self._cable: Final = SerialCable(Path(self._folder.name))
        self._scanner: Final = PeerProcess(
            "devices.sim.code_scanner", ["--port", str(self._cable.device_end), *args]
        )

    def config(self, **settings: object) -> SerialScannerConfig:
        table = {
            "driver": "serial-scanner",
            "port": str(self._cable.host_end),
            "same_code_after_s": SAME_CODE_AFTER_S,
            **settings,
        }
        return SerialScannerConfig.model_validate(table)

    def devices(self) -> Mapping[str, DeviceConfig]:
        return {"scanner": self.config()}

    @contextmanager
    def code(self, text: str) -> Iterator[None]:
        self.scan(text)
        yield

    def scan(self, text: str, identifier: str = "") -> None:
        self._scanner.ask(do="scan", text=text, identifier=identifier)

    def send(self, raw: bytes) -> None:
        self._scanner.ask(do="raw", bytes=raw.hex())

    def disconnect(self) -> None:
        self._scanner.stop()
        self._cable.unplug()

    def reconnect(self) -> None:
        self._cable.plug()
        self._scanner.start()

    def __enter__(self) -> Self:
        self.reconnect()
        return self

    def __exit__(self, *error: object) -> None:
        self.disconnect()
        self._folder.cleanup()


class CameraScannerBench:
    """A context manager. People hold telephones before a network camera."""

    protocol: Final = "camera-scanner"

    def __init__(self) -> None:
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-scanner-")
        self._camera: Final = CameraPeer("--blank")

    def config(self) -> CameraScannerConfig:
        return CameraScannerConfig(
            driver="camera-scanner",
            camera="camera",
            look_every_s=0.05,
            same_code_after_s=SAME_CODE_AFTER_S,
        )

    def devices(self) -> Mapping[str, DeviceConfig]:
        camera = MjpegConfig(driver="mjpeg", url=self._camera.url)
        return {"camera": camera, "scanner": self.config()}

    @contextmanager
    def code(self, text: str) -> Iterator[None]:
        """A telephone with the code is held up inside ``with``."""
        picture = Path(self._folder.name) / "telephone.png"
        cv2.imwrite(str(picture), telephone(text))
        self._camera.show(picture)
        yield
        self._camera.show(None)

    def disconnect(self) -> None:
        self._camera.kill()

    def reconnect(self) -> None:
        self._camera.start()

    def __enter__(self) -> Self:
        self._camera.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._camera.__exit__(kind, error, trace)
        self._folder.cleanup()
