"""The sounds: valid WAV files, short, not clipped, and each of its own."""

from __future__ import annotations

import io
import wave
from array import array

import pytest

from gate_agent.wire.schema import Outcome
from ui.gate_console import chime

LONGEST_S = 0.8
"""The next person is already at the reader."""


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_sound_is_short_loud_enough_and_not_clipped(outcome: Outcome) -> None:
    with wave.open(io.BytesIO(chime.wav(outcome))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44_100)
        assert file.getnframes() / file.getframerate() <= LONGEST_S
        samples = array("h", file.readframes(file.getnframes()))
    assert 8_000 < max(samples) < 32_767
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 800, "it must not end in a click"


def test_each_outcome_sounds_different() -> None:
    assert len({chime.wav(outcome) for outcome in Outcome}) == len(Outcome)
