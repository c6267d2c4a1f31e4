"""The face models and the photographs, fetched when they are missing; nothing is ever skipped."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_MODELS: Final = _ROOT / "var" / "models"
_PHOTOGRAPHS: Final = _ROOT / "var" / "demo-photos"


@cache
def _fetched() -> None:
    command = [sys.executable, str(_ROOT / "deploy" / "fetch_models.py")]
    command += ["--models", str(_MODELS), "--photos", str(_PHOTOGRAPHS)]
    subprocess.run(command, check=True)


def models_folder() -> Path:
    """The folder with both checked model files."""
    _fetched()
    return _MODELS


def photograph(name: str) -> Path:
    """``person_a_1``, ``person_a_2`` (one person), ``person_b_1``, ``person_b_2`` (another),
    ``impostor_1``, ``impostor_2`` (two more)."""
    _fetched()
    return _PHOTOGRAPHS / f"{name}.jpg"
