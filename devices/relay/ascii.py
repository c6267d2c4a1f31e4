"""Serial relay boards that are switched by readable commands (docs/devices/ascii-relay.md)."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final

from devices.errors import DeviceError, ProtocolError, Silent
from devices.relay import ascii_codec
from devices.relay.shared_port import SharedPort
from devices.serial_line import SerialLine

COMMAND_TRIES: Final = 2
"""A garbled line is sent once more: switching twice is the same as once."""


class AsciiBoard:
    """A RelayBoard."""

    answers: Final = True

    def __init__(self, port: SharedPort[SerialLine], *, timeout_s: float) -> None:
        self._port: Final = port
        self._timeout_s: Final = timeout_s
        self.noise = 0

    @property
    def port(self) -> str:
        return self._port.where

    def open(self) -> str:
        self._port.open(self)
        try:
            return self._ask(ascii_codec.VERSION)
        except DeviceError:
            self._port.close(self)
            raise

    def close(self) -> None:
        self._port.close(self)

    def switch(self, relay: int, *, on: bool) -> None:
        command = ascii_codec.switch(relay, on=on)
        ascii_codec.checked_done(command, self._ask(command))

    def read_relay(self, relay: int) -> bool:
        return ascii_codec.relay_state(self._ask(ascii_codec.ask_relay(relay)))

    def read_inputs(self, count: int) -> list[bool]:
        if not count:
            self.read_relay(0)
        asked = [ascii_codec.ask_input(index) for index in range(count)]
        return [ascii_codec.input_state(self._ask(command)) for command in asked]

    def _ask(self, command: str) -> str:
        for _ in range(COMMAND_TRIES - 1):
            with suppress(Silent, ProtocolError):
                return self._ask_once(command)
        return self._ask_once(command)

    def _ask_once(self, command: str) -> str:
        with self._port.exchange() as line:
            self.noise += line.drain()
            line.write(command.encode("ascii") + b"\r")
            answer = self._answer(line)
        try:
            return ascii_codec.result(command, answer)
        except ProtocolError:
            self.noise += len(answer)
            raise

    def _answer(self, line: SerialLine) -> bytes:
        """Raises Silent when nothing comes in time, ProtocolError when no prompt does."""
        deadline = time.monotonic() + self._timeout_s
        answer = b""
        while len(answer) <= ascii_codec.ANSWER_LIMIT:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                self.noise += len(answer)
                if answer:
                    raise ProtocolError(f"{len(answer)} bytes and no prompt")
                raise Silent(f"{self.port} sent no prompt")
            answer += line.read(ascii_codec.ANSWER_LIMIT + 1 - len(answer), left_s)
            if answer.endswith(ascii_codec.PROMPT):
                break
        return answer
