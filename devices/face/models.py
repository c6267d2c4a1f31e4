"""The two model files that face checking needs: which ones, and proof that they are the right ones.

YuNet (detector, MIT) and SFace (recogniser, Apache-2.0), both block-quantised to int8 as OpenCV Zoo
publishes them. ``deploy/fetch_models.py`` puts them into one folder.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from devices.errors import DeviceError, Fault


class FaceModelInvalid(DeviceError):
    """A model file is missing, unreadable, or not the one whose templates are in use."""

    fault = Fault.FACE_MODEL_INVALID


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file known by its content. ``sha256`` is in lower-case hexadecimal."""

    name: str
    sha256: str

    def read(self, folder: Path) -> bytes:
        """The checked content. Raises FaceModelInvalid with the file and what is wrong."""
        path = folder / self.name
        try:
            content = path.read_bytes()
        except OSError as exc:
            raise FaceModelInvalid(f"{path}: {exc.strerror or exc}; {_remedy(folder)}") from exc
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise FaceModelInvalid(
                f"{path}: sha256 is {found}, expected {self.sha256}; {_remedy(folder)}"
            )
        return content


def _remedy(folder: Path) -> str:
    return (
        f"run `deploy/fetch_models.py --models {folder}`, or name the folder of a source tree that"
        " `make setup` has filled (var/models)"
    )


DETECTOR: Final = ModelFile(
    "face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
RECOGNISER: Final = ModelFile(
    "face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)
MODEL_ID: Final = RECOGNISER.sha256
"""Stands beside every template: templates of another recogniser are never compared with ours."""


@dataclass(frozen=True, slots=True)
class FaceModels:
    """Both models in memory: the very bytes that were checked are the ones that get loaded."""

    detector: bytes = field(repr=False)
    recogniser: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> FaceModels:
        """Read and check both files of ``folder``. Raises FaceModelInvalid."""
        return cls(DETECTOR.read(folder), RECOGNISER.read(folder))


def unusable(folder: Path) -> str | None:
    """What is wrong with the models of ``folder``, and what to do; None if nothing is."""
    try:
        FaceModels.load(folder)
    except FaceModelInvalid as error:
        return str(error)
    return None
