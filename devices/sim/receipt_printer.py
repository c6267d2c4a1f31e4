"""An ESC/POS receipt printer, on the network or on a serial port.

    python -m devices.sim.receipt_printer --tcp 127.0.0.1:9100
    python -m devices.sim.receipt_printer --port PTY

Knows ESC @, ESC a, ESC E, ESC d, FS &, GS !, GS V, GS r, GS ( k (QR code), text in GB 18030, and in
real time DLE EOT 1 to 4 and DLE DC4 8. What it does not know is news: ``{"event": "refused",
"bytes": "1b4a"}``, and the bytes are skipped. Lines that are wider than 48 columns are news too:
``{"event": "too_wide", "columns": 50}``.

Commands on stdin::

    {"do": "slips"}                    answers what came out so far, see escpos_paper.Slip
    {"do": "paper", "lines": 5}        so many lines are left; null is a full roll
    {"do": "cover", "open": true}
    {"do": "cutter", "stuck": true}    at the next cut
    {"do": "broken", "on": true}       an error that only a repair mends
    {"do": "hold", "on": true}         take data, but print nothing: a printer that is very slow
    {"do": "line", "state": "silent"}  see escpos_paper.LineState
    {"do": "reset"}                    full roll, all well, no slips
"""

from __future__ import annotations

import argparse
import os
import socket
import threading
import tty
from collections.abc import Callable
from typing import Final, TypeVar

from devices.sim.console import say, serve_commands
from devices.sim.escpos_paper import Printer

READ_BYTES: Final = 4096

ResultT = TypeVar("ResultT")


def serve_port(printer: Printer, port: str) -> None:
    """Print what comes over a serial port until its cable is pulled."""
    wire = os.open(port, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(wire)

    def answer(data: bytes) -> None:
        _ignore_broken(lambda: os.write(wire, data))

    printer.answer = answer

    def serve() -> None:
        while data := _ignore_broken(lambda: os.read(wire, READ_BYTES)):
            printer.hear(data)

    threading.Thread(target=serve, name="line", daemon=True).start()


def serve_tcp(printer: Printer, where: str) -> None:
    """Print what comes over the network, from one host at a time."""
    host, _, port = where.rpartition(":")
    listener = socket.create_server((host, int(port)))

    def serve() -> None:
        while True:
            wire, _ = listener.accept()
            with wire:
                printer.answer = _sender(wire)
                while data := _ignore_broken(lambda: wire.recv(READ_BYTES)):  # noqa: B023
                    printer.hear(data)

    threading.Thread(target=serve, name="network", daemon=True).start()


def _sender(wire: socket.socket) -> Callable[[bytes], None]:
    def send(data: bytes) -> None:
        _ignore_broken(lambda: wire.sendall(data))

    return send


def _ignore_broken(use: Callable[[], ResultT]) -> ResultT | None:
    """None when the host is gone: it will come again."""
    try:
        return use()
    except OSError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.receipt_printer")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--port", help="serial port or pty to print from")
    place.add_argument("--tcp", metavar="HOST:PORT", help="address to listen on")
    args = parser.parse_args()
    printer = Printer()
    if args.tcp:
        serve_tcp(printer, args.tcp)
    else:
        serve_port(printer, args.port)
    say("ready", port=args.tcp or args.port)
    serve_commands(printer.obey)


if __name__ == "__main__":
    main()
