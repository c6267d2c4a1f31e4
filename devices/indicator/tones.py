"""Short melodies for the signals of a lane, as WAV files in memory. No I/O."""

from __future__ import annotations

import io
import math
import wave
from array import array
from dataclasses import dataclass
from typing import Final

from devices.ports import Signal

RATE_HZ: Final = 44_100
LOUDEST: Final = 12_000
"""Of 32767: the loudspeaker's own control sets how loud it is."""
FADE_S: Final = 0.008
"""Without it each note would begin and end with a click."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sine of ``hertz``, or silence with 0."""

    hertz: float
    seconds: float


MELODIES: Final = {
    Signal.IDLE: (),
    # up: come in; low and twice: no; three alike: look here
    Signal.GRANTED: (Note(784, 0.12), Note(1047, 0.22)),
    Signal.DENIED: (Note(220, 0.22), Note(0, 0.08), Note(196, 0.32)),
    Signal.ATTENTION: (
        Note(880, 0.12),
        Note(0, 0.08),
        Note(880, 0.12),
        Note(0, 0.08),
        Note(880, 0.12),
    ),
}


def melody(signal: Signal) -> bytes:
    """The WAV file of ``signal``: 16 bit, mono, 44.1 kHz; without a sample for IDLE."""
    samples = array("h")
    for note in MELODIES[signal]:
        samples.extend(_samples(note))
    return _wav(samples)


def silence(seconds: float) -> bytes:
    """A WAV file that nobody hears."""
    return _wav(array("h", bytes(2 * round(seconds * RATE_HZ))))


def _samples(note: Note) -> list[int]:
    count = round(note.seconds * RATE_HZ)
    fade = round(FADE_S * RATE_HZ)
    step = 2 * math.pi * note.hertz / RATE_HZ
    return [
        round(LOUDEST * min(1.0, at / fade, (count - 1 - at) / fade) * math.sin(step * at))
        for at in range(count)
    ]


def _wav(samples: array[int]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(samples.tobytes())
    return file.getvalue()
