"""A folder of labelled people turned into templates: one sub-folder a person, pictures inside.

Pictures and templates stay in memory and are gone with the process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from devices.face.engine import FaceEngine
from devices.face.evaluation import Scores
from devices.face.template import Template
from devices.ports import Picture

SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".pgm", ".ppm", ".bmp"})
ENROLLED: Final = 3
"""Templates of a person whose mean is compared, as a registration takes them."""


class FolderUnfit(Exception):
    """The folder is absent or holds no labelled people. The message says what is expected."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is done to a picture before a face is looked for."""

    upscale: float = 1.0
    pad_px: int = 0
    """Border in pixels after scaling, filled with the edge's colour: for tight crops."""

    def apply(self, picture: Picture) -> Picture:
        if self.upscale != 1.0:
            scaled = cv2.resize(
                picture, None, fx=self.upscale, fy=self.upscale, interpolation=cv2.INTER_CUBIC
            )
            picture = np.asarray(scaled, dtype=np.uint8)
        if self.pad_px:
            pad = self.pad_px
            padded = cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
            picture = np.asarray(padded, dtype=np.uint8)
        return picture


@dataclass(frozen=True, slots=True)
class Gallery:
    """The templates of every person, in the order of the pictures' names."""

    people: Mapping[str, Sequence[Template]] = field(repr=False)
    pictures: int
    not_acquired: int
    """Pictures in which no face was found, or that can't be read."""


def read_gallery(folder: Path, engine: FaceEngine, preparation: Preparation) -> Gallery:
    """Find and embed the largest face of every picture below ``folder``. Raises FolderUnfit."""
    if not folder.is_dir():
        raise FolderUnfit(f"{folder} is absent: give a folder with one sub-folder a person")
    people: dict[str, list[Template]] = {}
    pictures = not_acquired = 0
    for person in sorted(path for path in folder.iterdir() if path.is_dir()):
        templates = people.setdefault(person.name, [])
        for file in sorted(path for path in person.iterdir() if path.suffix.lower() in SUFFIXES):
            pictures += 1
            template = _embed(file, engine, preparation)
            if template is None:
                not_acquired += 1
            else:
                templates.append(template)
    if not pictures:
        raise FolderUnfit(f"{folder} holds no pictures in sub-folders, one a person")
    return Gallery(people, pictures, not_acquired)


def _embed(file: Path, engine: FaceEngine, preparation: Preparation) -> Template | None:
    content = np.frombuffer(file.read_bytes(), dtype=np.uint8)
    picture = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    if picture is None:
        return None
    prepared = preparation.apply(np.asarray(picture, dtype=np.uint8))
    faces = engine.detect(prepared)
    return engine.embed(prepared, faces[0]) if faces else None


def compare_one(gallery: Gallery) -> tuple[Scores, Scores]:
    """Every picture with every other: (genuine, impostor) likenesses, each pair once."""
    labels, vectors = _stacked(gallery)
    if not labels.size:
        return np.empty(0), np.empty(0)
    likeness = vectors @ vectors.T
    first, second = np.triu_indices(labels.size, k=1)
    same = labels[first] == labels[second]
    scores = likeness[first, second]
    return scores[same], scores[~same]


def compare_three(gallery: Gallery) -> tuple[Scores, Scores]:
    """The mean of each person's pictures, three by three, with all pictures outside the three."""
    labels, vectors = _stacked(gallery)
    genuine: list[Scores] = []
    impostor: list[Scores] = []
    for person in range(len(gallery.people)):
        own = np.flatnonzero(labels == person)
        for start in range(0, own.size - ENROLLED + 1, ENROLLED):
            enrolled = own[start : start + ENROLLED]
            mean = Template.of(vectors[enrolled].mean(axis=0)).vector
            scores = vectors @ mean.astype(np.float64)
            genuine.append(scores[np.setdiff1d(own, enrolled)])
            impostor.append(scores[labels != person])
    if not genuine:
        return np.empty(0), np.empty(0)
    return np.concatenate(genuine), np.concatenate(impostor)


def _stacked(gallery: Gallery) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Scores]:
    """Person number and template of every picture; templates of shape (pictures, 128)."""
    labels = [number for number, own in enumerate(gallery.people.values()) for _ in own]
    vectors = [template.vector for own in gallery.people.values() for template in own]
    return np.array(labels, dtype=np.int64), np.array(vectors, dtype=np.float64)
