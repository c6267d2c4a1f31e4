"""What can be set at a Video4Linux camera, and the order and numbers in which it wants it.

Pure. The numbers are those of the kernel's control reference (``V4L2_CID_EXPOSURE_AUTO`` and its
neighbours), which OpenCV hands through unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2

from devices.camera.configs import ControlSettings

EXPOSURE_MANUAL: Final = 1
EXPOSURE_APERTURE_PRIORITY: Final = 3
"""What USB cameras offer for automatic exposure: their aperture is fixed."""


@dataclass(frozen=True, slots=True)
class Control:
    """One number to set."""

    key: str
    """As the configuration spells it."""
    property_id: int
    """OpenCV's ``CAP_PROP_...``."""
    value: int


def controls(wanted: ControlSettings) -> tuple[Control, ...]:
    """What to set, in order: an automatic before the value that it would overrule."""
    auto_exposure = _automatic(wanted.auto_exposure, wanted.exposure)
    exposure_mode = {
        True: EXPOSURE_APERTURE_PRIORITY,
        False: EXPOSURE_MANUAL,
        None: None,
    }[auto_exposure]
    settings = (
        ("auto_exposure", cv2.CAP_PROP_AUTO_EXPOSURE, exposure_mode),
        ("exposure", cv2.CAP_PROP_EXPOSURE, wanted.exposure),
        ("autofocus", cv2.CAP_PROP_AUTOFOCUS, _automatic(wanted.autofocus, wanted.focus)),
        ("focus", cv2.CAP_PROP_FOCUS, wanted.focus),
        (
            "auto_white_balance",
            cv2.CAP_PROP_AUTO_WB,
            _automatic(wanted.auto_white_balance, wanted.white_balance_k),
        ),
        ("white_balance_k", cv2.CAP_PROP_WB_TEMPERATURE, wanted.white_balance_k),
        ("brightness", cv2.CAP_PROP_BRIGHTNESS, wanted.brightness),
        ("contrast", cv2.CAP_PROP_CONTRAST, wanted.contrast),
        ("gain", cv2.CAP_PROP_GAIN, wanted.gain),
        ("backlight", cv2.CAP_PROP_BACKLIGHT, wanted.backlight),
    )
    return tuple(
        Control(key, property_id, int(value))
        for key, property_id, value in settings
        if value is not None
    )


def _automatic(wanted: bool | None, fixed: int | None) -> bool | None:
    """Off for a fixed value, also where nothing is said of the automatic."""
    return False if fixed is not None else wanted
