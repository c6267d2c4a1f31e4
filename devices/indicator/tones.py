"""Short melodies for the signals of a lane, as WAV files in memory. No I/O."""

from __future__ import annotations

from typing import Final

from devices.indicator.melody import Note, wav
from devices.ports import Signal

LOUDEST: Final = 12_000
"""Of 32767: the loudspeaker's own control sets how loud it is."""
FADE_S: Final = 0.008

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
    """The WAV file of ``signal``, without a sample for IDLE."""
    return wav(MELODIES[signal], LOUDEST, FADE_S)
