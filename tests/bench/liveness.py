"""``python -m tests.bench.liveness --people DIR``: the motion check against photographs and people.

Attacks are drawn from the demonstration's photographs and the first picture of each person. Living
people are stood in for by all pictures of one person as if they were one look after another: they
were taken minutes apart, and change more than a face does within seconds. So BPCER here flatters.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from devices.face.detection import DetectedFace
from devices.face.engine import FaceEngine
from devices.face.motion_liveness import FAILED_BELOW, FEWEST_LOOKS, PASSED_ABOVE, non_rigidity
from devices.ports import Picture
from tests.helpers import pictures
from tests.helpers.presentation_attacks import HANDLINGS, Handling, attack

PAD_PX = 60
UPSCALE = 2
PHOTOGRAPHS = (
    *("person_a_1", "person_a_2", "person_b_1", "person_b_2"),
    *("impostor_1", "impostor_2"),
)


def people(folder: Path) -> list[list[Picture]]:
    """One list of pictures a subfolder, enlarged and with a margin as detection wants it."""
    return [
        [_prepared(file) for file in sorted(person.iterdir())]
        for person in sorted(folder.iterdir())
        if person.is_dir()
    ]


def _prepared(file: Path) -> Picture:
    grey = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if grey is None:
        raise SystemExit(f"{file} is no picture")
    large = cv2.resize(grey, None, fx=UPSCALE, fy=UPSCALE, interpolation=cv2.INTER_CUBIC)
    around = (PAD_PX, PAD_PX, PAD_PX, PAD_PX)
    return np.asarray(cv2.copyMakeBorder(large, *around, cv2.BORDER_REPLICATE), dtype=np.uint8)


def score(engine: FaceEngine, seen: Iterable[Picture]) -> float | None:
    """None when too few pictures show a face."""
    faces: list[DetectedFace] = [found[0] for one in seen if (found := engine.detect(one))]
    return non_rigidity(faces) if len(faces) >= FEWEST_LOOKS else None


def row(name: str, scores: Sequence[float | None]) -> str:
    known = np.array([one for one in scores if one is not None])
    return (
        f"{name:<22} {len(known):>4}  median {np.median(known):.4f}  most {known.max():.4f}  "
        f"passed {np.mean(known >= PASSED_ABOVE):6.1%}  unsure "
        f"{np.mean((known < PASSED_ABOVE) & (known >= FAILED_BELOW)):6.1%}  "
        f"failed {np.mean(known < FAILED_BELOW):6.1%}"
    )


def attacked(engine: FaceEngine, shown: Sequence[Picture], how: Handling) -> list[float | None]:
    return [score(engine, attack(photo, how, seed)) for seed, photo in enumerate(shown)]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.liveness", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--people", type=Path, help="a folder with one folder of pictures a person")
    folder: Path | None = parser.parse_args().people
    if folder is not None and not folder.is_dir():
        parser.error(f"{folder} is no folder")
    engine = pictures.engine()
    living = people(folder) if folder else []
    shown = [pictures.taken(name) for name in PHOTOGRAPHS] + [one[0] for one in living]
    for how in HANDLINGS:
        print(row(how.name, attacked(engine, shown, how)), flush=True)
    if living:
        print(row("people (stills)", [score(engine, one) for one in living]))
    else:
        print("no folder of people given: nothing is known of living ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
