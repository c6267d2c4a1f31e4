"""Plays a verdict's sound through the sound player that the machine has.

The players of PipeWire, PulseAudio and ALSA do one thing well. Qt's own sound module would bring
a media framework into the console and writes to standard error where there is no sound card.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import structlog
from PySide6.QtCore import QObject, QProcess, Signal, Slot

from gate_agent.wire.schema import Outcome
from ui.gate_console import chime

PLAYERS: Final = ("pw-play", "paplay", "aplay")
_END_MS: Final = 500
"""A player that is told to end has nothing to finish."""

_log = structlog.get_logger(__name__)


class SoundPlayerMissing(ValueError):
    """The configured sound player is not installed; the message names it."""


def find_player(wanted: str) -> Path | None:
    """The program ``wanted``, or for an empty text the first that is installed.

    None when none of ``PLAYERS`` is there; raises SoundPlayerMissing when ``wanted`` is not.
    """
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise SoundPlayerMissing(
                f"sound player {wanted!r}: no such program; install it or leave the setting out"
            )
        return Path(found)
    candidates = (shutil.which(name) for name in PLAYERS)
    return next((Path(found) for found in candidates if found), None)


class Sounds(QObject):
    """One sound at a time: the newest verdict is the one that matters."""

    changed = Signal()
    """:attr:`works` changed."""

    def __init__(self, player: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._works = player is not None
        self._folder = TemporaryDirectory(prefix="yanhu-sounds-")
        self._files = {outcome: self._write(outcome) for outcome in Outcome}
        self._process = QProcess(self)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed)
        self._next: Outcome | None = None

    @property
    def works(self) -> bool:
        """False when there is no player, or the last sound could not be played."""
        return self._works

    def play(self, outcome: Outcome) -> None:
        """Play now; cuts off what is playing."""
        if self._player is None:
            return
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._next = outcome
            self._process.kill()
            return
        self._process.start(str(self._player), [str(self._files[outcome])])

    def stop(self) -> None:
        """Fall silent and remove the files."""
        self._process.finished.disconnect(self._ended)
        self._process.errorOccurred.disconnect(self._failed)
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(_END_MS)
        self._folder.cleanup()

    def _write(self, outcome: Outcome) -> Path:
        path = Path(self._folder.name) / f"{outcome.value}.wav"
        path.write_bytes(chime.wav(outcome))
        return path

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        outcome, self._next = self._next, None
        if outcome is not None:
            self.play(outcome)
        elif status is QProcess.ExitStatus.NormalExit:
            self._note(code == 0)

    @Slot(QProcess.ProcessError)
    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._note(works=False)

    def _note(self, works: bool) -> None:
        if works == self._works:
            return
        if not works:
            _log.warning("no sound can be played", player=str(self._player))
        self._works = works
        self.changed.emit()
