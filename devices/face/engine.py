"""The two networks: find faces, and turn one into a template."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from devices.face.detection import DetectedFace
from devices.face.detector import SMALLEST_SIDE_PX, Detector
from devices.face.models import MODEL_ID, FaceModelInvalid, FaceModels
from devices.face.recogniser import CROP_PX, Crop, Recogniser
from devices.face.template import Template
from devices.ports import Picture


class PictureMalformed(ValueError):
    """Not a picture as :data:`devices.ports.Picture` describes it."""


class FaceEngine:
    """Both networks, loaded. Not thread-safe: each thread that looks at faces has its own.

    Loading takes about 0.2 s. OpenCV shares its worker threads among all engines of a
    process, one a core; a second engine makes neither faster on two cores.
    """

    def __init__(self, models: FaceModels) -> None:
        """Raises FaceModelInvalid when OpenCV can't use the files."""
        try:
            self._detector: Final = Detector(models.detector)
            self._recogniser: Final = Recogniser(models.recogniser)
        except cv2.error as exc:
            raise FaceModelInvalid(f"OpenCV {cv2.__version__} can't load the models") from exc

    @property
    def model_id(self) -> str:
        """sha256 of the recogniser: goes with every template."""
        return MODEL_ID

    def detect(self, picture: Picture) -> tuple[DetectedFace, ...]:
        """The faces, the largest first. Raises PictureMalformed."""
        _check(picture)
        return self._detector.detect(picture)

    def align(self, picture: Picture, face: DetectedFace) -> Crop:
        """The face turned, scaled and cut out. Raises PictureMalformed."""
        _check(picture)
        return self._recogniser.align(picture, face)

    def embed(self, picture: Picture, face: DetectedFace) -> Template:
        """The template of ``face`` in ``picture``. Raises PictureMalformed."""
        return self.embed_crop(self.align(picture, face))

    def embed_crop(self, crop: Crop) -> Template:
        """The template of an aligned face. Raises PictureMalformed."""
        _check(crop)
        if crop.shape[:2] != (CROP_PX, CROP_PX):
            raise PictureMalformed(f"an aligned face is {CROP_PX}x{CROP_PX}")
        return Template.of(self._recogniser.features(crop))


def _check(picture: Picture) -> None:
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise PictureMalformed("a picture has three channels of 8 bits")
    if min(picture.shape[:2]) < SMALLEST_SIDE_PX:
        raise PictureMalformed(f"a picture is at least {SMALLEST_SIDE_PX} pixels each way")
