"""The model files: the right ones, or none at all."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from devices.errors import Fault
from devices.face.models import (
    DETECTOR,
    MODEL_ID,
    RECOGNISER,
    FaceModelInvalid,
    FaceModels,
    ModelFile,
)
from tests.helpers.faces import models_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(models_folder(), tmp_path / "models"))


def test_fetched_models_are_the_pinned_ones() -> None:
    models = FaceModels.load(models_folder())
    assert hashlib.sha256(models.recogniser).hexdigest() == MODEL_ID


@pytest.mark.parametrize("file", [DETECTOR, RECOGNISER], ids=lambda file: file.name)
def test_one_flipped_bit_is_refused(folder: Path, file: ModelFile) -> None:
    path = folder / file.name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(FaceModelInvalid, match=file.name) as refusal:
        FaceModels.load(folder)
    assert refusal.value.fault is Fault.FACE_MODEL_INVALID


@pytest.mark.parametrize("file", [DETECTOR, RECOGNISER], ids=lambda file: file.name)
def test_missing_file_is_named(folder: Path, file: ModelFile) -> None:
    (folder / file.name).unlink()
    with pytest.raises(FaceModelInvalid, match=file.name):
        FaceModels.load(folder)
