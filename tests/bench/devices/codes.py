"""QR codes on telephones held up badly: 500 rendered pictures, our reader beside OpenCV's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

import cv2
import numpy as np

from devices.ports import Picture
from devices.scanner.camera_scanner import read_codes
from tests.bench.harness import Better, Row, Settings, percentile
from tests.helpers.telephones import held_up

PICTURES: Final = 500
SEED: Final = 20260901
READ_GOAL: Final = 0.99
TIME_GOAL_MS: Final = 5.0
REFERENCE: Final = "OpenCV QRCodeDetector"

Reader = Callable[[Picture], list[str]]


def codes(settings: Settings) -> Iterator[Row]:
    chance = np.random.default_rng(SEED)
    texts = [f"YH1.{chance.bytes(24).hex()}" for _ in range(PICTURES)]
    pictures = [held_up(text, chance) for text in texts]
    detector = cv2.QRCodeDetector()

    def ours(picture: Picture) -> list[str]:
        return [scan.text for scan in read_codes(picture, frozenset(("qr",)))]

    def reference(picture: Picture) -> list[str]:
        text, _, _ = detector.detectAndDecode(picture)
        return [text]

    read, times = _measured(ours, pictures, texts)
    read_too, times_too = _measured(reference, pictures, texts)
    yield Row(
        "codes read on telephone screens",
        read / PICTURES,
        "",
        Better.HIGHER,
        goal=READ_GOAL,
        reference=read_too / PICTURES,
        reference_name=REFERENCE,
        note=f"{read} of {PICTURES}: tilt, blur, glare, low light",
    )
    yield Row(
        "time for a picture of 640x480, mean",
        float(np.mean(times)) * 1000,
        "ms",
        goal=TIME_GOAL_MS,
        reference=float(np.mean(times_too)) * 1000,
        reference_name=REFERENCE,
        note=f"p99 {percentile(times, 99) * 1000:.1f} ms",
    )


def _measured(reader: Reader, pictures: list[Picture], texts: list[str]) -> tuple[int, list[float]]:
    """How many were read right, and the seconds that each took."""
    read, times = 0, []
    for picture, text in zip(pictures, texts, strict=True):
        started = time.perf_counter()
        seen = reader(picture)
        times.append(time.perf_counter() - started)
        read += text in seen
    return read, times
