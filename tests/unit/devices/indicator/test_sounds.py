"""The built-in melodies, and what counts as a sound file."""

from __future__ import annotations

import io
import wave
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import DeviceError, Fault
from devices.indicator.melody import RATE_HZ, silence
from devices.indicator.tones import LOUDEST, MELODIES, melody
from devices.indicator.wav_file import LARGEST_BYTES, LONGEST_S, checked_wav
from devices.ports import Signal

SOUNDING = [signal for signal in Signal if signal is not Signal.IDLE]


def samples(wav: bytes) -> list[int]:
    with wave.open(io.BytesIO(wav)) as reader:
        assert reader.getparams()[:3] == (1, 2, RATE_HZ)
        return list(memoryview(reader.readframes(reader.getnframes())).cast("h"))


@pytest.mark.parametrize("signal", SOUNDING)
def test_melody_is_short_loud_enough_and_begins_and_ends_softly(signal: Signal) -> None:
    tune = samples(melody(signal))
    assert 0.3 <= len(tune) / RATE_HZ <= 0.7
    assert LOUDEST * 0.95 <= max(tune) <= LOUDEST
    assert tune[0] == tune[-1] == 0
    assert max(abs(after - before) for before, after in pairwise(tune)) < LOUDEST


def test_melodies_differ() -> None:
    assert len({melody(signal) for signal in SOUNDING}) == len(SOUNDING)
    assert set(MELODIES) == set(Signal)


def test_idle_and_silence_are_not_heard() -> None:
    assert samples(melody(Signal.IDLE)) == []
    assert set(samples(silence(0.1))) == {0}


@pytest.mark.parametrize("signal", SOUNDING)
def test_own_melodies_are_sound_files(signal: Signal) -> None:
    assert checked_wav(melody(signal), "own") == melody(signal)


@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_bytes_are_a_sound_or_a_named_error(tail: bytes, kept: int) -> None:
    content = silence(0.01)[:kept] + tail
    try:
        checked_wav(content, "file")
    except DeviceError as error:
        fault = error.fault
    else:
        fault = Fault.INDICATOR_SOUND_INVALID
    assert fault is Fault.INDICATOR_SOUND_INVALID


def test_too_long_and_too_large_are_named() -> None:
    with pytest.raises(DeviceError, match="s at most"):
        checked_wav(silence(LONGEST_S + 0.1), "file")
    with pytest.raises(DeviceError, match="bytes"):
        checked_wav(bytes(LARGEST_BYTES + 1), "file")
