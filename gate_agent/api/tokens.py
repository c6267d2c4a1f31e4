"""Makes the tokens by which guards are known to the API."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

TOKEN_BYTES: Final = 32


def new_token() -> tuple[str, str]:
    """A fresh token for a guard, and the SHA-256 of it that the configuration holds."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, hashlib.sha256(token.encode()).hexdigest()
