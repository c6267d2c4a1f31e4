"""What a sound file must be to be played at a lane. No I/O."""

from __future__ import annotations

import io
import wave
from typing import Final

from devices.errors import Fault, NotFound

LARGEST_BYTES: Final = 4_000_000
"""Ten seconds in stereo at 48 kHz, twice over."""
LONGEST_S: Final = 10.0
"""Longer ones would still speak to the person before."""


def checked_wav(content: bytes, name: str) -> bytes:
    """``content`` when it is a WAV file of PCM samples, at most LONGEST_S long.

    ``name`` is for the error. Raises NotFound (INDICATOR_SOUND_INVALID).
    """
    if len(content) > LARGEST_BYTES:
        raise _invalid(name, f"{len(content)} bytes")
    try:
        with wave.open(io.BytesIO(content)) as reader:
            seconds = reader.getnframes() / reader.getframerate()
            frame_bytes = reader.getnchannels() * reader.getsampwidth()
    except (wave.Error, EOFError, ZeroDivisionError, RuntimeError) as error:
        raise _invalid(name, "no WAV file of PCM samples") from error
    if seconds > LONGEST_S:
        raise _invalid(name, f"{seconds:.0f} s long, {LONGEST_S:g} s at most")
    if not frame_bytes:
        raise _invalid(name, "without samples")
    return content


def _invalid(name: str, why: str) -> NotFound:
    return NotFound(f"{name}: {why}", Fault.INDICATOR_SOUND_INVALID)
