"""A code scanner on a serial port.

    python -m devices.sim.code_scanner --port PTY --end crlf

Commands on stdin::

    {"do": "scan", "text": "..."}                        somebody shows a code
    {"do": "scan", "text": "...", "identifier": "]Q3"}   the same, its kind sent before it
    {"do": "raw", "bytes": "4142ff"}                     these bytes, whatever they are
"""

from __future__ import annotations

import argparse
from typing import Final

import serial

from devices.sim.console import Refused, say, serve_commands

ENDS: Final = {"crlf": b"\r\n", "cr": b"\r", "lf": b"\n", "pause": b""}


class Scanner:
    """Sends each code as it is set up: prefix, identifier, text, suffix, end."""

    def __init__(
        self, wire: serial.Serial, prefix: str, suffix: str, end: str, encoding: str
    ) -> None:
        self._wire: Final = wire
        self._before: Final = prefix.encode("ascii")
        self._after: Final = suffix.encode("ascii") + ENDS[end]
        self._encoding: Final = encoding

    def obey(self, command: dict[str, object]) -> dict[str, object]:
        """Carry out a command of the technician's bench. Raises Refused."""
        match command:
            case {"do": "scan", "text": str(text)}:
                content = f"{command.get('identifier', '')}{text}".encode(self._encoding)
                self._wire.write(self._before + content + self._after)
            case {"do": "raw", "bytes": str(raw)}:
                self._wire.write(bytes.fromhex(raw))
            case _:
                raise Refused("no such command")
        return {}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.code_scanner")
    parser.add_argument("--port", required=True, help="serial port or pty to speak on")
    parser.add_argument("--end", choices=sorted(ENDS), default="crlf")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--suffix", default="")
    parser.add_argument("--encoding", default="utf-8")
    args = parser.parse_args()
    with serial.Serial(args.port, 9600) as wire:
        scanner = Scanner(wire, args.prefix, args.suffix, args.end, args.encoding)
        say("ready", port=args.port)
        serve_commands(scanner.obey)


if __name__ == "__main__":
    main()
