"""A secret of this machine: random bytes in a file that only the service account reads."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from sync.errors import KeyFileInvalid

KEY_BYTES: Final = 32


def own_key(path: Path) -> bytes:
    """The 32 bytes in ``path``; the file is made at the first start, mode 0600.

    Raises KeyFileInvalid as :func:`read_key` does, or when the file can't be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _create(path)
    except OSError as error:
        raise KeyFileInvalid(f"{path}: {error.strerror}") from error
    return read_key(path)


def read_key(path: Path) -> bytes:
    """The 32 bytes in ``path``.

    Raises KeyFileInvalid when the file is missing, open to others, or of another length.
    """
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFileInvalid(f"{path}: others may read it; chmod 600")
        key = path.read_bytes()
    except OSError as error:
        raise KeyFileInvalid(f"{path}: {error.strerror}") from error
    if len(key) != KEY_BYTES:
        raise KeyFileInvalid(f"{path}: holds {len(key)} bytes, not {KEY_BYTES}")
    return key


def _create(path: Path) -> None:
    """Write a new key so that the file appears whole or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.rename(path)
