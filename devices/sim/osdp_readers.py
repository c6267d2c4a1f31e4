"""Readers and modules on an OSDP line: what shares the two wires of one serial port.

    python -m devices.sim.osdp_readers --port PTY --reader 1:KEYFILE --module 9:KEYFILE

A reader is ``ADDRESS:KEYFILE`` (32 hexadecimal digits), or ``ADDRESS:install`` when it is fresh
from the factory: it has the default key and takes another. Each is a libosdp peripheral device with
a light, a buzzer and a display. A module (:mod:`devices.sim.osdp_module`) has eight inputs and
outputs; ``ADDRESS:plain`` is one that knows no Secure Channel. All hear all bytes on the line.

Commands on stdin::

    {"do": "card", "address": 1, "bits": 32, "data": "04A1B2C3", "format": "raw"}
    {"do": "key", "address": 1, "keys": "1234"}                somebody types
    {"do": "input", "address": 9, "index": 0, "on": true}      what is wired to a module's input
    {"do": "silence", "address": 1, "on": true}                it neither hears nor speaks
    {"do": "noise", "bytes": "53ff"}                           these bytes on the line
    {"do": "state", "address": 9}                              answers a module's outputs

The format of a card is ``raw``, ``wiegand`` or ``ascii``.

News on stdout: ``light``, ``beep``, ``text`` and ``keyed`` (it took a new key) with the address,
a module's ``output`` with ``index`` and ``on`` at each change.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

import osdp
import osdp_sys
import serial

from devices.sim.console import Refused, answer, say
from devices.sim.osdp_module import IoModule

TICK_S: Final = 0.01
READ_LIMIT: Final = 4096
POINTS: Final = 8
"""Inputs, and outputs, of a module."""
TIMER_UNIT_S: Final = 0.1
_ROUNDS: Final = 4
"""A reply is heard by the other readers, who have to take it in before the line is read again."""

_FORMATS: Final = {
    "raw": osdp.CardFormat.Unspecified,
    "wiegand": osdp.CardFormat.Wiegand,
    "ascii": osdp.CardFormat.ASCII,
}
_CAPABILITIES: Final = [
    (osdp.Capability.LEDControl, 1, 1),
    (osdp.Capability.AudibleControl, 1, 1),
    (osdp.Capability.TextOutput, 1, 1),
    (osdp.Capability.Readers, 1, 1),
    (osdp.Capability.CommunicationSecurity, 1, 1),
]


class Ear:
    """One reader's end of the line, as libosdp wants a channel."""

    def __init__(self, line: Line) -> None:
        self.id = 1
        self.heard = bytearray()
        self.deaf = False
        self._line: Final = line

    def read(self, max_bytes: int) -> bytes:
        data = bytes(self.heard[:max_bytes])
        del self.heard[:max_bytes]
        return data

    def write(self, buf: bytes) -> int:
        if not self.deaf:
            self._line.send(buf, self)
        return len(buf)

    def flush(self) -> None:
        self.heard.clear()


class Line:
    """The two wires: what one sends all others hear."""

    def __init__(self, wire: serial.Serial) -> None:
        self.wire: Final = wire
        self.ears: Final[list[Ear]] = []

    def receive(self) -> None:
        self._spread(self.wire.read(READ_LIMIT), None)

    def send(self, data: bytes, sender: Ear) -> None:
        self.wire.write(data)
        self._spread(data, sender)

    def _spread(self, data: bytes, sender: Ear | None) -> None:
        for ear in self.ears:
            if ear is not sender and not ear.deaf:
                ear.heard.extend(data)


class Reader:
    """One reader with all its parts."""

    def __init__(self, line: Line, address: int, secret: str) -> None:
        self.address: Final = address
        self.ear: Final = Ear(line)
        line.ears.append(self.ear)
        key, flags = None, [osdp.LibFlag.InstallMode]
        if secret != "install":  # noqa: S105 - a word of the command line
            key, flags = _key(secret), [osdp.LibFlag.EnforceSecure]
        identity = osdp.PdId(1, 2, 0xCA5501, 1000 + address, 0x010203)
        self._device: Final = osdp_sys.PeripheralDevice(
            osdp.PDInfo(address, self.ear, scbk=key, flags=flags, id=identity).get(),
            capabilities=osdp.PDCapabilities(_CAPABILITIES).get(),
        )
        self._device.set_command_callback(self._on_command)

    def refresh(self) -> None:
        self._device.refresh()

    def obey(self, command: dict[str, object]) -> dict[str, object]:
        """Raises Refused."""
        match command:
            case {"do": "card", "bits": int(bits), "data": str(data)}:
                form = _FORMATS[str(command.get("format", "raw"))]
                card = {"format": form, "direction": 0, "length": bits}
                event = {"event": osdp.Event.CardRead, "data": bytes.fromhex(data), **card}
            case {"do": "key", "keys": str(keys)}:
                event = {"event": osdp.Event.KeyPress, "data": keys.encode()}
            case _:
                raise Refused("no such command")
        self._device.submit_event({"reader_no": 0, **event})
        return {}

    def _on_command(self, command: dict[str, object]) -> tuple[int, None]:
        # libosdp 3.2.9 gives up one reference to the second part more than it has
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))
        return 0 if self._carry_out(command) else -1, None

    def _carry_out(self, command: dict[str, object]) -> bool:
        match command:
            case {"command": osdp.Command.LED, "on_color": colour, "temporary": temporary}:
                seconds = int(str(command["timer_count"])) * TIMER_UNIT_S if temporary else None
                blinks = bool(command["off_count"])
                say("light", address=self.address, colour=colour, blinks=blinks, seconds=seconds)
            case {"command": osdp.Command.Buzzer, "rep_count": int(times)}:
                say("beep", address=self.address, times=times)
            case {"command": osdp.Command.Text, "data": data}:
                text = data.decode() if isinstance(data, bytes) else data
                say("text", address=self.address, text=text)
            case {"command": osdp.Command.Keyset}:
                say("keyed", address=self.address)
            case _:
                return False
        return True


