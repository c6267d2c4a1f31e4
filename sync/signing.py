"""Who vouches for a record: Ed25519 in a compact JWS (RFC 7515, RFC 8037).

The hall signs a record once, when its content changes; a gate verifies it once, when it arrives.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWS
from pydantic import ValidationError

from sync.errors import FeedError
from sync.wire import AccessRecord, RecordKey
from wording import Text

RECORD_TYPE: Final = "yanhu-record+jws"
_ALGORITHM: Final = "EdDSA"
_jws = PyJWS(algorithms=[_ALGORITHM])


class UntrustedRecord(FeedError):
    """A record whose signature, type or content does not hold; says which, never the content."""

    code = "record_untrusted"
    text = Text(
        "收到签名无效的名单记录，已拒收；请立即联系大厅管理员",
        "A record with a wrong signature was refused; call the hall's administrator at once",
    )


def key_id(key: Ed25519PublicKey) -> str:
    """Short stable name of a public key: the first 16 hexadecimal digits of its sha256."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def publish(key: Ed25519PublicKey) -> RecordKey:
    """The public key as terminals receive it."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return RecordKey(kid=key_id(key), x=base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


class RecordSigner:
    """Signs records with the hall's private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._kid = key_id(key.public_key())

    def sign(self, record: AccessRecord) -> str:
        """Compact JWS over ``record``."""
        return _jws.encode(
            record.model_dump_json().encode(),
            self._key,
            algorithm=_ALGORITHM,
            headers={"kid": self._kid, "typ": RECORD_TYPE},
        )


class RecordVerifier:
    """Verifies records against the public keys that a terminal was provisioned with."""

    def __init__(self, keys: Iterable[RecordKey]) -> None:
        self._keys: Final = {
            key.kid: Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key.x + "="))
            for key in keys
        }
        if not self._keys:
            raise ValueError("a verifier needs at least one record key")
        self._known_header: tuple[str, Ed25519PublicKey] | None = None

    def verify(self, token: str) -> AccessRecord:
        """The record inside ``token``. Raises UntrustedRecord unless a known key signed it."""
        # A general JOSE library checks a token character by character: several times the cost of
        # the signature itself, for each of a hundred thousand records.
        signed, _, signature = token.rpartition(".")
        header, _, payload = signed.partition(".")
        key = self._key_of(header)
        try:
            key.verify(_decoded(signature), signed.encode("ascii"))
        except (InvalidSignature, UnicodeEncodeError) as error:
            raise UntrustedRecord(f"signature does not hold ({type(error).__name__})") from None
        try:
            return AccessRecord.model_validate_json(_decoded(payload))
        except ValidationError as error:
            raise UntrustedRecord(
                f"signed, but not an access record ({error.error_count()} errors)"
            ) from None

    def _key_of(self, header: str) -> Ed25519PublicKey:
        """Who signed, by the first segment of a token; all records of one key have the same."""
        if self._known_header is not None and self._known_header[0] == header:
            return self._known_header[1]
        try:
            said = json.loads(_decoded(header))
        except ValueError:
            raise UntrustedRecord("not a compact JWS") from None
        # RFC 7515, 4.1.11: an extension that must be understood is not.
        if not isinstance(said, dict) or said.get("alg") != _ALGORITHM or "crit" in said:
            raise UntrustedRecord("signed in another way")
        if said.get("typ") != RECORD_TYPE:
            raise UntrustedRecord("not a record")
        key = self._keys.get(str(said.get("kid")))
        if key is None:
            raise UntrustedRecord("signed by an unknown key")
        self._known_header = (header, key)
        return key


def _decoded(segment: str) -> bytes:
    """base64url without padding, in its only spelling (RFC 7515, 2). Raises UntrustedRecord."""
    try:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError):
        raise UntrustedRecord("not base64url") from None
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != segment:
        raise UntrustedRecord("not base64url as it should be spelt")
    return data
