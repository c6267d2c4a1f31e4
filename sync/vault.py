"""Encryption at rest: AES-256-GCM (NIST SP 800-38D) under a key kept outside the database.

Each sealed value is bound to what it belongs to (the associated data), so that one person's
template can't be moved to another's row.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import KeyFileInvalid, SealBroken

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_FORMAT: Final = b"\x01"


class Vault:
    """Seals and opens values. Safe to use from any thread."""

    def __init__(self, key: bytes) -> None:
        """``key``: 32 random bytes; raises ValueError for any other length."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a vault key has {KEY_BYTES} bytes")
        self._cipher: Final = AESGCM(key)

    @classmethod
    def at(cls, key_file: Path) -> Vault:
        """The vault whose key is in ``key_file``; the file is made at the first start, mode 0600.

        Raises KeyFileInvalid when the file is open to others, too short, or can't be used.
        """
        try:
            key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not key_file.exists():
                _create(key_file)
            mode = key_file.stat().st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyFileInvalid(f"{key_file}: others may read it; chmod 600")
            key = key_file.read_bytes()
        except OSError as error:
            raise KeyFileInvalid(f"{key_file}: {error.strerror}") from error
        if len(key) != KEY_BYTES:
            raise KeyFileInvalid(f"{key_file}: holds {len(key)} bytes, not {KEY_BYTES}")
        return cls(key)

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """``plain`` encrypted and bound to ``about``, 29 bytes longer than it was."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """What :meth:`seal` was given. Raises SealBroken if anything about it differs."""
        if len(sealed) < len(_FORMAT) + NONCE_BYTES + _TAG_BYTES or sealed[:1] != _FORMAT:
            raise SealBroken("not a sealed value")
        nonce = sealed[1 : 1 + NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[1 + NONCE_BYTES :], about)
        except InvalidTag:
            raise SealBroken("the seal does not hold") from None


def _create(key_file: Path) -> None:
    """Write a new key so that the file appears whole or not at all."""
    draft = key_file.with_name(f".{key_file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.rename(key_file)
