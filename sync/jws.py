"""Compact JWS (RFC 7515) with Ed25519 (RFC 8037): who says so, and what kind of thing it is.

The hall signs several kinds of things with one key. ``typ`` in the signed header keeps them apart
(RFC 8725, 3.11), so that none can be taken for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWS

from sync.wire import RecordKey

_ALGORITHM: Final = "EdDSA"
_PLAIN_LETTERS: Final = bytes.maketrans(b"-_+/=", b"+/   ")
"""To base64's own letters; what base64url does not have becomes a blank, which is refused."""
_jws = PyJWS(algorithms=[_ALGORITHM])


class JwsFlaw(StrEnum):
    """Why a token is not taken."""

    MALFORMED = "not a compact JWS"
    SPELLING = "not base64url as it should be spelt"
    OTHER_WAY = "signed in another way"
    OTHER_TYPE = "of another type"
    UNKNOWN_KEY = "signed by an unknown key"
    SIGNATURE = "signature does not hold"


class JwsInvalid(Exception):
    """Not a token of this type that a known key signed."""

    def __init__(self, flaw: JwsFlaw) -> None:
        super().__init__(flaw.value)
        self.flaw: Final = flaw


def key_id(key: Ed25519PublicKey) -> str:
    """Short stable name of a public key: the first 16 hexadecimal digits of its sha256."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def base64url(data: bytes) -> str:
    """base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def of_base64url(segment: str) -> bytes:
    """What :func:`base64url` spelt; no other spelling is taken. Raises JwsInvalid."""
    rest = len(segment) % 4
    try:
        letters = segment.encode("ascii").translate(_PLAIN_LETTERS)
        data = binascii.a2b_base64(letters + b"=" * (-rest % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        raise JwsInvalid(JwsFlaw.SPELLING) from None
    # The last letter may hold bits that belong to no byte; spelling the end again shows them.
    if rest and base64url(data[1 - rest :]) != segment[-rest:]:
        raise JwsInvalid(JwsFlaw.SPELLING)
    return data


class JwsSigner:
    """Signs things of one type with the hall's private key."""

    def __init__(self, key: Ed25519PrivateKey, kind: str) -> None:
        """``kind`` becomes the header's ``typ``."""
        self._key: Final = key
        self._headers: Final = {"kid": key_id(key.public_key()), "typ": kind}

    def sign(self, payload: bytes) -> str:
        return _jws.encode(payload, self._key, algorithm=_ALGORITHM, headers=self._headers)


class JwsVerifier:
    """Reads things of one type, signed by one of the keys a terminal was provisioned with."""

    def __init__(self, keys: Iterable[RecordKey], kind: str) -> None:
        """Raises ValueError without a key."""
        self._keys: Final = {
            key.kid: Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key.x + "="))
            for key in keys
        }
        if not self._keys:
            raise ValueError("a verifier needs at least one record key")
        self._kind: Final = kind
        self._known_header: tuple[str, Ed25519PublicKey] | None = None

    def payload(self, token: str) -> bytes:
        """What was signed. Raises JwsInvalid."""
        # A general JOSE library checks a token character by character: several times the cost of
        # the signature itself, for each of a hundred thousand records.
        signed, _, signature = token.rpartition(".")
        header, _, payload = signed.partition(".")
        key = self._key_of(header)
        try:
            key.verify(of_base64url(signature), signed.encode("ascii"))
        except (InvalidSignature, UnicodeEncodeError):
            raise JwsInvalid(JwsFlaw.SIGNATURE) from None
        return of_base64url(payload)

    def payload_vouched_for(self, token: str) -> bytes:
        """What ``token`` holds when another signature covers it: its own is not verified.

        Raises JwsInvalid when type or key are others all the same.
        """
        header, _, rest = token.partition(".")
        self._key_of(header)
        return of_base64url(rest.rpartition(".")[0])

    def _key_of(self, header: str) -> Ed25519PublicKey:
        """Who signed, by the first segment of a token; all tokens of one key have the same."""
        if self._known_header is not None and self._known_header[0] == header:
            return self._known_header[1]
        try:
            said = json.loads(of_base64url(header))
        except (ValueError, RecursionError):
            raise JwsInvalid(JwsFlaw.MALFORMED) from None
        # RFC 7515, 4.1.11: an extension that must be understood is not.
        if not isinstance(said, dict) or said.get("alg") != _ALGORITHM or "crit" in said:
            raise JwsInvalid(JwsFlaw.OTHER_WAY)
        if said.get("typ") != self._kind:
            raise JwsInvalid(JwsFlaw.OTHER_TYPE)
        key = self._keys.get(str(said.get("kid")))
        if key is None:
            raise JwsInvalid(JwsFlaw.UNKNOWN_KEY)
        self._known_header = (header, key)
        return key
