"""The hall's secrets: one file each in a folder that only its service account reads."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sync.credential import KEY_BYTES as CREDENTIAL_KEY_BYTES
from toml_file import ConfigProblem

from .sealing import KEY_BYTES as SEALING_KEY_BYTES

RECORD_KEY: Final = "record.pem"
CREDENTIAL_KEY: Final = "credential.key"
SEALING_KEY: Final = "sealing.key"
WEB_KEY: Final = "web.key"
_OWNER_ONLY: Final = 0o600
_FOLDER_OWNER_ONLY: Final = 0o700
_GROUP_AND_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class Keyring:
    """Everything secret the running hall needs, except the registrar's signing key."""

    record: Ed25519PrivateKey = field(repr=False)
    """Vouches for access records."""
    credential: bytes = field(repr=False)
    """Key of the card digests (32 bytes), shared with the terminals."""
    sealing: bytes = field(repr=False)
    """Key of biometric data at rest (32 bytes)."""
    web: str = field(repr=False)
    """Signs sessions and forms of the web pages."""


def write_secret(path: Path, content: bytes) -> None:
    """Write ``content`` to a new file that only the owner reads; FileExistsError if it exists."""
    path.parent.mkdir(mode=_FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def create_missing_keys(folder: Path) -> tuple[str, ...]:
    """Create each key that is not there yet; answers the names of the new files."""
    folder.mkdir(mode=_FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    fresh = {
        RECORD_KEY: Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
        CREDENTIAL_KEY: secrets.token_bytes(CREDENTIAL_KEY_BYTES),
        SEALING_KEY: secrets.token_bytes(SEALING_KEY_BYTES),
        WEB_KEY: secrets.token_urlsafe(64).encode(),
    }
    missing = [name for name in fresh if not (folder / name).exists()]
    for name in missing:
        write_secret(folder / name, fresh[name])
    return tuple(missing)


def read_secret(path: Path) -> bytes:
    """The file's bytes. Raises ConfigProblem if it is missing or others may read it."""
    try:
        if path.stat().st_mode & _GROUP_AND_OTHERS:
            raise ConfigProblem(f"{path}: others may read this key; run `chmod 600` on it")
        return path.read_bytes()
    except OSError as error:
        raise ConfigProblem(
            f"{path}: cannot be read ({error.strerror}); run `yanhu hall init` first"
        ) from error


def load_keyring(folder: Path) -> Keyring:
    """All keys in ``folder``. Raises ConfigProblem naming the file that does not serve."""
    record = load_pem_private_key(read_secret(folder / RECORD_KEY), password=None)
    if not isinstance(record, Ed25519PrivateKey):
        raise ConfigProblem(f"{folder / RECORD_KEY}: not an Ed25519 key")
    return Keyring(
        record=record,
        credential=_sized(folder / CREDENTIAL_KEY, CREDENTIAL_KEY_BYTES),
        sealing=_sized(folder / SEALING_KEY, SEALING_KEY_BYTES),
        web=read_secret(folder / WEB_KEY).decode(),
    )


def _sized(path: Path, size: int) -> bytes:
    content = read_secret(path)
    if len(content) != size:
        raise ConfigProblem(f"{path}: {len(content)} bytes instead of {size}; restore the key file")
    return content
