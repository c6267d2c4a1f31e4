"""`yanhu face evaluate` on photographs of two people, with the real models."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from devices.sim.scene import at_moment, person_scene
from tests.helpers.faces import models_folder, photograph

RUN_LIMIT_S = 60.0


def evaluate(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yanhu", "face", "evaluate", *words]
    return subprocess.run(
        [*command, "--models", str(models_folder())],
        capture_output=True,
        text=True,
        timeout=RUN_LIMIT_S,
    )


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people with four pictures each: two photographs at two moments."""
    folder = tmp_path_factory.mktemp("people")
    for person in ("a", "b"):
        (folder / person).mkdir()
        for number in (1, 2):
            scene = person_scene(photograph(f"person_{person}_{number}"))
            for moment in (0, 20):
                file = folder / person / f"{number}-{moment}.png"
                assert cv2.imwrite(str(file), at_moment(scene, moment))
    return folder


def test_two_people_are_told_apart_with_one_and_with_three_templates(people: Path) -> None:
    done = evaluate(str(people), "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert (row["people"], row["pictures"], row["not_acquired"]) == (2, 8, 0)
    one, three = row["templates"]["1"], row["templates"]["3"]
    assert (one["genuine"], one["impostor"]) == (12, 16)
    assert (three["genuine"], three["impostor"]) == (2, 8)
    assert one["eer"] == three["eer"] == 0.0
    assert one["at_far"]["0.0001"] is None
    assert "too few impostors" in evaluate(str(people)).stdout


def test_picture_without_a_face_is_counted(people: Path, tmp_path: Path) -> None:
    for person in ("a", "b"):
        (tmp_path / person).mkdir()
        for file in (people / person).glob("1-*.png"):
            (tmp_path / person / file.name).write_bytes(file.read_bytes())
    (tmp_path / "a" / "damaged.jpg").write_bytes(b"no picture")
    (tmp_path / "a" / "empty.jpg").touch()
    (tmp_path / "a" / "notes.txt").write_text("not a picture's name")
    done = evaluate(str(tmp_path))
    assert "2 people, 6 pictures, 2 without a face" in done.stdout
    assert "3 templates: nobody has more pictures" in done.stdout


def test_absent_and_empty_folders_are_named(tmp_path: Path) -> None:
    for folder, said in ((tmp_path / "absent", "is absent"), (tmp_path, "holds no pictures")):
        done = evaluate(str(folder))
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_one_person_alone_can_not_be_confused(people: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for file in (people / "a").iterdir():
        (tmp_path / "a" / file.name).write_bytes(file.read_bytes())
    done = evaluate(str(tmp_path))
    assert done.returncode == 2
    assert "0 of different people" in done.stderr


def test_missing_models_are_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yanhu", "face", "evaluate", str(tmp_path)]
    done = subprocess.run(
        [*command, "--models", str(tmp_path)], capture_output=True, text=True, timeout=RUN_LIMIT_S
    )
    assert done.returncode == 2
    assert "deploy/fetch_models.py --models" in done.stderr
