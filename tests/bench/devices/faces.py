"""Detect, judge and embed a picture of 640x480, beside dlib's ``face_recognition``."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2

from devices.face.engine import FaceEngine
from devices.face.judge import PASSAGE
from devices.face.models import FaceModels
from devices.face.reader import FaceReader
from devices.ports import Picture
from devices.sim.scene import at_moment, person_scene
from tests.bench.harness import OUT, ROOT, Better, Row, Settings, percentile
from tests.helpers.faces import models_folder, photograph

PEOPLE: Final = (
    *("person_a_1", "person_a_2", "person_b_1", "person_b_2"),
    *("impostor_1", "impostor_2"),
)
MOMENTS: Final = (0, 11, 23, 37)
ROUNDS: Final = 5
GOAL_MS: Final = 45.0
RATIO_GOAL: Final = 4.0
DLIB_PYTHON: Final = OUT / "venv-dlib" / "bin" / "python"
DLIB_SCRIPT: Final = ROOT / "tests" / "bench" / "references" / "dlib_faces.py"
DLIB_LIMIT_S: Final = 600.0


def faces(settings: Settings) -> Iterator[Row]:
    pictures = [
        at_moment(person_scene(photograph(person)), moment)
        for person in PEOPLE
        for moment in MOMENTS
    ]
    reader = FaceReader(FaceEngine(FaceModels.load(models_folder())), PASSAGE)
    for picture in pictures:
        reader.read(picture)
    times, embedded = [], 0
    for _ in range(ROUNDS):
        for picture in pictures:
            started = time.perf_counter()
            reading = reader.read(picture)
            times.append((time.perf_counter() - started) * 1000)
            embedded += reading.template is not None
    reference, note = _dlib(pictures)
    yield Row(
        "face: detect, judge and embed at 640x480, median",
        percentile(times, 50),
        "ms",
        goal=GOAL_MS,
        reference=reference,
        reference_name="dlib face_recognition (HOG, 1 jitter)",
        ratio_goal=RATIO_GOAL,
        note=f"{len(times)} readings of {len(pictures)} pictures, "
        f"p99 {percentile(times, 99):.1f} ms{note}",
    )
    found = 100 * embedded / len(times)
    yield Row("face: readings that came to an embedding", found, "%", Better.HIGHER, goal=100.0)


def _dlib(pictures: list[Picture]) -> tuple[float | None, str]:
    """Median in milliseconds of the same work by dlib, in an environment of its own."""
    if not DLIB_PYTHON.exists():
        return None, "; no reference: run make bench-references"
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(pictures):
            cv2.imwrite(str(Path(folder) / f"{number:03d}.png"), picture)
        command = [str(DLIB_PYTHON), str(DLIB_SCRIPT), folder]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=DLIB_LIMIT_S, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            return None, f"; the reference failed: {type(error).__name__}"
    answer = json.loads(done.stdout)
    return float(answer["median_ms"]), f"; dlib embedded {answer['embedded']}"
