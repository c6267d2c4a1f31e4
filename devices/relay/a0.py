"""Serial relay boards that are switched by A0 frames (docs/devices/a0-relay.md)."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final

from devices.errors import CommandFailed, ProtocolError, Silent
from devices.relay.a0_codec import FRAME_BYTES, AnswerReader, Code, encode
from devices.relay.shared_port import SharedPort
from devices.serial_line import SerialLine

READ_BYTES: Final = 16 * FRAME_BYTES
"""Most bytes taken from the line at once."""
COMMAND_TRIES: Final = 2
"""A lost frame is sent once more: switching twice is the same as once."""


class A0Board:
    """A RelayBoard without inputs; with ``answering`` False one that never says anything."""

    def __init__(self, port: SharedPort[SerialLine], *, answering: bool, timeout_s: float) -> None:
        self.answers: Final = answering
        self._port: Final = port
        self._timeout_s: Final = timeout_s
        self._reader: Final = AnswerReader()
        self._noise = 0

    @property
    def port(self) -> str:
        return self._port.where

    @property
    def noise(self) -> int:
        return self._noise + self._reader.noise

    def open(self) -> str:
        """Boards of this kind tell no firmware."""
        self._port.open(self)
        return ""

    def close(self) -> None:
        self._port.close(self)

    def switch(self, relay: int, *, on: bool) -> None:
        if not self.answers:
            with self._port.exchange() as line:
                line.write(encode(relay, Code.ON if on else Code.OFF))
            return
        if self._ask(relay, Code.ON_AND_TELL if on else Code.OFF_AND_TELL) is not on:
            raise CommandFailed(f"{self.port}: relay {relay} did not follow")

    def read_relay(self, relay: int) -> bool | None:
        return self._ask(relay, Code.TELL) if self.answers else None

    def read_inputs(self, count: int) -> tuple[bool, ...]:
        """Always none. Asks for the first relay instead; a mute board's port is only looked at."""
        if self.answers:
            self._ask(0, Code.TELL)
        else:
            with self._port.exchange() as line:
                self._forget_noise(line)
        return ()

    def _ask(self, relay: int, code: Code) -> bool:
        for _ in range(COMMAND_TRIES - 1):
            with suppress(Silent, ProtocolError):
                return self._ask_once(relay, code)
        return self._ask_once(relay, code)

    def _ask_once(self, relay: int, code: Code) -> bool:
        with self._port.exchange() as line:
            self._forget_noise(line)
            line.write(encode(relay, code))
            deadline = time.monotonic() + self._timeout_s
            came = False
            while (left_s := deadline - time.monotonic()) > 0:
                data = line.read(READ_BYTES, left_s)
                came = came or bool(data)
                for told in self._reader.feed(data):
                    if told.relay == relay:
                        return told.on
        if came:
            raise ProtocolError(f"{self.port}: no answer about relay {relay} among what came")
        raise Silent(f"{self.port} did not answer")

    def _forget_noise(self, line: SerialLine) -> None:
        self._noise += line.drain()
        self._reader.reset()
