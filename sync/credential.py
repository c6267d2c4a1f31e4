"""How a card is named outside the reader: a keyed digest, never its number.

A card's UID is short (4, 7 or 10 bytes, ISO/IEC 14443-3), so a plain hash of it could be reversed
by trying all values. The digest is keyed with a secret that the hall and its terminals share.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

KEY_BYTES: Final = 32
_DOMAIN: Final = b"yanhu/credential/1/"


def credential_digest(key: bytes, uid: bytes) -> str:
    """Keyed digest of a card's ``uid`` (4 to 10 bytes): 64 hexadecimal characters.

    HMAC-SHA-256 (RFC 2104) under ``key`` (32 bytes). Raises ValueError for other lengths.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the credential key must have {KEY_BYTES} bytes")
    if not 4 <= len(uid) <= 10:
        raise ValueError("a card UID has 4 to 10 bytes")
    return hmac.new(key, _DOMAIN + uid, hashlib.sha256).hexdigest()
