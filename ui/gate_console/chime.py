"""The sound of each verdict, made here: short tones that are told apart without looking."""

from __future__ import annotations

import io
import math
import wave
from array import array
from dataclasses import dataclass
from typing import Final

from gate_agent.wire.schema import Outcome

RATE_HZ: Final = 44_100
_LOUDNESS: Final = 0.5
"""Of full scale; the guard's loudspeaker sets the rest."""
_FADE_S: Final = 0.012
"""Rise and fall of each tone, so that it does not click."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone of ``hz`` for ``seconds``; 0 Hz is silence."""

    hz: float
    seconds: float


MELODIES: Final = {
    Outcome.GRANTED: (Tone(659.3, 0.09), Tone(987.8, 0.16)),
    Outcome.DENIED: (Tone(220.0, 0.18), Tone(0.0, 0.06), Tone(174.6, 0.34)),
    Outcome.ATTENTION: (
        Tone(587.3, 0.12),
        Tone(0.0, 0.07),
        Tone(587.3, 0.12),
        Tone(0.0, 0.07),
        Tone(587.3, 0.12),
    ),
}
"""Rising for a grant, low and falling for a refusal, three alike when a person must look."""


def wav(outcome: Outcome) -> bytes:
    """The melody as a WAV file: mono, 16 bits, 44.1 kHz."""
    samples = array("h")
    for tone in MELODIES[outcome]:
        samples.extend(_samples(tone))
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(samples.tobytes())
    return file.getvalue()


def _samples(tone: Tone) -> list[int]:
    count = round(tone.seconds * RATE_HZ)
    edge = round(_FADE_S * RATE_HZ)
    peak = 32_767 * _LOUDNESS
    turn = math.tau * tone.hz / RATE_HZ
    return [
        round(peak * math.sin(turn * n) * min(1.0, n / edge, (count - n) / edge))
        for n in range(count)
    ]
