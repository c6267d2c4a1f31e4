"""Photographs held before a camera, as somebody might hold them: drawn, not filmed.

Each attack is a short series of pictures of one flat photograph that moves in space.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from devices.ports import Picture

PICTURES: Final = 10
FOCAL_LENGTH: Final = 1.8
"""In picture widths: a camera that sees 31 degrees."""
NOISE: Final = 2.0
"""Standard deviation of sensor noise in grey levels."""
_FLATTEST_BEND: Final = 0.2


@dataclass(frozen=True, slots=True)
class Handling:
    """How a photograph is held; the most of each movement."""

    name: str
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    nearing: float = 0.0
    """As a part of the distance."""
    shift_px: float = 0.0
    bend: float = 0.0
    """Around an upright cylinder: picture widths over its radius."""


STILL: Final = Handling("on a stand")
SWAYED: Final = Handling("swayed", roll_deg=3, nearing=0.03, shift_px=8)
TILTED: Final = Handling("tilted 15 degrees", 15, 5, 5, 0.05, 5)
TURNED: Final = Handling("tilted 30 degrees", 30, 10, 5, 0.05, 5)
BENT: Final = Handling("bent and tilted", 15, bend=1.4)
HANDLINGS: Final = (STILL, SWAYED, TILTED, TURNED, BENT)


def attack(photograph: Picture, handling: Handling, seed: int = 0) -> Iterator[Picture]:
    """What the camera sees of ``photograph`` (any size), PICTURES times."""
    chance = np.random.default_rng(seed)
    for number in range(PICTURES):
        phase = 2 * math.pi * number / PICTURES
        seen = _in_space(_bent(photograph, handling, phase), handling, phase)
        noise = chance.normal(0, NOISE, (*seen.shape[:2], 1))
        yield np.asarray(np.clip(seen + noise, 0, 255), dtype=np.uint8)


def _bent(photograph: Picture, handling: Handling, phase: float) -> Picture:
    if not handling.bend:
        return photograph
    height, width = photograph.shape[:2]
    radius = width / (_FLATTEST_BEND + handling.bend * (1 + math.sin(phase)) / 2)
    across = np.arange(width, dtype=np.float32) - width / 2
    arc = np.arcsin(np.clip(across / radius, -0.99, 0.99)) * radius + width / 2
    columns = np.repeat(arc.astype(np.float32)[None, :], height, axis=0)
    rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    bent = cv2.remap(photograph, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(bent, dtype=np.uint8)


def _in_space(photograph: Picture, handling: Handling, phase: float) -> Picture:
    """Seen by a pinhole camera: the photograph turned about its middle, and moved."""
    height, width = photograph.shape[:2]
    turns = np.radians(
        [
            handling.pitch_deg * math.cos(phase),
            handling.yaw_deg * math.sin(phase),
            handling.roll_deg * math.sin(2 * phase),
        ]
    )
    turned = _turn(turns[2], 0, 1) @ _turn(turns[0], 1, 2) @ _turn(turns[1], 2, 0)
    focal = FOCAL_LENGTH * width
    distance = focal / (1 + handling.nearing * math.cos(phase))
    middle = (width / 2, height / 2)
    camera = np.array(
        [
            [focal, 0, middle[0] + handling.shift_px * math.cos(phase)],
            [0, focal, middle[1] + handling.shift_px / 2 * math.sin(2 * phase)],
            [0, 0, 1],
        ]
    )
    to_middle = np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, 1]])
    plane = np.column_stack([turned[:, 0], turned[:, 1], [0, 0, distance]])
    seen = cv2.warpPerspective(
        photograph, camera @ plane @ to_middle, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(seen, dtype=np.uint8)


def _turn(angle: float, one: int, other: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Rotation in the plane of two axes."""
    turn = np.eye(3)
    turn[one, one] = turn[other, other] = math.cos(angle)
    turn[one, other], turn[other, one] = -math.sin(angle), math.sin(angle)
    return turn
