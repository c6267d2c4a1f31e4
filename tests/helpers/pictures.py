"""Pictures as a camera would take them of the photographs."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from devices.face.engine import FaceEngine
from devices.face.models import FaceModels
from devices.ports import Picture
from devices.sim.scene import at_moment, empty_scene, person_scene
from tests.helpers.faces import models_folder, photograph

CAPTURE_MOMENTS: Final = (0, 17, 34)
"""Three frames of one scene, as different as its movement makes them."""


def engine() -> FaceEngine:
    return FaceEngine(FaceModels.load(models_folder()))


def taken(name: str, moment: int = 0) -> Picture:
    """Photograph ``name`` before the camera, 640x480."""
    return at_moment(person_scene(photograph(name)), moment)


def nobody() -> Picture:
    return empty_scene()


def blurred(picture: Picture, spread_px: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), spread_px), dtype=np.uint8)


def exposed(picture: Picture, gain: float) -> Picture:
    return np.asarray(np.clip(picture * gain, 0, 255), dtype=np.uint8)


def moved(picture: Picture, right_px: int) -> Picture:
    """The same shifted sideways; the edge is continued."""
    height, width = picture.shape[:2]
    shift = np.array([[1, 0, right_px], [0, 1, 0]], dtype=np.float32)
    shifted = cv2.warpAffine(picture, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(shifted, dtype=np.uint8)


def turned(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned_picture = cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned_picture, dtype=np.uint8)


def shrunken(picture: Picture, part: float) -> Picture:
    """The same from further away: smaller, in the middle of an empty scene."""
    scene = nobody()
    small = cv2.resize(picture, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
    top = (scene.shape[0] - small.shape[0]) // 2
    left = (scene.shape[1] - small.shape[1]) // 2
    scene[top : top + small.shape[0], left : left + small.shape[1]] = small
    return scene


def enlarged(picture: Picture, factor: float) -> Picture:
    """The middle of the picture, from very near."""
    height, width = picture.shape[:2]
    # The faces of the photographs stand a little above the middle.
    centre = (width / 2, height * 0.42)
    cut = cv2.getRectSubPix(picture, (round(width / factor), round(height / factor)), centre)
    return np.asarray(cv2.resize(cut, (width, height)), dtype=np.uint8)


def side_by_side(one: Picture, other: Picture) -> Picture:
    """Two people in one picture of the usual size."""
    quarter = one.shape[1] // 4
    middle = slice(quarter, 3 * quarter)
    return np.ascontiguousarray(np.hstack([one[:, middle], other[:, middle]]))