class Module:
    """One input and output module."""

    def __init__(self, line: Line, address: int, key_file: str) -> None:
        self.address: Final = address
        self.ear: Final = Ear(line)
        line.ears.append(self.ear)
        key = None if key_file == "plain" else _key(key_file)
        self._module: Final = IoModule(address, key, POINTS, self._moved)

    def refresh(self) -> None:
        self._module.tick()
        reply = self._module.hear(self.ear.read(READ_LIMIT))
        if reply:
            self.ear.write(reply)

    def obey(self, command: dict[str, object]) -> dict[str, object]:
        """Raises Refused."""
        match command:
            case {"do": "input", "index": int(index), "on": bool(on)} if 0 <= index < POINTS:
                self._module.inputs[index] = on
                return {}
            case {"do": "state"}:
                return {"outputs": self._module.outputs}
            case _:
                raise Refused("no such command")

    def _moved(self, index: int, on: bool) -> None:
        say("output", address=self.address, index=index, on=on)


class Bench:
    """All that hangs on the line, and the technician's hand on it."""

    def __init__(self, line: Line, members: Sequence[Reader | Module]) -> None:
        self._line: Final = line
        self._members: Final = {member.address: member for member in members}

    def obey(self, command: dict[str, object]) -> dict[str, object]:
        """Carry out a command of the technician's bench. Raises Refused."""
        match command:
            case {"do": "noise", "bytes": str(raw)}:
                self._line.wire.write(bytes.fromhex(raw))
                return {}
            case {"do": "silence", "address": int(address), "on": bool(on)}:
                ear = self._members[address].ear
                ear.deaf = on
                ear.flush()
                return {}
            case {"address": int(address)} if address in self._members:
                return self._members[address].obey(command)
            case _:
                raise Refused("no such command or address")

    def refresh(self) -> None:
        for _ in range(_ROUNDS):
            for member in self._members.values():
                member.refresh()
            if not any(member.ear.heard for member in self._members.values()):
                return


def serve(line: Line, bench: Bench) -> None:
    """Work the line until stdin closes or SIGTERM or SIGINT arrives."""
    ended = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    os.set_blocking(sys.stdin.fileno(), False)
    pending = b""
    while not ended:
        ready, _, _ = select.select([line.wire, sys.stdin], [], [], TICK_S)
        if sys.stdin in ready:
            data = os.read(sys.stdin.fileno(), READ_LIMIT)
            if not data:
                return
            *lines, pending = (pending + data).split(b"\n")
            for text in lines:
                answer(text.decode(), bench.obey)
        if line.wire in ready:
            line.receive()
        bench.refresh()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.osdp_readers")
    parser.add_argument("--port", required=True, help="serial port or pty to answer on")
    parser.add_argument("--reader", action="append", default=[], metavar="ADDRESS:KEYFILE")
    parser.add_argument("--module", action="append", default=[], metavar="ADDRESS:KEYFILE")
    parser.add_argument("--baudrate", type=int, default=9600)
    args = parser.parse_args()
    osdp_sys.set_loglevel(osdp.LogLevel.Emergency)
    with serial.Serial(args.port, args.baudrate, timeout=0) as wire:
        line = Line(wire)
        members: list[Reader | Module] = [
            *(Reader(line, *_place(text)) for text in args.reader),
            *(Module(line, *_place(text)) for text in args.module),
        ]
        say("ready", port=args.port, addresses=[member.address for member in members])
        serve(line, Bench(line, members))


def _place(text: str) -> tuple[int, str]:
    address, _, secret = text.partition(":")
    return int(address), secret


def _key(path: str) -> bytes:
    return bytes.fromhex(Path(path).read_text())


if __name__ == "__main__":
    main()
