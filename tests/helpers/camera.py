"""The simulated network camera as a test holds it."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from types import TracebackType
from typing import Final

from devices.sim.peer import PeerProcess


def free_port() -> int:
    """A TCP port of this host that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class CameraPeer:
    """One camera process; started by ``with``, and again on the same port by :meth:`start`."""

    def __init__(self, *args: str) -> None:
        """``args`` as ``--photo FILE`` or ``--credentials NAME:PASSWORD``."""
        self._port: Final = free_port()
        self._process: Final = PeerProcess("devices.sim.mjpeg", ["--port", str(self._port), *args])
        self.url = ""

    def start(self) -> None:
        self.url = str(self._process.start()["url"])

    def show(self, photograph: Path | None) -> None:
        self._process.ask(show=None if photograph is None else str(photograph))

    def cover(self, covered: bool) -> None:
        self._process.ask(cover=covered)

    def freeze(self, frozen: bool) -> None:
        """Repeat one picture, as a hung encoder does."""
        self._process.ask(freeze=frozen)

    def halt(self) -> None:
        """Stop sending without closing the connection, as a hung camera does."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)
        # Its main thread is awake once it answers; a SIGTERM before that may reach another one.
        self.cover(False)

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> CameraPeer:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.stop()
