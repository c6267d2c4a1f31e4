"""The sound of each verdict, made here: short tones that are told apart without looking."""

from __future__ import annotations

from typing import Final

from devices.indicator import melody
from devices.indicator.melody import Note
from gate_agent.wire.schema import Outcome

LOUDEST: Final = 16_384
"""Of 32767; the guard's loudspeaker sets the rest."""
FADE_S: Final = 0.012

MELODIES: Final = {
    Outcome.GRANTED: (Note(659.3, 0.09), Note(987.8, 0.16)),
    Outcome.DENIED: (Note(220.0, 0.18), Note(0.0, 0.06), Note(174.6, 0.34)),
    Outcome.ATTENTION: (
        Note(587.3, 0.12),
        Note(0.0, 0.07),
        Note(587.3, 0.12),
        Note(0.0, 0.07),
        Note(587.3, 0.12),
    ),
}
"""Rising for a grant, low and falling for a refusal, three alike when a person must look."""


def wav(outcome: Outcome) -> bytes:
    """The melody as a WAV file."""
    return melody.wav(MELODIES[outcome], LOUDEST, FADE_S)
