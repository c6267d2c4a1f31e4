"""Encryption at rest: AES-256-GCM (NIST SP 800-38D) under a key kept outside the database.

Each sealed value is bound to what it belongs to (the associated data), so that one person's
template can't be moved to another's row.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from hashlib import blake2b
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import SealBroken
from sync.key_file import KEY_BYTES, own_key

NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_FORMAT: Final = b"\x01"
_BLINDING: Final = b"yanhu/vault/blind/2"
BLINDED_BYTES: Final = 12


class Vault:
    """Seals and opens values. Safe to use from any thread."""

    def __init__(self, key: bytes) -> None:
        """``key``: 32 random bytes; raises ValueError for any other length."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a vault key has {KEY_BYTES} bytes")
        self._cipher: Final = AESGCM(key)
        self._blinding: Final = hmac.new(key, _BLINDING, hashlib.sha256).digest()

    @classmethod
    def at(cls, key_file: Path) -> Vault:
        """The vault whose key is in ``key_file``; the file is made at the first start, mode 0600.

        Raises KeyFileInvalid when the file is open to others, too short, or can't be used.
        """
        return cls(own_key(key_file))

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """``plain`` encrypted and bound to ``about``, 29 bytes longer than it was."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, about)

    def blind(self, word: str) -> bytes:
        """A keyed digest by which ``word`` can be found again; it can't be read back.

        BLAKE2b (RFC 7693) of BLINDED_BYTES, under a key of its own that is made from the vault's.
        """
        return blake2b(word.encode(), digest_size=BLINDED_BYTES, key=self._blinding).digest()

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """What :meth:`seal` was given. Raises SealBroken if anything about it differs."""
        if len(sealed) < len(_FORMAT) + NONCE_BYTES + _TAG_BYTES or sealed[:1] != _FORMAT:
            raise SealBroken("not a sealed value")
        nonce = sealed[1 : 1 + NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[1 + NONCE_BYTES :], about)
        except InvalidTag:
            raise SealBroken("the seal does not hold") from None
