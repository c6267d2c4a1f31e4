"""Pictures of telephones that show a QR code, as a camera at a gate sees them."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import segno

from devices.ports import Picture

WIDTH: Final = 640
HEIGHT: Final = 480
SCREEN: Final = (540, 960)
"""Width and height of the telephone's screen before it is held up."""
CODE_SIZE: Final = 440


def telephone(text: str) -> Picture:
    """The telephone alone: dark screen, light code with its margin of four modules."""
    modules = np.array([list(row) for row in segno.make(text, error="m").matrix], dtype=np.uint8)
    light = np.where(np.pad(modules, 4) == 1, 30, 235).astype(np.uint8)
    code = cv2.resize(light, (CODE_SIZE, CODE_SIZE), interpolation=cv2.INTER_NEAREST)
    width, height = SCREEN
    screen = np.full((height, width), 60, dtype=np.uint8)
    top, left = (height - CODE_SIZE) // 2, (width - CODE_SIZE) // 2
    screen[top : top + CODE_SIZE, left : left + CODE_SIZE] = code
    shown: Picture = np.repeat(screen[:, :, None], 3, axis=2)
    return shown


def held_up(text: str, chance: np.random.Generator) -> Picture:
    """A frame of 640 by 480 in which somebody holds the telephone up, as badly as people do.

    Tilted to the side by up to 25 degrees and away from the camera, out of focus, with glare over a
    part of the screen, dim or bright, and with sensor noise.
    """
    width, height = SCREEN
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    tall = chance.uniform(0.75, 1.0) * HEIGHT
    size = np.array([tall * width / height, tall])
    corners = (flat / SCREEN - 0.5) * size * chance.uniform(0.9, 1.0, (4, 2))
    angle = np.deg2rad(chance.uniform(-25, 25))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.array([WIDTH / 2, HEIGHT / 2]) + chance.uniform(-30, 30, 2)
    seen = (corners @ turn.T + centre).astype(np.float32)
    view = cv2.getPerspectiveTransform(flat, seen)
    wall = int(chance.uniform(60, 200))
    held = cv2.warpPerspective(
        telephone(text), view, (WIDTH, HEIGHT), borderValue=(wall, wall, wall)
    )
    blurred = cv2.GaussianBlur(held + _glare(chance), (0, 0), chance.uniform(0.3, 1.4))
    noise = chance.normal(0, chance.uniform(1, 6), held.shape)
    lit = blurred * chance.uniform(0.25, 1.1) + noise
    picture: Picture = np.clip(lit, 0, 255).astype(np.uint8)
    return picture


def _glare(chance: np.random.Generator) -> npt.NDArray[np.float32]:
    """A lamp's reflection: a soft spot somewhere on the picture."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    row, column = chance.uniform(0, HEIGHT), chance.uniform(0, WIDTH)
    spread = chance.uniform(20, 60)
    spot = np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * spread**2))
    light: npt.NDArray[np.float32] = (spot * chance.uniform(0, 110)).astype(np.float32)
    return light[:, :, None]
