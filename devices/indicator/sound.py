"""Sounds through a loudspeaker, by the player of ALSA or PulseAudio (docs/devices/sound.md).

The player is a process: one that hangs in the sound system is ended and costs no thread.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from devices.driver import Link
from devices.errors import Cancelled, DeviceError, Fault, NotFound, Silent
from devices.indicator.melody import silence
from devices.indicator.newest import NewestSignal
from devices.indicator.tones import melody
from devices.indicator.wav_file import LONGEST_S, checked_wav
from devices.ports import DeviceKind, Signal
from wording import Text

LOOK_S: Final = 0.5
"""How soon a stop is noticed while nothing is to be played."""
PLAYING_LOOK_S: Final = 0.02
"""How soon a newer signal cuts the one before it off."""
PROBE_S: Final = 15.0
"""How often a silent moment is played, so that a pulled loudspeaker is noticed before it is due."""
PROBE_LENGTH_S: Final = 0.02
PLAYER_LIMIT_S: Final = LONGEST_S + 3.0
"""Opening a sleeping sound system takes a second; past this the player hangs."""
STALL_AFTER_S: Final = PLAYER_LIMIT_S + 5.0
LONGEST_COMPLAINT: Final = 200
"""Characters of the player's own words that go into the log."""

TONE: Final = "tone"
SILENT: Final = "silent"
_SOUNDING: Final = (Signal.GRANTED, Signal.DENIED, Signal.ATTENTION)

_PLAYED: Final = Text(
    "已依次播放：通过、拒绝、请注意；请确认听到三种声音",
    "played in turn: granted, denied, attention; make sure that you heard three sounds",
)

Sound = Annotated[str, StringConstraints(pattern=r"^(tone|silent|/.{1,500})$")]
"""``tone`` (built in), ``silent``, or the absolute path of a WAV file."""


class SoundConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "sound"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["sound"]
    player: Literal["aplay", "paplay"] = "aplay"
    device: Annotated[str, StringConstraints(pattern=r"^[^-\s]\S{0,199}$")] = "default"
    """What the player calls the loudspeaker."""
    granted: Sound = TONE
    denied: Sound = TONE
    attention: Sound = TONE


class SoundIndicator:
    """A Driver of kind INDICATOR. Counters: ``signals`` played, ``cut_off`` by a newer one.

    A signal that came while the loudspeaker was away is not played late.
    """

    kind: Final = DeviceKind.INDICATOR
    protocol: Final = "sound"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: SoundConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._newest: Final = NewestSignal()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def port(self) -> str:
        return f"{self._config.player}:{self._config.device}"

    def connect(self, link: Link) -> str:
        """Raises NotFound when there is no loudspeaker, no player, or no sound file."""
        self._folder = tempfile.TemporaryDirectory(prefix="yanhu-sound-")
        try:
            for signal in _SOUNDING:
                self._file(signal).write_bytes(self._content(signal))
            self._file(Signal.IDLE).write_bytes(silence(PROBE_LENGTH_S))
            self._play(Signal.IDLE, lambda: False)
        except DeviceError:
            self.close()
            raise
        return ""

    def serve(self, link: Link, stop: Event) -> None:
        played, _ = self._newest.get()
        proved = time.monotonic()
        while not stop.is_set():
            link.beat()
            if self._newest.wait_beyond(played, LOOK_S):
                played, signal = self._newest.get()
                self._sound(signal, played, link, stop)
                proved = time.monotonic()
            elif time.monotonic() - proved > PROBE_S:
                self._play(Signal.IDLE, stop.is_set)
                proved = time.monotonic()

    def close(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    def self_test(self, cancel: Event) -> Text:
        """Plays every sound. Raises NotFound or Silent when one can't be played, or Cancelled."""
        if self._folder is None:
            raise NotFound(f"{self.port} is not connected", Fault.INDICATOR_NO_SOUND)
        for signal in _SOUNDING:
            self._play(signal, cancel.is_set)
            if cancel.is_set():
                raise Cancelled("stopped while a sound was played")
        return _PLAYED

    def show(self, signal: Signal) -> None:
        self._newest.put(signal)

    def _content(self, signal: Signal) -> bytes:
        sound = {
            Signal.GRANTED: self._config.granted,
            Signal.DENIED: self._config.denied,
            Signal.ATTENTION: self._config.attention,
        }[signal]
        if sound == TONE:
            return melody(signal)
        if sound == SILENT:
            return silence(PROBE_LENGTH_S)
        try:
            return checked_wav(Path(sound).read_bytes(), sound)
        except OSError as error:
            raise NotFound(f"{sound}: {error.strerror}", Fault.INDICATOR_SOUND_INVALID) from error

    def _file(self, signal: Signal) -> Path:
        if self._folder is None:
            raise NotFound(f"{self.port} is not connected", Fault.INDICATOR_NO_SOUND)
        return Path(self._folder.name) / f"{signal.value}.wav"

    def _sound(self, signal: Signal, number: int, link: Link, stop: Event) -> None:
        def overtaken() -> bool:
            return stop.is_set() or self._newest.get()[0] > number

        if signal is Signal.IDLE:
            return
        if self._play(signal, overtaken):
            link.count("signals")
        else:
            link.count("cut_off")

    def _play(self, signal: Signal, enough: Callable[[], bool]) -> bool:
        """Whether it was played to its end and not cut off by ``enough``.

        Raises NotFound when the player fails, Silent when it hangs.
        """
        with subprocess.Popen(  # noqa: S603  no shell; the words are the configuration's
            self._command(signal),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as player:
            deadline = time.monotonic() + PLAYER_LIMIT_S
            while player.poll() is None:
                if enough():
                    player.kill()
                    return False
                if time.monotonic() > deadline:
                    player.kill()
                    raise Silent(f"{self.port} hangs", Fault.INDICATOR_NO_SOUND)
                _wait(player)
            assert player.stderr is not None
            said = player.stderr.read().decode(errors="replace").strip()
        if player.returncode:
            raise NotFound(f"{self.port}: {said[-LONGEST_COMPLAINT:]}", Fault.INDICATOR_NO_SOUND)
        return True

    def _command(self, signal: Signal) -> list[str]:
        file = str(self._file(signal))
        name, device = self._config.player, self._config.device
        player = shutil.which(name)
        if player is None:
            raise NotFound(f"{name} is not installed", Fault.INDICATOR_NO_SOUND)
        match name:
            case "aplay":
                return [player, "-q", "-D", device, file]
            case "paplay":
                chosen = [] if device == "default" else [f"--device={device}"]
                return [player, *chosen, file]


def _wait(player: subprocess.Popen[bytes]) -> None:
    try:
        player.wait(PLAYING_LOOK_S)
    except subprocess.TimeoutExpired:
        return
