"""What is in force at the gate, beside the journal in a small file of its own.

So a damaged journal ends no lockdown and closes no gate in a fire, and neither does a restart while
the disk is full: the file is one block, written through in place, for which there is always room.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sync.errors import StoreError

IN_FORCE_FILE: Final = "in-force.state"
BLOCK: Final = 4096
"""Bytes of the file: one block of usual file systems. Names and reasons are 64 characters at most,
so that what it says fits."""


@dataclass(frozen=True, slots=True)
class Order:
    """Something is in force since ``since``; ``by`` is empty when no guard ordered it."""

    since: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """What is in force; None: nothing."""

    fire: Order | None = None
    lockdown: Order | None = None


_EMERGENCY: Final = TypeAdapter(Emergency)


class InForceFile:
    """A digest, a line end, what is in force as JSON, and spaces to the end of the block."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path

    def read(self) -> Emergency | None:
        """What it says; None when there is no such file or it is damaged."""
        try:
            digest, _, said = self._path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest != _digest(said):
            return None
        try:
            return _EMERGENCY.validate_json(said)
        except ValidationError:
            return None

    def write(self, now: Emergency) -> None:
        """It is on the disk when this returns. Raises StoreError."""
        said = _EMERGENCY.dump_json(now).ljust(BLOCK - len(_digest(b"")) - 1)
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(descriptor, _digest(said) + b"\n" + said, 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StoreError(f"{self._path}: {error.strerror}") from error


def _digest(said: bytes) -> bytes:
    return sha256(said).hexdigest().encode()
