"""What a simulated camera sees: a person's photograph alive as a real picture is.

A real picture never repeats itself: people sway, lamps flicker, the sensor adds noise. Each frame
is a little different in place, size, brightness and noise; after :data:`CYCLE` frames the movement
closes into a circle, so a camera encodes each frame once and then only sends it again.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from devices.ports import Picture

WIDTH: Final = 640
HEIGHT: Final = 480
CYCLE: Final = 20
"""Frames until the movement repeats: a little over a second at 15 frames a second."""
SWAY_PX: Final = 4.0
BREATH: Final = 0.015
"""Change of size, as a part of the size."""
FLICKER: Final = 4.0
"""Change of brightness in grey levels of 255."""
NOISE: Final = 2.0
"""Standard deviation of the sensor noise in grey levels."""
BACKDROP_PX: Final = (8, 6)
COVERED_LEVEL: Final = 6
"""Grey level behind a lens cap."""


class PictureUnreadable(Exception):
    """The file holds no picture that can be shown."""


def empty_scene() -> Picture:
    """A wall with a door frame: nobody there, yet not featureless as behind a lens cap."""
    shade = np.linspace(205, 150, WIDTH, dtype=np.float32)[None, :, None]
    wall = np.repeat(np.repeat(shade, HEIGHT, axis=0), 3, axis=2).astype(np.uint8)
    cv2.rectangle(wall, (40, 60), (150, HEIGHT), (120, 130, 135), -1)
    cv2.line(wall, (0, 430), (WIDTH, 430), (95, 95, 95), 3)
    return wall


def person_scene(photograph: Path) -> Picture:
    """The photograph at full height, its blurred colours beside it. Raises PictureUnreadable."""
    photo = cv2.imread(str(photograph), cv2.IMREAD_COLOR)
    if photo is None:
        raise PictureUnreadable(f"{photograph.name} is not a picture")
    scale = min(HEIGHT / photo.shape[0], WIDTH / photo.shape[1])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=how)
    height, width = min(photo.shape[0], HEIGHT), min(photo.shape[1], WIDTH)
    # Shrunk to a few pixels and enlarged again: as soft as a wide blur, at no cost.
    colours = cv2.resize(photo, BACKDROP_PX, interpolation=cv2.INTER_AREA)
    backdrop = cv2.resize(colours, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    scene: Picture = np.asarray(backdrop, dtype=np.uint8)
    left = (WIDTH - width) // 2
    scene[HEIGHT - height :, left : left + width] = photo[:height, :width]
    return scene


def covered_scene() -> Picture:
    """What is left of a scene when the lens is covered."""
    return np.full((HEIGHT, WIDTH, 3), COVERED_LEVEL, dtype=np.uint8)


def at_moment(scene: Picture, number: int) -> Picture:
    """``scene`` as frame ``number`` shows it; the same number modulo CYCLE gives the same frame."""
    phase = 2 * math.pi * (number % CYCLE) / CYCLE
    scale = 1 + BREATH * math.sin(phase)
    sideways = SWAY_PX * math.cos(phase)
    moved = np.array(
        [
            [scale, 0, (1 - scale) * WIDTH / 2 + sideways],
            [0, scale, (1 - scale) * HEIGHT / 2 + SWAY_PX / 2 * math.sin(2 * phase)],
        ]
    )
    frame = cv2.warpAffine(
        scene, moved, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    place = number % CYCLE
    noise = np.roll(_sensor_noise(), (place * 37, place * 91), axis=(0, 1))
    change = noise + np.int16(round(FLICKER * math.sin(3 * phase)))
    return np.asarray(cv2.add(frame, change, dtype=cv2.CV_8U), dtype=np.uint8)


@cache
def _sensor_noise() -> npt.NDArray[np.int16]:
    """One exposure's noise; shifted for every frame, as drawing it anew takes longest of all."""
    drawn = np.random.default_rng(0).normal(0, NOISE, (HEIGHT, WIDTH, 1))
    return np.repeat(np.rint(drawn).astype(np.int16), 3, axis=2)
