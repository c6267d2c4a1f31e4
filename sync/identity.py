"""The file a terminal is provisioned with: who it is, and whom it believes."""

from __future__ import annotations

import base64
import binascii
import stat
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from sync.credential import KEY_BYTES
from sync.errors import IdentityError
from sync.wire import TerminalIdentity, TerminalRole

_OTHERS: Final = stat.S_IRWXO | stat.S_IWGRP
FILE_LIMIT_BYTES: Final = 64 * 1024


def load_identity(path: Path, role: TerminalRole) -> TerminalIdentity:
    """Read the identity at ``path`` for a program of ``role``.

    Raises IdentityError when the file is missing, readable by everybody, writable by its group,
    malformed, or another kind of terminal's. The message names the file and never its content.
    """
    try:
        mode = path.stat().st_mode
        if mode & _OTHERS:
            raise IdentityError(f"{path}: others may use it; run chmod 600")
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT_BYTES)
    except FileNotFoundError as error:
        raise IdentityError(
            f"{path}: {error.strerror}; `yanhu hall enrol-device --name NAME --role {role} --out"
            " FILE` makes it at the hall: put it here, with mode 600"
        ) from error
    except OSError as error:
        raise IdentityError(f"{path}: {error.strerror}") from error
    try:
        identity = TerminalIdentity.model_validate_json(content)
    except ValidationError as error:
        keys = ", ".join(sorted({".".join(map(str, e["loc"])) or "file" for e in error.errors()}))
        raise IdentityError(f"{path}: not an identity file; wrong: {keys}") from None
    if identity.role is not role:
        raise IdentityError(f"{path}: enrols a {identity.role}, not a {role}")
    return identity


def credential_key(identity: TerminalIdentity) -> bytes:
    """The 32-byte key for :func:`sync.credential.credential_digest`. Raises IdentityError."""
    try:
        key = base64.b64decode(identity.credential_key, validate=True)
    except binascii.Error:
        raise IdentityError("credential_key is not base64") from None
    if len(key) != KEY_BYTES:
        raise IdentityError(f"credential_key does not hold {KEY_BYTES} bytes")
    return key
