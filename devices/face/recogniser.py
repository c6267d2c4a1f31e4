"""SFace: a face turned upright and cut out, and its features.

OpenCV's own ``FaceRecognizerSF`` gives the same numbers, but spends a quarter of its time in the
last layer: one vector times a matrix of 26 MB, which a plain sum of products does in a fifth of it.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from devices.face.detection import DetectedFace
from devices.ports import Picture

CROP_PX: Final = 112

Crop = npt.NDArray[np.uint8]
"""An aligned face, (112, 112, 3), BGR: eyes and mouth stand at fixed places."""

Features = npt.NDArray[np.float32]
"""What the network makes of a face, shape (128,)."""

_PLACES: Final = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ]
)
"""Where the network was taught to expect right eye, left eye, nose and both ends of the mouth."""
_CONVOLVED: Final = "onnx_node!flatten_254"
_CONNECTED: Final = "onnx_node!pre_fc1"
_NORMALISED: Final = "onnx_node!fc1"
_BLOCK: Final = 1024
"""Numbers in a sum of products: too few for BLAS to bring its threads, which go on spinning when
they are done and take the cores from OpenCV's."""
_EPSILON: Final = 2e-5
"""Of the last normalisation, as the model file has it."""


class Recogniser:
    """The network, loaded. Not thread-safe."""

    def __init__(self, model: bytes) -> None:
        """``model`` is an ONNX file. Raises cv2.error when OpenCV can't use it."""
        self._network: Final = cv2.dnn.readNetFromONNX(np.frombuffer(model, dtype=np.uint8))
        weights, bias = self._parameters(_CONNECTED)
        mean, variance, gain, offset = (one.ravel() for one in self._parameters(_NORMALISED))
        scale = gain / np.sqrt(variance + _EPSILON)
        scaled = weights * scale[:, np.newaxis]
        self._weights: Final = scaled.reshape(len(scaled), -1, _BLOCK)
        self._bias: Final = (bias.ravel() - mean) * scale + offset

    def align(self, picture: Picture, face: DetectedFace) -> Crop:
        """The face turned, scaled and cut out."""
        size = (CROP_PX, CROP_PX)
        return np.asarray(cv2.warpAffine(picture, upright(face), size), dtype=np.uint8)

    def features(self, crop: Crop) -> Features:
        """Of an aligned face; not of unit length."""
        self._network.setInput(cv2.dnn.blobFromImage(crop, swapRB=True))
        convolved = np.asarray(self._network.forward(_CONVOLVED), dtype=np.float32)
        products = np.vecdot(self._weights, convolved.reshape(-1, _BLOCK))
        features: Features = products.sum(axis=1) + self._bias
        return features

    def _parameters(self, layer: str) -> list[npt.NDArray[np.float32]]:
        blobs = self._network.getLayer(self._network.getLayerId(layer)).blobs
        return [np.asarray(blob, dtype=np.float32) for blob in blobs]


def upright(face: DetectedFace) -> npt.NDArray[np.float64]:
    """The turn, scale and shift, shape (2, 3), that best take the landmarks to their places.

    Least squares over complex numbers, in which a turn with a scale is one factor.
    """
    seen, wanted = (points @ np.array([1, 1j]) for points in (np.array(face.landmarks), _PLACES))
    from_middle = seen - seen.mean()
    spread = max(float(np.vdot(from_middle, from_middle).real), np.finfo(np.float64).tiny)
    factor = np.vdot(from_middle, wanted - wanted.mean()) / spread
    shift = wanted.mean() - factor * seen.mean()
    return np.array(
        [[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]]
    )
