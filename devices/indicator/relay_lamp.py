"""Lamps on relays of a board, which a barrier may share (docs/devices/relay-lamp.md)."""

from __future__ import annotations

import threading
import time
from threading import Event
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from devices.driver import Link
from devices.errors import (
    Cancelled,
    CommandFailed,
    DeviceError,
    Fault,
    ProtocolError,
    Silent,
)
from devices.indicator.newest import NewestSignal
from devices.latency import Operation
from devices.ports import DeviceKind, Signal
from devices.purpose import Purpose
from devices.relay.board import RelayBoard
from devices.relay.configs import A0BoardConfig, AsciiBoardConfig, BoardConfig
from wording import Text

LOOK_S: Final = 0.5
"""How often the board is asked whether the lamps are still as they should be."""
MISSED_LOOKS: Final = 3
"""Looks in a row without a good answer that make the board lost; one or two are noise."""
STALL_AFTER_S: Final = 10.0
"""Switching a few relays on a board that answers none of it takes less."""
TEST_SHOW_S: Final = 0.7
"""Long enough for somebody who watches to tell the lamps apart."""

_SHOWN: Final = Text(
    "依次显示：通过、拒绝、请注意；继电器均已确认，请目视核对灯色",
    "shown in turn: granted, denied, attention; every relay confirmed it: compare the colours",
)
_UNSEEN: Final = Text(
    "依次显示：通过、拒绝、请注意；这种板子不报告结果，请目视核对",
    "shown in turn: granted, denied, attention; this board confirms nothing: watch the lamps",
)

Lamps = Annotated[frozenset[Annotated[int, Field(ge=0, le=63)]], Field(strict=False, max_length=8)]
"""Relays that are on, counted from 0."""


class RelayLampConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "relay-lamp"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["relay-lamp"]
    board: BoardConfig
    """As in the barrier's table; the same settings share its port."""
    granted: Lamps
    denied: Lamps
    attention: Lamps
    idle: Lamps = frozenset()

    @model_validator(mode="after")
    def _signals_differ(self) -> Self:
        if self.granted == self.denied:
            raise ValueError("granted and denied would look the same")
        limit = 15 if isinstance(self.board, AsciiBoardConfig | A0BoardConfig) else 63
        if any(relay > limit for relay in self.all()):
            raise ValueError(f"relays of such a board are 0 to {limit}")
        return self

    def on(self, signal: Signal) -> frozenset[int]:
        """The relays that are on for ``signal``."""
        return {
            Signal.IDLE: self.idle,
            Signal.GRANTED: self.granted,
            Signal.DENIED: self.denied,
            Signal.ATTENTION: self.attention,
        }[signal]

    def all(self) -> frozenset[int]:
        return self.granted | self.denied | self.attention | self.idle


class RelayLamp:
    """A Driver of kind INDICATOR. Counters: ``signals`` shown, ``looks_missed``, ``corrected``."""

    kind: Final = DeviceKind.INDICATOR
    protocol: Final = "relay-lamp"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(
        self,
        name: str,
        config: RelayLampConfig,
        board: RelayBoard,
        purpose: Purpose = Purpose.SERVE,
    ) -> None:
        """With the purpose to look, the lamps stay as they are until a signal is shown."""
        self.name: Final = name
        self._config: Final = config
        self._board: Final = board
        self._purpose: Final = purpose
        self._newest: Final = NewestSignal()
        self._shown = self._newest.get()
        """What the lamps were last switched to, with its number."""
        self._switching: Final = threading.Lock()
        """Held by the self-test for its whole show, so that nothing is corrected meanwhile."""

    @property
    def port(self) -> str:
        return self._board.port

    def connect(self, link: Link) -> str:
        """Shows the newest signal at once, if the lamps are to show any. Raises DeviceError."""
        firmware = self._board.open()
        try:
            with self._switching:
                if self._rules():
                    self._shown = self._newest.get()
                    self._switch(self._shown[1])
                else:
                    self._board.read_inputs(0)
        except DeviceError:
            self._board.close()
            raise
        return firmware

    def serve(self, link: Link, stop: Event) -> None:
        missed = 0
        while not stop.is_set():
            link.beat()
            number, signal = self._shown
            newer = self._newest.wait_beyond(number, LOOK_S)
            started = time.monotonic()
            try:
                if newer:
                    self._show_newest(link)
                else:
                    self._look(signal, link)
            except (Silent, ProtocolError):
                missed += 1
                link.count("looks_missed")
                if missed >= MISSED_LOOKS:
                    raise
            else:
                missed = 0
                link.took(Operation.EXCHANGE, time.monotonic() - started)

    def close(self) -> None:
        self._board.close()

    def self_test(self, cancel: Event) -> Text:
        """Shows every signal for a moment, then the newest again.

        Lamps that are another program's are left as they were found. Raises CommandFailed when a
        relay does not follow, or Cancelled.
        """
        with self._switching:
            found = self._lit()
            try:
                for signal in (Signal.GRANTED, Signal.DENIED, Signal.ATTENTION):
                    self._switch(signal)
                    if any(self._wrong(signal)):
                        raise CommandFailed("a relay did not follow", Fault.INDICATOR_FAILED)
                    if cancel.wait(TEST_SHOW_S):
                        raise Cancelled("stopped while a signal was shown")
            finally:
                self._set(self._wanted() if self._rules() else found)
        return _SHOWN if self._board.answers else _UNSEEN

    def show(self, signal: Signal) -> None:
        self._newest.put(signal)

    def _show_newest(self, link: Link) -> None:
        with self._switching:
            newest = self._newest.get()
            self._switch(newest[1])
            self._shown = newest
        link.count("signals")

    def _look(self, signal: Signal, link: Link) -> None:
        """A board that lost its power for a moment has all lamps off."""
        if not self._switching.acquire(blocking=False):
            return  # the self-test is showing something
        try:
            if not (self._board.answers and self._rules()):
                self._board.read_inputs(0)
                return
            for relay in self._wrong(signal):
                self._board.switch(relay, on=relay in self._config.on(signal))
                link.count("corrected")
        finally:
            self._switching.release()

    def _wrong(self, signal: Signal) -> list[int]:
        """Relays that are not as ``signal`` wants them; none on a board that tells nothing."""
        on = self._config.on(signal)
        return [
            relay
            for relay in sorted(self._config.all())
            if self._board.read_relay(relay) is (relay not in on)
        ]

    def _rules(self) -> bool:
        """Whether the lamps are this program's to switch."""
        return self._purpose is Purpose.SERVE or self._newest.get()[0] > 0

    def _wanted(self) -> frozenset[int]:
        return self._config.on(self._newest.get()[1])

    def _lit(self) -> frozenset[int]:
        """The relays that are on; none on a board that tells nothing."""
        return frozenset(one for one in self._config.all() if self._board.read_relay(one))

    def _switch(self, signal: Signal) -> None:
        self._set(self._config.on(signal))

    def _set(self, on: frozenset[int]) -> None:
        try:
            # Off first: two colours at once would say nothing.
            for relay in sorted(self._config.all(), key=lambda relay: (relay in on, relay)):
                self._board.switch(relay, on=relay in on)
        except CommandFailed as error:
            raise CommandFailed(str(error), Fault.INDICATOR_FAILED) from error
