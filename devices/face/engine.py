"""The two networks: find faces, and turn one into a template."""

from __future__ import annotations

from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from devices.face.detection import DetectedFace, from_row, to_row
from devices.face.models import MODEL_ID, FaceModelInvalid, FaceModels
from devices.face.template import Template
from devices.ports import Picture

DETECT_SIDE_PX: Final = 640
"""Larger pictures are shrunk to this before detection: time grows with the area, and a face that
is too small in 640 pixels is too small to be recognised."""
GLANCE_SIDE_PX: Final = 320
"""Enough to notice that somebody has come, at a quarter of the time: faces of 30 pixels in 640 are
found, and those that can be recognised have twice as many."""
SMALLEST_SIDE_PX: Final = 32
SCORE_THRESHOLD: Final = 0.7
"""Frontal faces score 0.9 and more; half-hidden ones are left to the quality gate."""
OVERLAP_THRESHOLD: Final = 0.3
CANDIDATES: Final = 200
CROP_PX: Final = 112

Crop = npt.NDArray[np.uint8]
"""An aligned face, (112, 112, 3), BGR: eyes and mouth stand at fixed places."""


class PictureMalformed(ValueError):
    """Not a picture as :data:`devices.ports.Picture` describes it."""


class FaceEngine:
    """Both networks, loaded. Not thread-safe: each thread that looks at faces has its own.

    Loading takes about 0.2 s. OpenCV shares its worker threads among all engines of a
    process, one a core; a second engine makes neither faster on two cores.
    """

    def __init__(self, models: FaceModels) -> None:
        """Raises FaceModelInvalid when OpenCV can't use the files."""
        no_config = np.empty(0, dtype=np.uint8)
        try:
            self._detector: Final = cv2.FaceDetectorYN.create(
                "onnx",
                np.frombuffer(models.detector, dtype=np.uint8),
                no_config,
                (DETECT_SIDE_PX, DETECT_SIDE_PX),
                SCORE_THRESHOLD,
                OVERLAP_THRESHOLD,
                CANDIDATES,
            )
            self._recogniser: Final = cv2.FaceRecognizerSF.create(
                "onnx", np.frombuffer(models.recogniser, dtype=np.uint8), no_config
            )
        except cv2.error as exc:
            raise FaceModelInvalid(f"OpenCV {cv2.__version__} can't load the models") from exc

    @property
    def model_id(self) -> str:
        """sha256 of the recogniser: goes with every template."""
        return MODEL_ID

    def detect(self, picture: Picture, side_px: int = DETECT_SIDE_PX) -> tuple[DetectedFace, ...]:
        """All faces, the largest first, in the picture shrunk to ``side_px``.

        Raises PictureMalformed.
        """
        _check(picture)
        height, width = picture.shape[:2]
        scale = min(1.0, side_px / max(height, width))
        small = picture
        if scale < 1.0:
            size = (round(width * scale), round(height * scale))
            small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        # None when there is no face, which OpenCV's own annotation leaves out.
        rows = cast("npt.NDArray[np.float32] | None", self._detector.detect(small)[1])
        if rows is None:
            return ()
        faces = [from_row(row, scale) for row in rows]
        return tuple(sorted(faces, key=lambda face: face.width * face.height, reverse=True))

    def align(self, picture: Picture, face: DetectedFace) -> Crop:
        """The face turned, scaled and cut out. Raises PictureMalformed."""
        _check(picture)
        return np.asarray(self._recogniser.alignCrop(picture, to_row(face)), dtype=np.uint8)

    def embed(self, picture: Picture, face: DetectedFace) -> Template:
        """The template of ``face`` in ``picture``. Raises PictureMalformed."""
        return self.embed_crop(self.align(picture, face))

    def embed_crop(self, crop: Crop) -> Template:
        """The template of an aligned face. Raises PictureMalformed."""
        _check(crop)
        if crop.shape[:2] != (CROP_PX, CROP_PX):
            raise PictureMalformed(f"an aligned face is {CROP_PX}x{CROP_PX}")
        return Template.of(np.asarray(self._recogniser.feature(crop), dtype=np.float32)[0])


def _check(picture: Picture) -> None:
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise PictureMalformed("a picture has three channels of 8 bits")
    if min(picture.shape[:2]) < SMALLEST_SIDE_PX:
        raise PictureMalformed(f"a picture is at least {SMALLEST_SIDE_PX} pixels each way")
