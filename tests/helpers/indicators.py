"""Indicators with something at the other end: lamps on a relay board, a loudspeaker of files."""

from __future__ import annotations

import os
import tempfile
import wave
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final

from devices.indicator.relay_lamp import RelayLampConfig
from devices.indicator.sound import SoundConfig
from devices.indicator.tones import melody
from devices.ports import Signal
from devices.relay.configs import ModbusRtuBoardConfig
from tests.helpers.relay import RelayBench

LAMPS: Final = {
    Signal.IDLE: frozenset[int](),
    Signal.GRANTED: frozenset({1}),
    Signal.DENIED: frozenset({2}),
    Signal.ATTENTION: frozenset({2, 3}),
}

_ALSA_CONFIG: Final = "ALSA_CONFIG_PATH"
_SOUND_CARD: Final = """\
pcm.nothing {{ type null }}
pcm.loudspeaker {{ type file; slave.pcm nothing; file "{file}"; format wav }}
"""


class LampBench:
    """Lamps on the relays 1 to 3 of a Modbus RTU board. A context manager."""

    protocol: Final = "relay-lamp"

    def __init__(self) -> None:
        self.relays: Final = RelayBench()

    def config(self) -> RelayLampConfig:
        barrier = self.relays.config()
        board = ModbusRtuBoardConfig(
            driver="modbus-rtu", port=barrier.port, timeout_s=barrier.timeout_s
        )
        return RelayLampConfig(
            driver="relay-lamp",
            board=board,
            granted=LAMPS[Signal.GRANTED],
            denied=LAMPS[Signal.DENIED],
            attention=LAMPS[Signal.ATTENTION],
        )

    def shows(self, signal: Signal) -> bool:
        on = {relay for relay in (1, 2, 3) if self.relays.relay_is_on(relay)}
        return on == LAMPS[signal]

    def disconnect(self) -> None:
        self.relays.disconnect()

    def reconnect(self) -> None:
        self.relays.reconnect()

    def reset(self) -> None:
        self.relays.reset()

    def __enter__(self) -> LampBench:
        self.relays.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.relays.__exit__(kind, error, trace)


class SoundBench:
    """ALSA's own player with a sound card that writes what it plays into a file.

    The card is an entry of ALSA's configuration; pulling it out is taking the entry away. A context
    manager.
    """

    protocol: Final = "sound"

    def __init__(self) -> None:
        self._home: Final = tempfile.TemporaryDirectory(prefix="yanhu-sound-")
        self._alsa: Final = Path(self._home.name) / "asound.conf"
        self._before: str | None = None
        self.played: Final = Path(self._home.name) / "played.wav"
        """The last sound."""

    def config(self) -> SoundConfig:
        return SoundConfig(driver="sound", device="loudspeaker")

    def shows(self, signal: Signal) -> bool:
        """Whether the last sound was that of ``signal``."""
        heard, wanted = samples(self.played), tune(signal)
        # ALSA fills the last period with silence.
        return heard[: len(wanted)] == wanted and not any(heard[len(wanted) :])

    def disconnect(self) -> None:
        self._alsa.write_text("")

    def reconnect(self) -> None:
        self._alsa.write_text(_SOUND_CARD.format(file=self.played))

    def reset(self) -> None:
        self.reconnect()
        self.played.unlink(missing_ok=True)

    def __enter__(self) -> SoundBench:
        self._before = os.environ.get(_ALSA_CONFIG)
        os.environ[_ALSA_CONFIG] = str(self._alsa)
        self.reconnect()
        return self

    def __exit__(self, *error: object) -> None:
        del os.environ[_ALSA_CONFIG]
        if self._before is not None:
            os.environ[_ALSA_CONFIG] = self._before
        self._home.cleanup()


def tune(signal: Signal) -> bytes:
    """The samples of the built-in sound of ``signal``."""
    with wave.open(BytesIO(melody(signal))) as reader:
        return bytes(reader.readframes(reader.getnframes()))


def samples(file: Path) -> bytes:
    """The sound in ``file``; nothing while it is being written."""
    try:
        with wave.open(str(file)) as reader:
            return bytes(reader.readframes(reader.getnframes()))
    except (FileNotFoundError, EOFError, wave.Error):
        return b""
