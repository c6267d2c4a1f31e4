"""The V4L2 driver as far as it goes without a camera: configuration, controls, absence.

No test reads a picture: that needs a device of the kernel's video4linux.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import cv2
import pytest
from pydantic import ValidationError

from devices.camera.configs import ControlSettings, V4l2Config
from devices.camera.source import CameraLost
from devices.camera.sources import source_of
from devices.camera.v4l2_controls import Control, controls
from devices.camera.video import VideoCamera
from devices.errors import Fault, NotFound
from tests.helpers.links import RecordingLink

SOON_S = 0.5
_AS_NOBODY = """
import os, sys
from devices.camera.configs import V4l2Config
from devices.camera.sources import source_of
from devices.camera.video import VideoCamera
from devices.errors import DeviceError
from tests.helpers.links import RecordingLink
camera = VideoCamera("camera", source_of(V4l2Config(driver="v4l2", device=sys.argv[1])))
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    camera.connect(RecordingLink())
except DeviceError as error:
    print(error.fault.name)
"""


def config_of(device: object) -> V4l2Config:
    return V4l2Config.model_validate({"driver": "v4l2", "device": device})


def camera_of(device: object) -> VideoCamera:
    return VideoCamera("camera", source_of(config_of(device)))


@pytest.mark.parametrize(
    ("device", "path"),
    [
        (0, "/dev/video0"),
        (12, "/dev/video12"),
        ("/dev/video2", "/dev/video2"),
        ("/dev/v4l/by-path/pci-0000:00:14.0-usb-0:2:1.0-video-index0",) * 2,
        ("usb-Maker_Model_1-video-index0", "/dev/v4l/by-id/usb-Maker_Model_1-video-index0"),
    ],
)
def test_device_is_a_number_a_path_or_a_name(device: object, path: str) -> None:
    config = config_of(device)
    assert config.path == Path(path)
    assert VideoCamera("camera", source_of(config)).port == path


@pytest.mark.parametrize("device", [-1, 256, "", "/etc/passwd", "http://h/v", "a b", True, 1.0])
def test_other_devices_are_refused(device: object) -> None:
    with pytest.raises(ValidationError):
        config_of(device)


@pytest.mark.parametrize("device", [255, "/dev/video255", "usb-nobody-made-this-index0"])
def test_camera_that_is_not_plugged_in_is_not_found_at_once(device: object) -> None:
    started = time.monotonic()
    with pytest.raises(NotFound) as error:
        camera_of(device).connect(RecordingLink())
    assert error.value.fault is Fault.DEVICE_NOT_FOUND
    assert time.monotonic() - started < SOON_S


def test_device_that_is_no_camera_is_a_named_error() -> None:
    """The kernel answers for it: /dev/null takes no video4linux request."""
    with pytest.raises(CameraLost, match="/dev/null") as error:
        camera_of("/dev/null").connect(RecordingLink())
    assert error.value.fault is Fault.CAMERA_NOT_STARTED


def test_camera_of_another_user_is_not_permitted() -> None:
    """The kernel refuses a terminal of another user's as it refuses a camera."""
    end, device = os.openpty()
    try:
        path = os.ttyname(device)
        Path(path).chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, path], capture_output=True, text=True, check=True
        )
    finally:
        os.close(end)
        os.close(device)
    assert done.stdout.strip() == Fault.PORT_NOT_PERMITTED.name


def test_nothing_is_set_unless_it_is_configured() -> None:
    assert controls(ControlSettings()) == ()


def test_fixed_values_switch_their_automatic_off_first() -> None:
    wanted = ControlSettings(exposure=100, focus=20, white_balance_k=4500)
    assert controls(wanted) == (
        Control("auto_exposure", cv2.CAP_PROP_AUTO_EXPOSURE, 1),
        Control("exposure", cv2.CAP_PROP_EXPOSURE, 100),
        Control("autofocus", cv2.CAP_PROP_AUTOFOCUS, 0),
        Control("focus", cv2.CAP_PROP_FOCUS, 20),
        Control("auto_white_balance", cv2.CAP_PROP_AUTO_WB, 0),
        Control("white_balance_k", cv2.CAP_PROP_WB_TEMPERATURE, 4500),
    )


def test_automatics_are_switched_on_as_usb_cameras_want_it() -> None:
    wanted = ControlSettings(auto_exposure=True, autofocus=True, auto_white_balance=True)
    assert [(control.key, control.value) for control in controls(wanted)] == [
        ("auto_exposure", 3),
        ("autofocus", 1),
        ("auto_white_balance", 1),
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        {"auto_exposure": True, "exposure": 100},
        {"autofocus": True, "focus": 0},
        {"auto_white_balance": True, "white_balance_k": 4500},
        {"exposure": 0},
        {"zoom": 2},
    ],
)
def test_settings_that_contradict_or_do_not_exist_are_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ControlSettings.model_validate(wanted)
