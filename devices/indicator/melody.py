"""Notes as a WAV file in memory: 16 bit, mono, 44.1 kHz. No I/O."""

from __future__ import annotations

import io
import math
import wave
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

RATE_HZ: Final = 44_100


@dataclass(frozen=True, slots=True)
class Note:
    """A sine of ``hertz``, or silence with 0."""

    hertz: float
    seconds: float


def wav(melody: Iterable[Note], loudest: int, fade_s: float) -> bytes:
    """``melody`` up to ``loudest`` of 32767; each note rises and falls for ``fade_s``.

    Without that it would begin and end with a click.
    """
    samples = array("h")
    for note in melody:
        samples.extend(_samples(note, loudest, round(fade_s * RATE_HZ)))
    return _file(samples)


def silence(seconds: float) -> bytes:
    """A WAV file that nobody hears."""
    return _file(array("h", bytes(2 * round(seconds * RATE_HZ))))


def _samples(note: Note, loudest: int, fade: int) -> list[int]:
    count = round(note.seconds * RATE_HZ)
    step = math.tau * note.hertz / RATE_HZ
    return [
        round(loudest * min(1.0, at / fade, (count - 1 - at) / fade) * math.sin(step * at))
        for at in range(count)
    ]


def _file(samples: array[int]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(samples.tobytes())
    return file.getvalue()
