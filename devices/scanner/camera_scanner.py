"""Codes that people show to a camera which is configured anyway (docs/devices/code-scanners.md).

The camera is another device of the same rig; its driver reads it, this one only looks at its newest
picture. ZXing-C++ finds and decodes the codes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Annotated, Final, Literal

import zxingcpp
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.latency import Operation
from devices.ports import Camera, DeviceKind, Frame, Picture
from devices.scanner.reception import ScanReception
from devices.scanner.scan import Scan
from devices.scanner.symbology import UNTOLD, kind_of
from wording import Text

STALL_AFTER_S: Final = 5.0
"""A look at one picture takes milliseconds, whatever is on it."""
FIRST_PICTURE_S: Final = 1.0
"""How long to wait for a camera that starts at the same time."""
FIRST_LOOK_S: Final = 0.02
BLIND_AFTER_S: Final = 2.0
"""A camera without a new picture for so long is lost; a slow one brings several a second."""

Format = Literal["qr", "data_matrix", "aztec", "pdf_417", "code_128", "code_39"]

_FORMATS: Final = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "data_matrix": zxingcpp.BarcodeFormat.DataMatrix,
    "aztec": zxingcpp.BarcodeFormat.Aztec,
    "pdf_417": zxingcpp.BarcodeFormat.PDF417,
    "code_128": zxingcpp.BarcodeFormat.Code128,
    "code_39": zxingcpp.BarcodeFormat.Code39,
}

Cameras = Callable[[str], Camera]
"""The camera of that name. Raises LookupError when none is called so."""


class CameraScannerConfig(BaseModel):
    """``[devices.NAME]`` of a scanner that looks through another device, a camera."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["camera-scanner"]
    camera: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    """Name of the camera's own ``[devices.NAME]`` table."""
    formats: Annotated[frozenset[Format], Field(strict=False, min_length=1)] = frozenset(("qr",))
    """Kinds of codes that are looked for; each costs time and may misread what isn't one."""
    look_every_s: Annotated[float, Field(ge=0.02, le=1.0)] = 0.1
    """Time between two looks; a person holds a telephone still for longer."""
    same_code_after_s: Annotated[float, Field(ge=0.0, le=60.0)] = 1.0
    """The same code within this time after it was last seen is not told again."""


def read_codes(picture: Picture, formats: frozenset[Format]) -> list[Scan]:
    """All codes of ``formats`` in ``picture``, also tilted or light on dark."""
    wanted = zxingcpp.BarcodeFormats([_FORMATS[name] for name in sorted(formats)])
    codes = zxingcpp.read_barcodes(picture, formats=wanted, text_mode=zxingcpp.TextMode.Plain)
    return [Scan(code.text, kind_of(code.symbology_identifier) or UNTOLD) for code in codes]


class CameraScanner:
    """A Driver of kind CODE_SCANNER."""

    kind: Final = DeviceKind.CODE_SCANNER
    protocol: Final = "camera-scanner"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: CameraScannerConfig, cameras: Cameras) -> None:
        self.name: Final = name
        self._config: Final = config
        self._cameras: Final = cameras
        self._reception: Final = ScanReception(name, config.same_code_after_s)
        self._camera: Camera | None = None

    @property
    def port(self) -> str:
        return self._config.camera

    def connect(self, link: Link) -> str:
        """Raises DeviceError (camera lost) while the camera delivers nothing."""
        try:
            camera = self._cameras(self._config.camera)
        except LookupError as error:
            raise DeviceError(str(error), Fault.CAMERA_LOST) from error
        given_up = time.monotonic() + FIRST_PICTURE_S
        while camera.latest() is None:
            if time.monotonic() > given_up:
                raise DeviceError(f"camera {self.port} delivers nothing", Fault.CAMERA_LOST)
            time.sleep(FIRST_LOOK_S)
        self._camera = camera
        return ""

    def serve(self, link: Link, stop: Event) -> None:
        camera = self._camera
        if camera is None:
            raise DeviceError("the camera is not connected", Fault.CAMERA_LOST)
        seen: Frame | None = None
        last_new = time.monotonic()
        while not stop.is_set():
            link.beat()
            started = time.monotonic()
            frame = camera.latest()
            if frame is not None and frame is not seen:
                seen, last_new = frame, started
                self._look(frame, link)
            elif started - last_new > BLIND_AFTER_S:
                raise DeviceError(f"camera {self.port} delivers nothing", Fault.CAMERA_LOST)
            stop.wait(max(0.0, started + self._config.look_every_s - time.monotonic()))

    def close(self) -> None:
        self._camera = None

    def self_test(self, cancel: Event) -> Text:
        """Waits for a code and says its kind and length. The code goes to the test alone.

        Raises DeviceError (camera lost) or Cancelled when no code came.
        """
        if self._camera is None:
            raise DeviceError("the camera is not connected", Fault.CAMERA_LOST)
        return self._reception.wait_for_code(cancel)

    def _look(self, frame: Frame, link: Link) -> None:
        started = time.monotonic()
        codes = read_codes(frame.picture, self._config.formats)
        link.count("looks")
        link.took(Operation.CODE_READ, time.monotonic() - started)
        for code in codes:
            self._reception.take(code, link)
