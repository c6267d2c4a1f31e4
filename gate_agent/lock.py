"""One agent a data folder: two would move one barrier and chain one journal."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sync.errors import StoreError

LOCK_FILE: Final = "agent.lock"


class AlreadyRunning(Exception):
    """Another agent uses the data folder; the message names it."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process; the kernel lets go when it ends, however it ends.

    Raises AlreadyRunning, StoreError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / LOCK_FILE).open("w")
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"{folder}: another gate agent is running here; stop it first (`systemctl stop"
                " yanhu-gate`), or give this one a folder of its own: gate.data"
            ) from None
        yield
