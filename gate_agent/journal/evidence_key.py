"""The gate's own signature: an Ed25519 key (RFC 8032) that never leaves this machine.

Made at the first start. Its public part is shown by ``yanhu gate journal key`` and written down by
whoever will later want to tell this gate's journal from somebody else's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.key_file import own_key, read_key
from wording import Text

KEY_FILE: Final = "journal.key"
REPLACED: Final = Text(
    "签署通行日志的密钥不是 gate.toml 中 journal_key 那一把；请技术人员保留数据目录并查明由谁更换",
    "The key that signs the journal is not gate.toml's journal_key; technician: keep the data "
    "folder and find out who replaced it",
)
PUBLIC_HEX: Final = 64
"""Length of a public key in hexadecimal digits."""


class PublicKeyInvalid(ValueError):
    """What was given is not a public key of 64 hexadecimal digits."""


class EvidenceKey:
    """Signs what this gate vouches for. Safe to use from any thread."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: 32 random bytes."""
        self._key: Final = Ed25519PrivateKey.from_private_bytes(secret)
        self.public: Final = EvidenceWitness(self._key.public_key())

    @classmethod
    def at(cls, path: Path) -> EvidenceKey:
        """The key in ``path``, made when there is none, mode 0600. Raises KeyFileInvalid."""
        return cls(own_key(path))

    @classmethod
    def existing(cls, path: Path) -> EvidenceKey:
        """The key in ``path``. Raises KeyFileInvalid, also when there is none."""
        return cls(read_key(path))

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(message)


class EvidenceWitness:
    """The public part: tells whether a gate's key signed something."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key: Final = key

    @classmethod
    def of(cls, text: str) -> EvidenceWitness:
        """From what :attr:`text` says. Raises PublicKeyInvalid."""
        try:
            return cls(Ed25519PublicKey.from_public_bytes(bytes.fromhex(text)))
        except ValueError:
            raise PublicKeyInvalid(f"a public key has {PUBLIC_HEX} hexadecimal digits") from None

    @property
    def text(self) -> str:
        """64 hexadecimal digits."""
        return self._key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def signed(self, signature: bytes, message: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True
