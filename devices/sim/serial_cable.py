"""A serial cable: two pseudo terminals that carry each other's bytes (socat)."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Final

PLUG_LIMIT_S: Final = 5.0
LOOK_S: Final = 0.005
"""How often the two ends are looked for; socat makes them within milliseconds."""


class SerialCable:
    """Ends are paths that stay the same over :meth:`unplug` and :meth:`plug`.

    ``host_end`` goes into a driver's configuration, ``device_end`` to the peer. While unplugged
    neither path exists, as with a pulled USB adapter. A context manager.
    """

    def __init__(self, directory: Path, name: str = "line") -> None:
        self.host_end: Final = directory / f"{name}-host"
        self.device_end: Final = directory / f"{name}-device"
        self._process: subprocess.Popen[bytes] | None = None
        self._held: int | None = None

    def plug(self) -> None:
        """Returns when both ends exist. Raises TimeoutError."""
        ends = (self.host_end, self.device_end)
        self._process = subprocess.Popen(
            ["socat", *(f"pty,raw,echo=0,link={end}" for end in ends)],
            stderr=subprocess.DEVNULL,  # it reports each unplugging as an error
        )
        deadline = time.monotonic() + PLUG_LIMIT_S
        while not all(end.exists() for end in ends):
            if time.monotonic() > deadline:
                self.unplug()
                raise TimeoutError("socat made no pseudo terminals; is it installed?")
            time.sleep(LOOK_S)
        # While nobody has an end of a pseudo terminal open, the kernel keeps what is sent to it for
        # whoever opens it next; a real port forgets it, as this one does while it is held open.
        self._held = os.open(self.host_end, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def unplug(self) -> None:
        """Harmless when unplugged."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait()

    def __enter__(self) -> SerialCable:
        self.plug()
        return self

    def __exit__(self, *error: object) -> None:
        self.unplug()
