"""What is particular to sounds: files, missing sound cards, hanging players."""

from __future__ import annotations

import os
import wave
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.errors import Fault
from devices.indicator import sound
from devices.indicator.sound import SoundConfig
from devices.indicator.tones import melody
from devices.ports import DeviceState, SelfTestOutcome, Signal
from tests.helpers.indicators import SoundBench, samples, tune
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until


@pytest.fixture
def bench() -> Iterator[SoundBench]:
    with SoundBench() as started:
        yield started


def test_machine_without_a_sound_card_says_so() -> None:
    config = SoundConfig(driver="sound", device="hw:no-such-card")
    with running({"sound": config}, ready=False) as devices:
        devices.until_state("sound", DeviceState.DOWN, Fault.INDICATOR_NO_SOUND)


def test_machine_without_the_player_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with running({"sound": SoundConfig(driver="sound")}, ready=False) as devices:
        devices.until_state("sound", DeviceState.DOWN, Fault.INDICATOR_NO_SOUND)


def test_sound_file_of_ones_own_is_played(bench: SoundBench, tmp_path: Path) -> None:
    file = tmp_path / "welcome.wav"
    file.write_bytes(melody(Signal.ATTENTION))
    config = bench.config().model_copy(update={"granted": str(file)})
    with running({"sound": config}) as devices:
        devices.rig.indicator("sound").show(Signal.GRANTED)
        wait_until(lambda: bench.shows(Signal.ATTENTION), "the file is heard")


def test_silent_signal_is_silent(bench: SoundBench) -> None:
    config = bench.config().model_copy(update={"granted": "silent"})
    with running({"sound": config}) as devices:
        devices.rig.indicator("sound").show(Signal.GRANTED)
        wait_until(lambda: devices.health("sound").counters.get("signals", 0) == 1, "it was played")
    assert not any(samples(bench.played))


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3\x03", melody(Signal.GRANTED)[:40]])
def test_file_that_is_no_sound_is_named(bench: SoundBench, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "welcome.wav"
    file.write_bytes(content)
    config = bench.config().model_copy(update={"granted": str(file)})
    with running({"sound": config}, ready=False) as devices:
        devices.until_state("sound", DeviceState.DOWN, Fault.INDICATOR_SOUND_INVALID)


def test_missing_file_and_endless_file_are_named(bench: SoundBench, tmp_path: Path) -> None:
    endless = tmp_path / "endless.wav"
    with wave.open(str(endless), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(8000)
        writer.writeframes(bytes(8000 * 11))
    for file in (endless, tmp_path / "missing.wav"):
        config = bench.config().model_copy(update={"denied": str(file)})
        with running({"sound": config}, ready=False) as devices:
            devices.until_state("sound", DeviceState.DOWN, Fault.INDICATOR_SOUND_INVALID)


def test_newer_signal_cuts_the_one_before_off(bench: SoundBench) -> None:
    with running({"sound": bench.config()}) as devices:
        bench.played.unlink()
        os.mkfifo(bench.played)  # nobody reads it yet, so the first sound does not end
        indicator = devices.rig.indicator("sound")
        indicator.show(Signal.GRANTED)
        wait_until(lambda: players() == 1, "the first sound is played")
        indicator.show(Signal.DENIED)
        wait_until(
            lambda: devices.health("sound").counters == {"cut_off": 1}, "the first is cut off"
        )
        assert tune(Signal.DENIED) in bench.played.read_bytes()
        wait_until(
            lambda: devices.health("sound").counters == {"cut_off": 1, "signals": 1},
            "the second is played",
        )


def players() -> int:
    return sum("aplay" in child.name() for child in psutil.Process().children())


def test_player_that_hangs_is_ended(bench: SoundBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "PLAYER_LIMIT_S", 0.2)
    with running({"sound": bench.config()}) as devices:
        bench.played.unlink()
        os.mkfifo(bench.played)
        devices.rig.indicator("sound").show(Signal.GRANTED)
        devices.until_state("sound", DeviceState.DOWN, Fault.INDICATOR_NO_SOUND)
        result = devices.rig.self_test("sound")
    assert result.outcome is SelfTestOutcome.FAILED


def test_pulled_loudspeaker_is_noticed_before_it_is_needed(
    bench: SoundBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "PROBE_S", 0.0)
    with running({"sound": bench.config()}) as devices:
        bench.disconnect()
        devices.until_state("sound", DeviceState.DOWN, Fault.INDICATOR_NO_SOUND)
