"""A card reader that announces cards on a serial port.

    python -m devices.sim.serial_reader --port PTY --format stx-etx --repeat 0.1

Formats: ``stx-etx`` (STX, hexadecimal digits, ETX, exclusive or), ``stx-etx-hex`` (the check as two
digits before ETX), ``line`` (hexadecimal digits, CR LF), ``line-decimal`` (ten digits or more, CR),
``wiegand`` (A5, number of bits, bits, exclusive or; 26, 34 or 66 bits after the number's length).

Commands on stdin::

    {"do": "card", "number": "04A1B2C3"}                 it lies on the reader from now on
    {"do": "card", "number": "04A1B2C3", "spoil": true}  the same, but each check is wrong
    {"do": "away"}                                       nothing lies there any more
    {"do": "raw", "bytes": "0203ff"}                     these bytes once, whatever they are

With ``--repeat`` 0 a card is announced once, otherwise again and again at that interval in seconds.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable
from functools import reduce
from operator import xor
from typing import Final

import serial

from devices.sim.console import Refused, say, serve_commands

STX: Final = b"\x02"
ETX: Final = b"\x03"
WIEGAND_HEADER: Final = b"\xa5"
_WIEGAND_BITS: Final = {3: 26, 4: 34, 8: 66}

Frame = Callable[[bytes, bool], bytes]
"""Encodes a number; the flag asks for a wrong check."""


def stx_etx(number: bytes, spoil: bool) -> bytes:
    covered = number.hex().upper().encode() + ETX
    return STX + covered + bytes((_parity(covered) ^ spoil,))


def stx_etx_hex(number: bytes, spoil: bool) -> bytes:
    digits = number.hex().upper().encode()
    return STX + digits + b"%02x" % (_parity(digits) ^ spoil) + ETX


def line(number: bytes, spoil: bool) -> bytes:
    """A line has no check; a spoiled one holds a letter that is no digit."""
    digits = number.hex().upper()
    return (digits.replace(digits[-1], "Z") if spoil else digits).encode() + b"\r\n"


def line_decimal(number: bytes, spoil: bool) -> bytes:
    digits = f"{int.from_bytes(number, 'big'):010d}"
    return (digits[:-1] + "x" if spoil else digits).encode() + b"\r"


def wiegand(number: bytes, spoil: bool) -> bytes:
    """A number of another length than 3, 4 or 8 bytes goes out with its bits and no parity."""
    data = "".join(f"{byte:08b}" for byte in number)
    if len(number) in _WIEGAND_BITS:
        half = len(data) // 2
        even = data[:half].count("1") % 2
        odd = 1 - data[half:].count("1") % 2
        data = f"{even ^ spoil}{data}{odd}"
    packed = data.ljust(-(-len(data) // 8) * 8, "0")
    body = bytes((len(data),)) + bytes(int(packed[i : i + 8], 2) for i in range(0, len(packed), 8))
    return WIEGAND_HEADER + body + bytes((_parity(body),))


def _parity(covered: bytes) -> int:
    return reduce(xor, covered)


FORMATS: Final[dict[str, Frame]] = {
    "stx-etx": stx_etx,
    "stx-etx-hex": stx_etx_hex,
    "line": line,
    "line-decimal": line_decimal,
    "wiegand": wiegand,
}


class Reader:
    """Announces the card that lies on it from a thread of its own."""

    def __init__(self, wire: serial.Serial, frame: Frame, repeat_s: float) -> None:
        self._wire: Final = wire
        self._encode: Final = frame
        self._repeat_s: Final = repeat_s
        self._changed: Final = threading.Condition()
        self._frame = b""
        self._ended = False
        self._thread: Final = threading.Thread(target=self._announce, name="antenna")
        self._thread.start()

    def obey(self, command: dict[str, object]) -> dict[str, object]:
        """Carry out a command of the technician's bench. Raises Refused."""
        match command:
            case {"do": "card", "number": str(number)}:
                self._place(self._encode(bytes.fromhex(number), bool(command.get("spoil", False))))
            case {"do": "away"}:
                self._place(b"")
            case {"do": "raw", "bytes": str(raw)}:
                self._wire.write(bytes.fromhex(raw))
            case _:
                raise Refused("no such command")
        return {}

    def stop(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join()

    def _place(self, frame: bytes) -> None:
        with self._changed:
            self._frame = frame
            self._changed.notify()

    def _announce(self) -> None:
        with self._changed:
            while not self._ended:
                if self._frame:
                    self._wire.write(self._frame)
                self._changed.wait(self._repeat_s if self._frame and self._repeat_s else None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.serial_reader")
    parser.add_argument("--port", required=True, help="serial port or pty to speak on")
    parser.add_argument("--format", choices=sorted(FORMATS), default="stx-etx")
    parser.add_argument("--repeat", type=float, default=0.1, help="seconds; 0 announces once")
    args = parser.parse_args()
    with serial.Serial(args.port, 9600) as wire:
        reader = Reader(wire, FORMATS[args.format], args.repeat)
        say("ready", port=args.port)
        try:
            serve_commands(reader.obey)
        finally:
            reader.stop()


if __name__ == "__main__":
    main()
