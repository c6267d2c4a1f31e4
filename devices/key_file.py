"""AES-128 keys in files of their own, never in a configuration.

A file holds 32 hexadecimal digits, and is readable by its owner alone.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from devices.errors import DeviceError, Fault

KEY_BYTES: Final = 16
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_SIZE_LIMIT: Final = 128
"""More than the digits with any line end; a larger file is another one."""

KeyPath = Annotated[Path, Field(strict=False)]
"""A key file as TOML can write it: its path."""


class KeyUnusable(DeviceError):
    """The key file is missing, unsafe or holds no key."""

    fault = Fault.KEY_UNUSABLE


def load_key(path: Path) -> bytes:
    """The 16 bytes of the key in ``path``. Raises KeyUnusable; its message shows no content."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                raise KeyUnusable(f"{path} is readable by others; run chmod 600 on it")
            content = file.read(_SIZE_LIMIT)
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror}") from error
    digits = content.strip()
    if not re.fullmatch(rb"[0-9A-Fa-f]{32}", digits):
        raise KeyUnusable(f"{path} does not hold {2 * KEY_BYTES} hexadecimal digits")
    return bytes.fromhex(digits.decode("ascii"))


def create_key(path: Path) -> bytes:
    """Draw a random key and write it to the new file ``path``.

    Raises KeyUnusable when the file exists or can't be written: a key is never overwritten.
    """
    key = secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.hex().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror}") from error
    return key
