"""A private PC/SC daemon with virtual readers.

    python -m devices.sim.pcscd --dir DIR --readers 2

The real ``pcscd`` (pcsc-lite) serves the socket ``DIR/pcscd.comm`` with readers "Virtual PCD 0",
"Virtual PCD 1" ... of vsmartcard's real vpcd driver. Programs that shall use it run with
``PCSCLITE_CSOCK_NAME`` set to that socket. A card is a TCP client of a reader's port
(:mod:`devices.sim.vcard`). Needs the Debian packages pcscd and vsmartcard-vpcd.

Commands on stdin::

    {"do": "kill"}                     end the daemon as a crash would
    {"do": "run", "readers": [0, 1]}   (re)start it with these readers and wait until it has them
    {"do": "hang"}                     stop it in its tracks: it keeps its clients waiting
    {"do": "go_on"}                    and let it go on
    {"do": "cards"}                    answers the names of the readers that hold a card

pcsc-lite can't unplug a reader of its static configuration while it runs; pulling a reader out is
a restart without it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smartcard import scard

from devices.sim import child
from devices.sim.console import Refused, say, serve_commands
from devices.sim.free_port import free_port

VPCD_LIBRARY: Final = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SLOTS: Final = 2
"""vpcd listens on so many consecutive ports a reader; the first is the one used here."""
READY_LIMIT_S: Final = 10.0
LOOK_S: Final = 0.02
"""How often the start-up is looked at."""
STOP_LIMIT_S: Final = 3.0

# Becomes pcscd with a listening socket as file descriptor 3 (sd_listen_fds(3)).
_EXEC: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execvp("pcscd", ["pcscd", "--foreground", "--error", "--config", sys.argv[2]])
"""


def reader_name(index: int) -> str:
    """What to write as ``reader`` in a device's configuration."""
    return f"Virtual PCD {index}"


class Daemon:
    """The child process and its files below ``directory``."""

    def __init__(self, directory: Path, readers: int) -> None:
        self.socket: Final = directory / "pcscd.comm"
        self.ports: Final = [free_port(SLOTS - 1) for _ in range(readers)]
        self._config: Final = directory / "readers"
        self._libraries: Final = directory / "lib"
        self._process: subprocess.Popen[bytes] | None = None
        self._config.mkdir(parents=True, exist_ok=True)
        self._libraries.mkdir(exist_ok=True)

    def run(self, readers: Sequence[int]) -> None:
        """(Re)start with ``readers``; returns when the daemon lists them all."""
        self.end(signal.SIGTERM)
        self._configure(readers)
        self.socket.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.socket))
            listener.listen(16)
            listener.set_inheritable(True)
            self._process = subprocess.Popen(
                [sys.executable, "-c", _EXEC, str(listener.fileno()), str(self._config)],
                stdout=sys.stderr,  # its log; stdout is for answers
                pass_fds=(listener.fileno(),),
            )
        self._wait_for({reader_name(index) for index in readers})

    def send(self, number: signal.Signals) -> None:
        """Raises Refused when it is not running."""
        if self._process is None:
            raise Refused("the daemon is not running")
        self._process.send_signal(number)

    def end(self, how: signal.Signals) -> None:
        """Send ``how`` and wait for the end; harmless when it is not running."""
        process, self._process = self._process, None
        if process is not None:
            child.end(process, STOP_LIMIT_S, how)

    def _configure(self, readers: Sequence[int]) -> None:
        entries = []
        for index in readers:
            # vpcd keeps its slots in a global: readers that share one library hang.
            library = self._libraries / f"vpcd{index}.so"
            if not library.exists():
                shutil.copyfile(VPCD_LIBRARY.resolve(), library)
            port = f"0x{self.ports[index]:04X}"
            entries.append(
                f'FRIENDLYNAME "{reader_name(index)}"\nDEVICENAME /dev/null:{port}\n'
                f"LIBPATH {library}\nCHANNELID {port}\n"
            )
        (self._config / "vpcd.conf").write_text("\n".join(entries))

    def _wait_for(self, names: set[str]) -> None:
        deadline = time.monotonic() + READY_LIMIT_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise Refused("pcscd ended at once; are pcscd and vsmartcard-vpcd installed?")
            listed = {name.rsplit(" ", 2)[0] for name in _listed_readers()}
            if names <= listed:
                return
            time.sleep(LOOK_S)
        raise Refused(f"pcscd did not list {', '.join(sorted(names))} in {READY_LIMIT_S} s")


def _listed_readers() -> list[str]:
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != scard.SCARD_S_SUCCESS:
        return []
    code, names = scard.SCardListReaders(context, [])
    scard.SCardReleaseContext(context)
    return list(names) if code == scard.SCARD_S_SUCCESS else []


def _readers_with_card() -> list[str]:
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != scard.SCARD_S_SUCCESS:
        return []
    wanted = [(name, scard.SCARD_STATE_UNAWARE) for name in _listed_readers()]
    _, states = scard.SCardGetStatusChange(context, 0, wanted)
    scard.SCardReleaseContext(context)
    return [name for name, state, _ in states if state & scard.SCARD_STATE_PRESENT]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.pcscd")
    parser.add_argument("--dir", type=Path, required=True, help="private folder, made if missing")
    parser.add_argument("--readers", type=int, default=1)
    args = parser.parse_args()
    daemon = Daemon(args.dir, args.readers)
    os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket)

    def obey(command: dict[str, object]) -> dict[str, object]:
        match command:
            case {"do": "kill"}:
                daemon.end(signal.SIGKILL)
            case {"do": "run", "readers": [*readers]}:
                daemon.run([index for index in readers if isinstance(index, int)])
            case {"do": "hang"}:
                daemon.send(signal.SIGSTOP)
            case {"do": "go_on"}:
                daemon.send(signal.SIGCONT)
            case {"do": "cards"}:
                return {"present": _readers_with_card()}
            case _:
                raise Refused(f"no such command: {command}")
        return {}

    try:
        daemon.run(range(args.readers))
        names = [reader_name(index) for index in range(args.readers)]
        say("ready", socket=str(daemon.socket), readers=names, ports=daemon.ports)
        serve_commands(obey)
    finally:
        daemon.end(signal.SIGTERM)


if __name__ == "__main__":
    main()
