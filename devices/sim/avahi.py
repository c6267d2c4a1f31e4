"""Announces services on the loopback interface by multicast DNS: Debian's own ``avahi-daemon``.

It keeps its process id at one fixed place below /run and gives that to the account ``avahi``. So it
gets a /run of its own, and an account of that name that is whoever runs this: a user and a mount
namespace make that possible without root. Needs the Debian packages avahi-daemon and util-linux.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from devices.sim import child
from devices.sim.console import Refused

READY_LIMIT_S: Final = 10.0
STOP_LIMIT_S: Final = 3.0
_READY: Final = "Server startup complete"

_CONFIG: Final = """\
[server]
host-name={host}
allow-interfaces=lo
use-ipv6=no
[publish]
publish-workstation=no
[wide-area]
enable-wide-area=no
"""
_RUN: Final = """\
mount -t tmpfs none /run &&
mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/group" /etc/group &&
exec avahi-daemon --no-drop-root --no-chroot --no-rlimits --file "$1/avahi.conf"
"""


class AvahiPeer:
    """One daemon on a private D-Bus; whoever shares that bus is announced."""

    def __init__(self, folder: Path, bus_address: str) -> None:
        """``bus_address`` of a bus whose socket is not below /run."""
        self._folder: Final = folder
        self._bus_address: Final = bus_address
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        """Returns when it announces. Raises Refused."""
        config = _CONFIG.format(host=f"yanhu-{secrets.token_hex(4)}")
        (self._folder / "avahi.conf").write_text(config)
        (self._folder / "passwd").write_text("avahi:x:0:0::/:/bin/false\n")
        (self._folder / "group").write_text("avahi:x:0:\n")
        isolated = ["unshare", "--map-root-user", "--mount", "sh", "-c", _RUN, "avahi"]
        process = subprocess.Popen(
            [*isolated, str(self._folder)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self._bus_address},
        )
        self._process = process
        ready: SimpleQueue[bool] = SimpleQueue()
        self._reader = threading.Thread(target=_read, args=(process, ready), daemon=True)
        self._reader.start()
        try:
            announces = ready.get(timeout=READY_LIMIT_S)
        except Empty:
            announces = False
        if not announces:
            self.stop()
            raise Refused("avahi-daemon did not start; is it installed?")

    def stop(self) -> None:
        """Harmless when it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        child.end(process, STOP_LIMIT_S)
        if self._reader is not None:
            self._reader.join()
        if process.stderr is not None:
            process.stderr.close()


def _read(process: subprocess.Popen[str], ready: SimpleQueue[bool]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if _READY in line:
            ready.put(True)
    ready.put(False)
