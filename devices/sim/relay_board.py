"""A Modbus relay board with eight relays and eight inputs, on a serial port or on the network.

    python -m devices.sim.relay_board --port PTY --unit 1
    python -m devices.sim.relay_board --tcp 127.0.0.1:5020 --unit 1

pymodbus' own server answers: read coils (1), read discrete inputs (2), write coils (5, 15), and
write registers (16) to the flash pair of relay n at 3 + 5 n: mode 4 (or 2) and a time in 0.1 s
switch the relay on (off) now and back by the board's own timer. Everything else is answered with
an exception.

Commands on stdin::

    {"do": "input", "index": 0, "on": true}     what is wired to an input
    {"do": "line", "state": "silent"}           good, silent, or noisy (answers are garbled)
    {"do": "state"}                             answers relays, inputs and how many writes came
    {"do": "reset"}                             everything off and good, as after a power cut

News on stdout: ``{"event": "relay", "index": 0, "on": true}`` at each change of a relay.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from enum import StrEnum
from typing import Final

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.server.base import ModbusBaseServer
from pymodbus.simulator import DataType, SimData, SimDevice

from devices.sim.console import Refused, answer, say

RELAYS: Final = 8
RTU_UNIT_AT: Final = 0
TCP_UNIT_AT: Final = 6
"""Behind transaction, protocol and length."""
FLASH_FIRST_REGISTER: Final = 3
FLASH_REGISTER_STEP: Final = 5
FLASH_MODES: Final = {4: True, 2: False}
"""What the relay is while it flashes."""
FLASH_UNIT_S: Final = 0.1


class LineState(StrEnum):
    """What the cable does to the board's answers."""

    GOOD = "good"
    SILENT = "silent"
    NOISY = "noisy"


class Board:
    """Relays, inputs and flash timers. Lives in one asyncio loop."""

    def __init__(self, unit: int, unit_at: int) -> None:
        """``unit_at`` is where a frame carries the unit address."""
        self._unit: Final = unit
        self._unit_at: Final = unit_at
        self.relays: Final = [False] * RELAYS
        self.inputs: Final = [False] * RELAYS
        self.line = LineState.GOOD
        self._writes = 0
        self._timers: Final[dict[int, asyncio.TimerHandle]] = {}

    def device(self) -> SimDevice:
        """The board as pymodbus' server wants it: four separate memories and one action."""
        bits = SimData(0, count=16, values=False, datatype=DataType.BITS)
        registers = SimData(0, count=64, values=0, datatype=DataType.REGISTERS)
        memories = ([bits], [bits], [registers], [registers])
        return SimDevice(id=self._unit, simdata=memories, action=self.act)

    async def act(
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        memory: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        """Called before each answer; ``memory`` is what a read will be answered from."""
        self._writes += values is not None
        match function:
            case 1 | 5 | 15 if values is None:  # the answer to a write reads the coil back
                memory[0] = _packed(self.relays)
            case 2:
                memory[0] = _packed(self.inputs)
            case 5 | 15 if values is not None and address + len(values) <= RELAYS:
                for index, on in enumerate(values, start=address):
                    self._switch(index, on=bool(on))
            case 16 if values is not None:
                return self._flash(address, [int(value) for value in values])
            case _:
                return ExcCodes.ILLEGAL_ADDRESS
        return None

    def on_wire(self, sending: bool, data: bytes) -> bytes:
        """The line's effect on a frame (pymodbus' packet hook)."""
        if not sending:
            return data
        if data[self._unit_at] != self._unit:
            return b""  # a question to another board on the line, which pymodbus would answer
        if self.line is LineState.GOOD:
            return data
        return b"" if self.line is LineState.SILENT else os.urandom(len(data))

    def obey(self, command: dict[str, object]) -> dict[str, object]:
        """Carry out a command of the technician's bench. Raises Refused."""
        match command:
            case {"do": "input", "index": int(index), "on": bool(on)} if 0 <= index < RELAYS:
                self.inputs[index] = on
                return {}
            case {"do": "line", "state": str(state)}:
                self.line = LineState(state)
                return {}
            case {"do": "reset"}:
                self.line = LineState.GOOD
                self.inputs[:] = [False] * RELAYS
                for index in range(RELAYS):
                    self._switch(index, on=False)
                return {}
            case {"do": "state"}:
                return {"relays": self.relays, "inputs": self.inputs, "writes": self._writes}
            case _:
                raise Refused(f"no such command: {command}")

    def _flash(self, address: int, values: list[int]) -> ExcCodes | None:
        index, offset = divmod(address - FLASH_FIRST_REGISTER, FLASH_REGISTER_STEP)
        if offset or not 0 <= index < RELAYS or len(values) != 2:
            return ExcCodes.ILLEGAL_ADDRESS
        mode, units = values
        if mode not in FLASH_MODES or not units:
            return ExcCodes.ILLEGAL_VALUE
        on = FLASH_MODES[mode]
        self._switch(index, on=on)
        loop = asyncio.get_running_loop()
        self._timers[index] = loop.call_later(units * FLASH_UNIT_S, self._flashed, index, not on)
        return None

    def _flashed(self, index: int, on: bool) -> None:
        self._switch(index, on=on)

    def _switch(self, index: int, *, on: bool) -> None:
        timer = self._timers.pop(index, None)
        if timer is not None:
            timer.cancel()
        if self.relays[index] is not on:
            self.relays[index] = on
            say("relay", index=index, on=on)


def _packed(bits: list[bool]) -> int:
    return sum(1 << index for index, on in enumerate(bits) if on)


async def serve(server: ModbusBaseServer, board: Board, where: str) -> None:
    """Answer until SIGTERM, SIGINT or the end of stdin."""
    await server.serve_forever(background=True)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    commands = asyncio.create_task(_obey_stdin(board, ended))
    say("ready", port=where)
    await ended.wait()
    commands.cancel()
    await server.shutdown()  # type: ignore[no-untyped-call]  # pymodbus leaves it bare


async def serve_line(port: str, unit: int, baudrate: int) -> None:
    board = Board(unit, RTU_UNIT_AT)
    server = ModbusSerialServer(
        board.device(),
        framer=FramerType.RTU,
        port=port,
        baudrate=baudrate,
        trace_packet=board.on_wire,
    )
    await serve(server, board, port)


async def serve_tcp(where: str, unit: int) -> None:
    board = Board(unit, TCP_UNIT_AT)
    host, _, port = where.rpartition(":")
    server = ModbusTcpServer(board.device(), address=(host, int(port)), trace_packet=board.on_wire)
    await serve(server, board, where)


async def _obey_stdin(board: Board, ended: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while text := await reader.readline():
        answer(text.decode(), board.obey)
    ended.set()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.relay_board")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--port", help="serial port or pty to answer on")
    place.add_argument("--tcp", metavar="HOST:PORT", help="address to listen on")
    parser.add_argument("--unit", type=int, default=1)
    parser.add_argument("--baudrate", type=int, default=9600)
    args = parser.parse_args()
    logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)  # refusals are its daily work
    if args.tcp:
        asyncio.run(serve_tcp(args.tcp, args.unit))
    else:
        asyncio.run(serve_line(args.port, args.unit, args.baudrate))


if __name__ == "__main__":
    main()
